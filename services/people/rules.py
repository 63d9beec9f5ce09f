"""Which roles there are."""

from __future__ import annotations

from app.errors import Invalid
from app.permissions import Role


def known_role(role: str) -> Role:
    """Raises Invalid at `role`."""
    try:
        return Role(role)
    except ValueError:
        raise Invalid.field('role', 'There is no such role.') from None
