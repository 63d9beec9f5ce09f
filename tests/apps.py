"""Authenticator apps as people have them: after the password, the code of now."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from sqlalchemy.dialects.postgresql import Insert, insert

from app import secrets
from app.context import Context
from services import access
from services.access.models import Factor

STEP = timedelta(seconds=30)
_apps: dict[str, App] = {}


class App:
    """Somebody's phone. Time stands still in most tests and no code works twice: three fit into the allowed skew, and
    two, without the one of before, where time goes on.
    """

    def __init__(self, secret: str, *, has_time: bool = False) -> None:
        self._totp = pyotp.TOTP(secret)
        self._used = int(has_time)

    def code(self, now: datetime) -> str:
        """The next that is good at this instant."""
        self._used += 1
        return self.at(now + (self._used - 2) * STEP)

    def at(self, when: datetime) -> str:
        return self._totp.at(when)


async def signed_in_wholly(cookie: str, now: datetime) -> str:
    """The cookie when all that is asked for was given; where a factor must be set up first, it is."""
    ctx = Context.anonymous(now)
    half = await access.half_signed_in(ctx, cookie=cookie)
    if half is None:
        return cookie
    if not half.has_factor:
        await access.begin_first_factor(ctx, cookie=cookie)
        begun = (await access.half_signed_in(ctx, cookie=cookie)).begun
        _apps[half.email] = App(begun.secret)
    return (await access.prove(ctx, cookie=cookie, code=_apps[half.email].code(now))).cookie


def an_app(tenant_id: UUID, user_id: UUID, now: datetime) -> Insert:
    """Set up long ago, and never asked; whoever has one keeps it."""
    sealed = secrets.seal(pyotp.random_base32(), of=f'{tenant_id}:{user_id}')
    return insert(Factor).on_conflict_do_nothing().values(
        tenant_id=tenant_id, user_id=user_id, begun_by=user_id, sealed_secret=sealed.text, key_id=sealed.key_id,
        begun_at=now, confirmed_at=now)
