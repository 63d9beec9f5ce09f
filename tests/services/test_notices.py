"""The bell: what is new to those who provide appointments, once, as the last truth, and only to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock, live, topics
from app.database import reading
from services import appointments, notifications, timetable
from services.notifications import Kind, NoticeNotFound, Way, noticing
from services.notifications.models import Notice
from tests.given import Given, monday
from tests.messages import a_notice
from tests.services.outbox import outbox, worked_off
from tests.services.telling import DANA, HOUR, UNDO_WINDOW, a_provider, at, calendar, dana, subjects

__all__ = ['calendar', 'dana', 'outbox']


async def news(ctx):
    return [(each.kind, each.is_read) for each in (await notifications.my_notices(ctx)).rows]


async def test_its_provider_reads_what_a_colleague_did_and_nobody_else_does(outbox, given, calendar, dana, clerk):
    mine = given.acting(dana)
    made = await given.appointment(calendar, 'Mon 10:00-11:00', by=clerk)
    await worked_off(UNDO_WINDOW)
    [told] = (await notifications.my_notices(mine)).rows
    assert (told.kind, told.is_read, told.reference) == (Kind.BOOKED, False, made.reference)
    assert (told.offering, told.client, told.by) == ('Plain', 'Ada Byron', clerk.actor.name)
    assert (told.during, told.was, told.zone) == (made.during, None, 'Europe/London')
    assert await notifications.unread_notices(mine) == 1
    assert (await notifications.my_notices(clerk)).rows == ()


async def test_one_change_is_one_notice_and_three_within_the_window_are_the_last_truth(outbox, given, calendar, dana):
    mine = given.acting(dana)
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    for seconds, times in ((100, '11:00-12:00'), (110, '12:00-13:00'), (120, '14:00-15:00')):
        await appointments.reschedule(at(given.ctx, seconds), appointment_id=made.id, during=monday(times))
    await worked_off(HOUR)
    moved, booked = (await notifications.my_notices(mine)).rows
    assert (moved.kind, moved.during, moved.was) == (Kind.MOVED, monday('14:00-15:00'), booked.during)
    assert len(subjects(outbox, DANA)) == 2, 'as many as there are mails'


async def test_nobody_reads_what_they_did_themselves_and_what_is_taken_back_is_no_news(outbox, given, calendar, dana):
    mine = given.acting(dana)
    made = await given.appointment(calendar, 'Mon 10:00-11:00', by=mine)
    other = await given.appointment(calendar, 'Mon 13:00-14:00')
    await appointments.cancel(given.ctx, appointment_id=other.id, reason='Typed wrong')
    await worked_off(HOUR)
    assert await news(mine) == []
    await appointments.cancel(at(given.ctx, 4000), appointment_id=made.id, reason='Client asked')
    await worked_off(2 * HOUR)
    assert await news(mine) == [(Kind.CANCELLED, False)], 'the control: what somebody else does is'


async def test_whoever_wants_no_mail_or_has_proved_no_address_reads_it_all_the_same(outbox, given, calendar, dana):
    await notifications.choose_messages(given.acting(dana), kind=Kind.BOOKED, is_wanted=False)
    gus = await given.user('USER', name='Gus', email='gus@acme.example', is_verified=False)
    await worked_off()
    outbox.mails.clear()
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await given.appointment(await given.calendar('Gus', provider=gus), 'Mon 10:00-11:00')
    await worked_off(HOUR)
    assert await news(given.acting(dana)) == await news(given.acting(gus)) == [(Kind.BOOKED, False)]
    assert {letter['To'] for letter in outbox.mails} == {'ada@example.org'}


async def test_whoever_wants_to_read_of_a_kind_nowhere_has_not_heard_of_it(outbox, given, calendar, dana):
    mine = given.acting(dana)
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    await notifications.choose_messages(mine, kind=Kind.MOVED, is_wanted=False, way=Way.BELL)
    for seconds, times in ((100, '12:00-13:00'), (4000, '14:00-15:00')):
        await appointments.reschedule(at(given.ctx, seconds), appointment_id=made.id, during=monday(times))
        await worked_off(timedelta(seconds=seconds) + UNDO_WINDOW)
        await notifications.choose_messages(mine, kind=Kind.MOVED, is_wanted=False)
    assert await news(mine) == [(Kind.BOOKED, False)]
    assert [said.partition(':')[0] for said in subjects(outbox, DANA)] == ['Booked', 'Moved'], 'by mail'
    await notifications.choose_messages(mine, kind=Kind.MOVED, is_wanted=True, way=Way.BELL)
    await appointments.reschedule(at(given.ctx, 5000), appointment_id=made.id, during=monday('15:00-16:00'))
    await worked_off(2 * HOUR)
    assert (await notifications.my_notices(mine)).rows[0].was == monday('12:00-13:00'), 'what they heard of last'


async def test_whoever_it_was_taken_from_reads_that_it_takes_place_with_somebody_else(outbox, given, calendar, dana):
    emil = await a_provider(outbox, given, 'Emil')
    emils = await given.calendar('Emil', provider=emil)
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    await appointments.reassign(at(given.ctx, 100), appointment_id=made.id, calendar_id=emils.id)
    await worked_off(HOUR)
    taken, _ = (await notifications.my_notices(given.acting(dana))).rows
    assert (taken.kind, taken.is_elsewhere) == (Kind.CANCELLED, True)
    await appointments.cancel(at(given.ctx, 4000), appointment_id=made.id, reason='Client asked')
    await worked_off(2 * HOUR)
    off, booked = (await notifications.my_notices(given.acting(emil))).rows
    assert (off.kind, off.is_elsewhere, booked.kind) == (Kind.CANCELLED, False, Kind.BOOKED)


async def test_s19_they_are_read_one_by_one_or_all_at_once_and_only_ones_own(
        outbox, given, calendar, dana, clerk, outsider):
    mine, made = given.acting(dana), await given.appointment(calendar, 'Mon 10:00-11:00')
    first, second, third = [await a_notice(given.ctx, made, dana.id) for _ in range(3)]
    for stranger in (clerk, outsider, replace(outsider, actor=mine.actor)):
        with pytest.raises(NoticeNotFound):
            await notifications.read_notice(stranger, notice_id=first)
        await notifications.read_notices(stranger)
    assert await notifications.unread_notices(mine) == 3
    for _ in range(2):
        await notifications.read_notice(mine, notice_id=second)
    shown = {each.id: each.is_read for each in (await notifications.my_notices(mine)).rows}
    assert shown == {first: False, second: True, third: False}
    await notifications.read_notices(mine)
    assert await notifications.unread_notices(mine) == 0


async def test_a_tab_is_rung_when_something_is_new_and_when_it_was_read(outbox, given, calendar, dana, clerk):
    rung = []
    mine = given.acting(dana)
    for whose in (dana.id, clerk.actor.user_id):
        live.hub.follow(given.tenant_id, topics.notices(whose), lambda whose=whose: rung.append(whose))
    await given.appointment(calendar, 'Mon 10:00-11:00', by=clerk)
    assert rung == []
    await worked_off(UNDO_WINDOW)
    assert rung == [dana.id]
    await notifications.read_notices(mine)
    assert rung == [dana.id] * 2


async def test_of_one_person_the_newest_are_kept_and_of_all_those_of_three_months(
        given, calendar, dana, clerk, monkeypatch):
    monkeypatch.setattr(noticing, 'MOST', 3)
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    hers = [await a_notice(at(given.ctx, number), made, dana.id) for number in range(5)]
    await a_notice(given.ctx, made, clerk.actor.user_id)
    assert [each.id for each in (await notifications.my_notices(given.acting(dana))).rows] == hers[:1:-1]
    assert await notifications.unread_notices(clerk) == 1, 'those of others are not counted in'

    [job] = [job for job in timetable.TIMETABLE if job.name == 'forget old notices']
    for days, left in ((89, 4), (91, 0)):
        with clock.frozen(given.ctx.now + timedelta(days=days)):
            await job.work()
        assert await count(given) == left


async def count(given: Given) -> int:
    async with reading(given.ctx) as db:
        return await db.scalar(select(func.count()).select_from(Notice))
