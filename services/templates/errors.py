"""Refusals about templates."""

from app.errors import Invalid


class NotRendered(Invalid):
    """Of wording somebody typed: `fields` says where and on which line."""
