"""Browsers of people with second factors, at every step of the way in, for whoever wants to see the screens there."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from app import clock
from app.database import transaction
from services import access
from services.access.models import Passkey
from services.people import UserShape
from tests.apps import an_app
from tests.given import Given

CALLED = ('My phone', 'The laptop at the front desk')


@dataclass(frozen=True)
class Held:
    """Sessions, by their cookies: one that must set up a factor first, one that is asked for a code, a whole one, and
    one that proved itself an hour ago.
    """

    without: str
    half: str
    whole: str
    stale: str


async def held(passkeys: Sequence[str] = CALLED) -> Held:
    """In a business of their own; the last two are of somebody with an app, backup codes and these passkeys."""
    given = await Given.a_tenant(now=clock.now(), slug=f'factors-{secrets.token_hex(4)}')
    bea, ada, eve = [await given.user(role, name=name) for role, name in (
        ('ADMIN', 'Bea Boss'), ('USER', 'Ada App'), ('USER', 'Eve Everything'))]
    cookies = [await given.cookie(each) for each in (bea, ada, eve)]
    async with transaction(given.ctx) as db:
        await db.execute(text('delete from factors where user_id = :id'), {'id': bea.id})
        for each in (ada, eve):
            await db.execute(an_app(given.tenant_id, each.id, given.ctx.now))
        await db.execute(text('update sessions set awaits_factor = true where user_id = :id'), {'id': ada.id})
        await db.execute(text("update sessions set confirmed_at = confirmed_at - interval '1 hour' "
                              'where user_id = :id'), {'id': eve.id})
    await access.renew_backup_codes(given.acting(eve))
    await _name(given, eve, passkeys)
    return Held(cookies[0], cookies[1], await given.cookie(eve), cookies[2])


async def _name(given: Given, owner: UserShape, names: Sequence[str]) -> None:
    """Keys that sign nothing: only what they are called is seen."""
    async with transaction(given.ctx) as db:
        db.add_all(Passkey(
            tenant_id=given.tenant_id, user_id=owner.id, credential_id=secrets.token_bytes(16), public_key=b'none',
            sign_count=0, name='', created_at=given.ctx.now + timedelta(seconds=at), used_at=None)
            for at in range(len(names)))
    mine = given.acting(owner)
    for key, name in zip(await access.my_passkeys(mine), names, strict=True):
        await access.rename_passkey(mine, passkey_id=key.id, name=name)
