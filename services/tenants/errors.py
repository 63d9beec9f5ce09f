"""Refusals about businesses."""

from app.errors import Conflict, NotFound


class SlugTaken(Conflict):
    sentence = 'This address is already used by another business.'


class SettingsChangedMeanwhile(Conflict):
    """Somebody else saved while these were in sight: told, not overwritten. `changed` names the fields."""

    sentence = 'Somebody else changed these settings while you had them open.'


class TenantNotFound(NotFound):
    sentence = 'There is no business at this address.'
