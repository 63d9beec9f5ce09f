"""How fast messages leave: at the set rate, whoever stands in line is seen to, and nobody's box is filled (R-08)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import mail
from app.database import reading, transaction
from app.journal import Reaction
from app.settings import Settings
from services import notifications
from services.notifications import Progress, pacing
from services.notifications.models import Delivery, Pace
from services.notifications.shapes import DeliveryState
from tests.given import NOW
from tests.messages import a_message, owe
from tests.services.outbox import HOME, outbox, worked_off

__all__ = ['outbox']

MANY, A_MINUTE = 18, 6
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
async def made(given):
    """Before there is an outbox: nobody is told of it."""
    return await given.appointment(await given.calendar(), 'Tue 10:00-11:00')


def set_rate(outbox, a_minute):
    mail.configure(Settings(_env_file=None, smtp_url=outbox.url, public_url=HOME, mail_a_minute=a_minute))


def everybody(count=MANY):
    return [f'ada{number}@example.org' for number in range(count)]


async def tries(ctx) -> int:
    async with reading(ctx) as db:
        return await db.scalar(select(func.coalesce(func.sum(Reaction.tries), 0)))


async def test_r08_many_at_once_leave_at_the_set_rate_and_those_in_line_are_seen(given, admin, made, outbox):
    set_rate(outbox, A_MINUTE)
    await owe(given.ctx, made, everybody())
    left = []
    for later in (0 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE):
        await worked_off(later)
        left.append(len(outbox.mails))
    assert left == [6, 9, 12, 18]
    assert len({letter['To'] for letter in outbox.mails}) == MANY, 'each came once'


async def test_r08_what_stands_in_line_says_when_it_leaves_and_has_not_been_tried(given, admin, made, outbox):
    set_rate(outbox, A_MINUTE)
    await owe(given.ctx, made, everybody(10))
    await worked_off()
    waiting = (await notifications.deliveries(admin, progress=Progress.WAITING)).rows
    assert sorted(each.due_at for each in waiting) == [NOW + 10 * turn * SECOND for turn in range(1, 5)]
    assert await tries(given.ctx) == 0


async def test_r08_the_control_without_a_rate_all_leave_at_once(given, made, outbox):
    set_rate(outbox, 1_000_000)
    await owe(given.ctx, made, everybody())
    await worked_off(MINUTE)
    assert len(outbox.mails) == MANY


async def test_abuse_11_nobodys_box_is_filled_and_nobody_else_waits_for_it(given, made, outbox, monkeypatch):
    monkeypatch.setattr(pacing, 'OF_ONE_PERSON', pacing.Rate(3 * MINUTE, 4))
    set_rate(outbox, 1_000_000)
    await owe(given.ctx, made, ['ada@example.org', 'ADA@example.org'] * 5 + ['bo@example.org'])
    await worked_off(MINUTE)
    assert [letter['To'] for letter in outbox.mails].count('bo@example.org') == 1
    assert len(outbox.mails) == 4 + 1
    await worked_off(MINUTE + 9 * MINUTE)
    assert len(outbox.mails) == 4 + 1 + 3


async def test_r08_a_place_is_taken_once_and_by_one_alone(given, made, outbox):
    set_rate(outbox, 1)
    rows = [await a_message(given.ctx, made, DeliveryState.WAITING) for _ in range(10)]
    places = await asyncio.gather(*(pacing.place_of(given.ctx, row) for row in rows))
    assert sorted(places) == [NOW + turn * MINUTE for turn in range(10)]
    async with reading(given.ctx) as db:
        kept = (await db.scalars(select(Delivery).where(Delivery.id == rows[0].id))).one()
    assert await pacing.place_of(given.ctx, kept) == places[0], 'the next try has the place it had'


async def test_lines_nobody_stands_in_are_forgotten(given, made, outbox):
    set_rate(outbox, A_MINUTE)
    await pacing.place_of(given.ctx, await a_message(given.ctx, made, DeliveryState.WAITING))
    for before, left in ((NOW, 2), (NOW + timedelta(days=1), 0)):
        async with transaction(given.ctx) as db:
            await notifications.forget_messages(db, before=before)
            assert await db.scalar(select(func.count()).select_from(Pace)) == left
