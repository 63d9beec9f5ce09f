"""Channels of a business: which there are, how each is set up, and how it goes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.database import reading, transaction
from services import channels
from services.channels.models import ChannelRow
from services.notifications.models import Delivery
from tests.given import NOW
from tests.services.outbox import outbox, worked_off
from tests.services.telling import ADA, UNDO_WINDOW, calendar, dana

__all__ = ['calendar', 'dana', 'outbox']


async def health(ctx, name='mail'):
    async with reading(ctx) as db:
        row = await db.scalar(select(ChannelRow).where(ChannelRow.name == name))
    return row and (row.ok_at, row.failed_at, row.failed_because)


async def test_how_a_channel_goes_is_noted_with_its_reason(outbox, given, calendar):
    assert await health(given.ctx) is None
    await given.appointment(calendar, 'Mon 10:00-11:00')
    outbox.answers = ['451 later', '451 later']
    await worked_off(UNDO_WINDOW)
    assert await health(given.ctx) == (None, NOW + UNDO_WINDOW, 'The mail server did not take it. (451)')
    await worked_off(2 * UNDO_WINDOW)
    assert (await health(given.ctx))[0] == NOW + 2 * UNDO_WINDOW
    assert len(outbox.mails_to(ADA)) == 1


async def test_what_is_to_leave_by_a_channel_that_is_not_installed_waits_for_it(outbox, given, calendar):
    """Nothing in the database knows which channels there are: a package that goes needs no migration, nor one that
    comes.
    """
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW - timedelta(seconds=1))
    outbox.answers = ['451 later', '451 later']
    await worked_off(UNDO_WINDOW)
    async with transaction(given.ctx) as db:
        for row in await db.scalars(select(Delivery)):
            row.channel = 'pigeon'
    await worked_off(2 * UNDO_WINDOW)
    async with reading(given.ctx) as db:
        assert set(await db.scalars(select(Delivery.state))) == {'waiting'}
    assert outbox.mails == []
    assert 'pigeon' not in channels.installed()
