"""When it is time: what the clock wakes, readable on one page."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from app import clock, idempotency
from app.context import Context
from app.database import Transaction, transaction
from app.errors import Unavailable
from app.relay import relay
from app.scheduler import Job
from services import access, audit, availability, channels, notifications, tenants

log = structlog.get_logger(__name__)
SIGN_INS_KEPT = timedelta(days=180)
MESSAGES_KEPT = timedelta(days=180)
NOTICES_KEPT = timedelta(days=90)


async def forget_answered_requests() -> None:
    """A form's key is remembered for a day."""
    await _in_every_business('forget answered requests',
                             lambda db: idempotency.forget(db, before=db.ctx.now - timedelta(days=1)))


async def forget_old_sign_ins() -> None:
    """Who was at the door of an account is told for half a year."""
    await _in_every_business('forget old sign-ins',
                             lambda db: access.forget_sign_ins(db, before=db.ctx.now - SIGN_INS_KEPT))


async def forget_old_sessions() -> None:
    """Nobody comes back to a session that has been over for half a year."""
    await _in_every_business('forget old sessions',
                             lambda db: access.forget_sessions(db, before=db.ctx.now - SIGN_INS_KEPT))


async def forget_old_devices() -> None:
    """A browser nobody has signed in with for half a year is no device of theirs any more."""
    await _in_every_business('forget old devices',
                             lambda db: access.forget_devices(db, before=db.ctx.now - SIGN_INS_KEPT))


async def forget_old_guesses() -> None:
    """Wrong passwords of long ago stand in nobody's way."""
    try:
        await access.forget_guesses(clock.now())
    except Unavailable:
        return  # there is another turn tomorrow


async def forget_registrations() -> None:
    """Whoever registered and did not prove their address is forgotten a day after the link died."""
    await _in_every_business('forget registrations',
                             lambda db: access.forget_registrations(db, before=db.ctx.now - timedelta(days=1)))


async def forget_address_changes() -> None:
    """The address somebody had before is kept until both were told, however long the mail was away."""
    await _in_every_business('forget address changes',
                             lambda db: access.forget_address_changes(db, before=db.ctx.now - timedelta(days=7)))


async def forget_old_messages() -> None:
    """Whom we wrote to, and where, is kept for half a year."""
    await _in_every_business('forget old messages',
                             lambda db: notifications.forget_messages(db, before=db.ctx.now - MESSAGES_KEPT))


async def forget_old_notices() -> None:
    """What was new three months ago is news to nobody."""
    await _in_every_business('forget old notices',
                             lambda db: notifications.forget_notices(db, before=db.ctx.now - NOTICES_KEPT))


async def seal_factors_anew() -> None:
    """What an older key has sealed: after a day nothing needs that key any more."""
    await _in_every_business('seal factors anew', _sealed_anew)


async def _sealed_anew(db: Transaction) -> None:
    if count := (await access.seal_anew(db) + await access.seal_secret_anew(db)
                 + await channels.seal_channels_anew(db)):
        log.info('sealed anew', tenant=str(db.ctx.tenant), count=count)


async def seal_the_journal() -> None:
    """Every line of the journal gets its seal soon after it was written; a head noted elsewhere proves it later."""
    await _in_every_business('seal the journal', _sealed)


async def _sealed(db: Transaction) -> None:
    if await audit.seal(db):
        log.info('sealed', tenant=str(db.ctx.tenant), head=str(await audit.head(db)))


async def _in_every_business(name: str, act: Callable[[Transaction], Awaitable[None]]) -> None:
    """What fails in one business is logged, and the next has its turn."""
    now = clock.now()
    for tenant_id, _ in await tenants.every():
        try:
            async with transaction(Context.system(tenant_id, now)) as db:
                await act(db)
        except Unavailable:
            return  # the database is away for all of them; the next turn is early enough
        except Exception:
            log.exception('this could not be done', job=name, tenant=str(tenant_id))


async def roll_the_day() -> None:
    """The grids of free time gain tomorrow's last day and drop yesterday."""
    try:
        await availability.roll(clock.now())
    except Unavailable:
        return  # the grids catch up at the next turn, or load anew when they are asked


async def look_for_what_is_owed() -> None:
    """What fell due by itself: a try that was put off, or what a worker held that is no more."""
    relay.wake()


TIMETABLE = (
    Job('look for what is owed', timedelta(seconds=5), look_for_what_is_owed),
    Job('forget answered requests', timedelta(hours=1), forget_answered_requests, by_leader=True),
    Job('forget old sign-ins', timedelta(hours=24), forget_old_sign_ins, by_leader=True),
    Job('forget old sessions', timedelta(hours=24), forget_old_sessions, by_leader=True),
    Job('forget old devices', timedelta(hours=24), forget_old_devices, by_leader=True),
    Job('forget old guesses', timedelta(hours=24), forget_old_guesses, by_leader=True),
    Job('forget registrations', timedelta(hours=24), forget_registrations, by_leader=True),
    Job('forget address changes', timedelta(hours=24), forget_address_changes, by_leader=True),
    Job('forget old messages', timedelta(hours=24), forget_old_messages, by_leader=True),
    Job('forget old notices', timedelta(hours=24), forget_old_notices, by_leader=True),
    Job('seal factors anew', timedelta(hours=24), seal_factors_anew, by_leader=True),
    Job('seal the journal', timedelta(minutes=1), seal_the_journal, by_leader=True),
    Job('roll the day', timedelta(minutes=5), roll_the_day),
)
