"""From a cookie back to who is signed in, for every interaction of a page that may stay open all day."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from app import live, topics
from app.context import Context
from app.database import reading, transaction
from app.operation import query
from app.permissions import Role
from services.access import crossing, standing
from services.access.models import Session
from services.access.shapes import SignedIn
from services.access.signing_in import digest

TRUSTED_FOR = timedelta(seconds=5)
SEEN_EVERY = timedelta(minutes=1)
MOST_REMEMBERED = 20_000

_remembered: dict[bytes, tuple[datetime, datetime, SignedIn]] = {}  # asked when, last seen when, and who
_ends = 0  # how often something was forgotten


@query(needs=None)
async def resume(ctx: Context, *, cookie: str, is_act: bool = True) -> SignedIn | None:
    """Who this cookie stands for, or None: unknown, ended, only half signed in, left alone too long, or too old, as its
    role has it.

    An answer is trusted for 5 seconds; an end in any process that reaches us is known at once. A page that looks again
    by itself is no act: nobody is at it.
    """
    tenant, _, secret = cookie.partition('.')
    hashed = digest(cookie)
    trusted = _remembered.get(hashed)
    if trusted and _is_trusted(*trusted, ctx.now, is_act=is_act):
        return trusted[2]
    try:
        tenant_id = UUID(hex=tenant)
    except ValueError:
        return None
    ends = _ends
    found = await _look_up(Context.system(tenant_id, ctx.now), digest(secret), is_act)
    if found is None:
        _remembered.pop(hashed, None)
        return None
    if ends == _ends:  # otherwise what was read may have ended meanwhile: true for now, not for five seconds
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        _remembered[hashed] = (ctx.now, *found)
    return found[1]


def forget_ended(change: live.Change) -> None:
    """A session ended somewhere, its user changed, or what their business asks of them: trust nothing we remembered."""
    global _ends
    kind, _, id_ = change.topic.partition(':')
    if kind in ('session', 'user', 'inside', topics.BUSINESS):
        _ends += 1
        for hashed, (*_, signed_in) in list(_remembered.items()):
            is_of_it = kind == topics.BUSINESS and signed_in.tenant_id == change.tenant_id
            if is_of_it or id_ in (str(signed_in.session_id), str(signed_in.user_id)):
                del _remembered[hashed]


def _is_trusted(asked_at: datetime, seen_at: datetime, found: SignedIn, now: datetime, *, is_act: bool) -> bool:
    is_to_be_noted = is_act and now - seen_at >= SEEN_EVERY
    if found.inside is not None and now >= found.inside.ends_at:
        return False
    return now - asked_at < TRUSTED_FOR and now < found.expires_at and not is_to_be_noted


async def _look_up(ctx: Context, secret_hash: bytes, is_act: bool) -> tuple[datetime, SignedIn] | None:
    """When it was last seen, this act counted, and who it is."""
    async with reading(ctx) as db:
        found = await standing.behind(db, secret_hash)
        may_enter = found is not None and found.account.may_enter and found.account.role is Role.ADMIN
        inside = await crossing.inside(db, found.row.id, home=found.tenant.name) if found and may_enter else None
    if found is None or found.is_half:
        return None
    row, account, seen_at = found.row, found.account, found.row.last_seen_at
    if is_act and ctx.now - seen_at >= SEEN_EVERY:
        seen_at = ctx.now
        await _note_seen(ctx, row.id)
    return seen_at, SignedIn(
        session_id=row.id, tenant_id=account.tenant_id, user_id=account.user_id, name=account.name, email=account.email,
        role=account.role, zone=account.zone or found.tenant.zone, theme=account.theme,
        expires_at=found.expires_at, confirmed_at=row.confirmed_at, is_secret_old=row.role != account.role.value,
        may_enter=may_enter, inside=inside)


async def _note_seen(ctx: Context, session_id: UUID) -> None:
    async with transaction(ctx) as db:
        await db.execute(update(Session).values(last_seen_at=ctx.now)
                         .where(Session.tenant_id == ctx.tenant, Session.id == session_id))
