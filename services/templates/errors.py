"""Refusals about templates."""

from app.errors import Conflict, Invalid


class NotRendered(Invalid):
    """Of wording somebody typed: `fields` says where and on which line."""


class TemplateChangedMeanwhile(Conflict):
    """Somebody else saved while this was in sight: told, not overwritten. `changed` names the fields."""

    sentence = 'Somebody else changed this while you had it open.'
