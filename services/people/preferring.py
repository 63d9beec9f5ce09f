"""What people choose for themselves: how the screens look, and the zone they think in."""

from __future__ import annotations

from app.context import Context
from app.database import transaction
from app.errors import Invalid, NotSignedIn
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from app.rows import one
from services.locations import known_zone
from services.people.errors import UserNotFound
from services.people.events import UserChanged
from services.people.models import User
from services.people.queries import shape
from services.people.shapes import UserShape

THEMES = ('auto', 'light', 'dark')


@operation(needs=Permission.VIEW_PROFILE)
async def prefer(ctx: Context, *, theme: str | None = None, zone: str | None = None) -> UserShape:
    """Change one's own theme ('auto', 'light', 'dark') or zone (an IANA name; '' for the business's); None keeps it.

    Raises: NotSignedIn, Invalid (names the field).
    """
    if theme is not None and theme not in THEMES:
        raise Invalid.field('theme', 'Choose light, dark or auto.')
    if ctx.actor.user_id is None:
        raise NotSignedIn
    async with transaction(ctx) as db:
        user = await one(db, User, ctx.actor.user_id, UserNotFound, lock=True)
        before = (user.theme, user.zone)
        user.theme = user.theme if theme is None else theme
        user.zone = user.zone if zone is None else known_zone(zone) if zone else None
        changed = tuple(name for name, was, is_ in zip(('theme', 'zone'), before, (user.theme, user.zone), strict=True)
                        if was != is_)
        if changed:
            role = ctx.actor.role
            assert role is not None  # a signed-in user has one
            await record(db, UserChanged(user_id=user.id, role_before=role, role=role, changed=changed))
        return shape(user)
