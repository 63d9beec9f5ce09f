"""What can wait is told when quiet hours are over; what is near, or about the safety of an account, at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.database import transaction
from app.errors import Invalid
from app.journal import Reaction
from services import access, appointments, notifications, people, tenants
from services.access import forgetting
from services.notifications import Progress, quieting
from services.tenants import QuietHours
from services.tenants.changing import FIELDS
from tests.given import NOW
from tests.given import at as times
from tests.services.outbox import nobody, outbox, worked_off
from tests.services.telling import ADA, DANA, HOUR, UNDO_WINDOW, at, calendar, dana, subjects

__all__ = ['calendar', 'dana', 'outbox']
BUSY = {'quiet_from': 8 * 60, 'quiet_until': 12 * 60}  # around NOW, 08:00 in London
NOON = 4 * HOUR


async def quiet_for_clients(given, **hours):
    now = await tenants.current(given.ctx)
    await tenants.change(given.ctx, **{name: getattr(now, name) for name in FIELDS} | hours)


@pytest.mark.parametrize('is_asked', [True, False])
async def test_what_can_wait_leaves_when_they_end_and_it_is_said_why_it_waits(
        outbox, given, calendar, dana, monkeypatch, is_asked):
    """The control: where nobody asks, it leaves in the middle of them."""
    if not is_asked:
        async def until(*_):
            return None

        monkeypatch.setattr(quieting, 'until', until)
    await quiet_for_clients(given, **BUSY)
    await notifications.choose_quiet_hours(given.acting(dana), **BUSY)
    made = await given.appointment(calendar, 'Wed 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    assert (outbox.mails == []) is is_asked
    if is_asked:
        waiting = (await notifications.deliveries(given.ctx, progress=Progress.WAITING)).rows
        assert [(each.because, each.due_at, each.tries) for each in waiting] == [('Quiet hours.', NOW + NOON, 0)] * 2
        about_it = await notifications.about(given.ctx, appointment_id=made.id)
        assert {each.because for each in about_it} == {'Quiet hours.'}
        assert await notifications.unread_notices(given.acting(dana)) == 1, 'the bell makes no noise'
        await worked_off(NOON - timedelta(seconds=1))
        assert outbox.mails == []
        await worked_off(NOON)
    assert subjects(outbox) == subjects(outbox, DANA) == ['Booked: Plain, Wed 3 Mar, 10:00']


async def test_what_is_about_an_appointment_before_they_end_leaves_at_once(outbox, given):
    await quiet_for_clients(given, **BUSY)
    for when in ('Mon 11:00-12:00', 'Mon 12:00-13:00', 'Mon 12:15-13:15'):
        await given.appointment(await given.calendar(), when)
    await worked_off(UNDO_WINDOW)
    assert sorted(subjects(outbox)) == ['Booked: Plain, Mon 1 Mar, 11:00', 'Booked: Plain, Mon 1 Mar, 12:00']


async def test_a_move_away_from_a_time_before_they_end_leaves_at_once(outbox, given, calendar):
    made = await given.appointment(calendar, 'Mon 11:00-12:00')
    await worked_off(UNDO_WINDOW)
    await quiet_for_clients(given, **BUSY)
    await appointments.reschedule(at(given.ctx, 100), appointment_id=made.id, during=times('Wed 10:00-11:00'))
    await worked_off(2 * UNDO_WINDOW + timedelta(minutes=1))
    assert subjects(outbox)[1:] == ['Moved: Plain, now Wed 3 Mar, 10:00']


async def test_each_who_works_here_has_their_own_on_their_own_clock(outbox, given, calendar, dana):
    """In Tokyo it is 17:00: noon of London is 21:00 there."""
    mine = given.acting(dana)
    await people.prefer(mine, zone='Asia/Tokyo')
    await notifications.choose_quiet_hours(mine, **BUSY)
    await given.appointment(calendar, 'Wed 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    assert len(subjects(outbox, DANA)) == 1
    await notifications.choose_quiet_hours(mine, quiet_from=17 * 60, quiet_until=21 * 60)
    assert await notifications.my_quiet_hours(mine) == QuietHours(17 * 60, 21 * 60)
    await given.appointment(calendar, 'Wed 12:00-13:00')
    await worked_off(2 * UNDO_WINDOW)
    assert (len(subjects(outbox, DANA)), len(subjects(outbox))) == (1, 2), 'hers keep nobody else from hearing'
    await worked_off(NOON)
    assert len(subjects(outbox, DANA)) == 2


async def test_what_waits_is_asked_about_again_when_the_hours_are_others(outbox, given, calendar, dana):
    """But for what somebody is at work on: it would leave twice."""
    await quiet_for_clients(given, **BUSY)
    await notifications.choose_quiet_hours(given.acting(dana), **BUSY)
    await given.appointment(calendar, 'Wed 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    assert outbox.mails == []
    await notifications.choose_quiet_hours(at(given.acting(dana), 100), quiet_from=None, quiet_until=None)
    await worked_off(2 * UNDO_WINDOW)
    assert (len(subjects(outbox, DANA)), subjects(outbox)) == (1, [])

    async with transaction(at(given.ctx, 200)) as db:
        mine = (Reaction.tenant_id == given.tenant_id) & (Reaction.handler == 'deliver')
        await db.execute(update(Reaction).values(due_at=NOW + HOUR).where(mine))
    await quiet_for_clients(given, quiet_from=None, quiet_until=None)
    await worked_off(5 * UNDO_WINDOW)
    assert subjects(outbox) == [], 'somebody has it for an hour'
    async with transaction(at(given.ctx, 400)) as db:
        await db.execute(update(Reaction).values(due_at=NOW + NOON).where(mine))
    await quiet_for_clients(given, quiet_from=60, quiet_until=90)
    await worked_off(10 * UNDO_WINDOW)
    assert len(subjects(outbox)) == 1


async def test_what_was_overtaken_meanwhile_is_not_told_when_they_end(outbox, given, calendar):
    await quiet_for_clients(given, **BUSY)
    made = await given.appointment(calendar, 'Wed 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    await appointments.reschedule(at(given.ctx, 600), appointment_id=made.id, during=times('Wed 14:00-15:00'))
    await worked_off(HOUR)
    await worked_off(NOON)
    assert len(subjects(outbox)) == 1
    assert 'Wed 3 Mar, 14:00' in subjects(outbox)[0]


async def test_what_is_about_the_safety_of_an_account_never_waits(outbox, given, dana):
    await notifications.choose_quiet_hours(given.acting(dana), **BUSY)
    for window in (*forgetting.OF_ACCOUNT, *forgetting.OF_PLACE):
        window.clear()
    await access.ask_for_reset(nobody(), email=DANA)
    await worked_off()
    assert len(outbox.mails_to(DANA)) == 1
    assert outbox.mails_to(ADA) == []


async def test_they_begin_and_end_at_different_times_or_not_at_all(given, dana):
    mine = given.acting(dana)
    await notifications.choose_quiet_hours(mine, **BUSY)
    for begins, ends, field in ((60, None, 'quiet_until'), (None, 60, 'quiet_from'), (60, 60, 'quiet_until'),
                                (60, 1440, 'quiet_until')):
        with pytest.raises(Invalid) as refusal:
            await notifications.choose_quiet_hours(mine, quiet_from=begins, quiet_until=ends)
        assert list(refusal.value.fields) == [field]
    assert await notifications.my_quiet_hours(mine) == QuietHours(8 * 60, 12 * 60)
    await notifications.choose_quiet_hours(mine, quiet_from=None, quiet_until=None)
    assert await notifications.my_quiet_hours(mine) is None
