"""One mail a day: one's own appointments, or the groups one leads; at the time one chose, once, none for nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from app import clock
from app.database import transaction
from app.errors import Invalid
from app.relay import Relay, relay
from services import access, appointments, notifications, people
from services.appointments import Known, Status
from services.notifications import Summary, SummaryChoice, links, summarising
from services.reactions import HANDLERS
from services.tenants import QuietHours
from tests.given import NOW
from tests.given import at as times
from tests.services.outbox import HOME, nobody, outbox, worked_off
from tests.services.telling import DANA, HOUR, at, calendar, dana
from tests.smtp_sink import link, plain

__all__ = ['calendar', 'dana', 'outbox']
DAY = timedelta(days=1)
NINE = 9 * 60  # an hour after NOW, 08:00 on a Monday in London


async def chosen(given, user, minute=NINE, summary=Summary.DAY, **options):
    await notifications.choose_summary(given.acting(user), summary=summary, minute=minute, **options)
    await worked_off()


def summaries(outbox, address=DANA):
    return [letter for letter in outbox.mails_to(address) if ' 2027 (' in letter['Subject']]


async def a_day(given, calendar):
    """Three appointments of today, one of them a request, and one of tomorrow: known from elsewhere, so no news."""
    await known(given, calendar, [
        ('Mon 10:00-11:00', 'Ada Byron', Status.CONFIRMED), ('Mon 13:00-14:00', 'Bo Day', Status.CONFIRMED),
        ('Mon 15:00-16:00', 'Cy Eng', Status.PENDING), ('Mon 16:00-17:00', 'Ed Gil', Status.CANCELLED),
        ('Tue 10:00-11:00', 'Di Fox', Status.CONFIRMED)])


async def known(given, calendar, said):
    offering = await given.offering(f'Plain {calendar.name}')
    clients = [await given.client(name) for _, name, _ in said]
    async with transaction(given.ctx) as db:
        await appointments.enter(db, [
            Known(calendar.id, client.id, offering, times(when), status)
            for client, (when, _, status) in zip(clients, said, strict=True)], is_reminded=False)


async def test_their_day_comes_at_the_time_they_chose_and_not_before(outbox, given, calendar, dana):
    await a_day(given, calendar)
    await chosen(given, dana)
    await worked_off(HOUR - timedelta(seconds=1))
    assert summaries(outbox) == []
    for _ in range(2):
        await worked_off(HOUR)
    [letter] = summaries(outbox)
    assert letter['Subject'] == 'Monday 1 March 2027 (Europe/London): 3 appointments'
    said = plain(letter)
    for line in ('Hello Dana,', '10:00 to 11:00, Ada Byron, Plain Dana', '13:00 to 14:00, Bo Day, Plain Dana',
                 '15:00 to 16:00, Cy Eng, Plain Dana, not confirmed yet'):
        assert line in said
    assert 'Di Fox' not in said
    assert 'Ed Gil' not in said, 'it was cancelled'
    await worked_off(DAY + HOUR)
    assert summaries(outbox)[1]['Subject'] == 'Tuesday 2 March 2027 (Europe/London): 1 appointment'


async def test_it_is_off_until_it_is_chosen_and_silent_when_nothing_is_booked(outbox, given, calendar, dana):
    await a_day(given, calendar)
    mine = given.acting(dana)
    assert await notifications.my_summaries(mine) == (SummaryChoice(Summary.DAY, None, False),)
    await worked_off(HOUR)
    assert summaries(outbox) == []
    await chosen(given, dana)
    for days in range(4):
        await worked_off(days * DAY + HOUR)
    assert len(summaries(outbox)) == 2, 'of Monday and Tuesday; nothing is booked from then on'
    await given.appointment(calendar, 'Fri 10:00-11:00', by=at(given.ctx, 4 * 86_400))
    await worked_off(4 * DAY + HOUR)
    assert len(summaries(outbox)) == 3


async def test_it_may_be_of_the_day_after(outbox, given, calendar, dana):
    await a_day(given, calendar)
    await chosen(given, dana, 18 * 60, is_ahead=True)
    await worked_off(10 * HOUR)
    assert [letter['Subject'] for letter in summaries(outbox)] == [
        'Tuesday 2 March 2027 (Europe/London): 1 appointment']


async def test_it_is_on_their_own_clock_also_in_the_night_the_clocks_change(outbox, given, calendar, dana):
    """09:00 in New York is 14:00 UTC, and 13:00 from 14 March 2027 on; 02:30 there does not exist that night."""
    await people.prefer(given.acting(dana), zone='America/New_York')
    await known(given, calendar, [(f'{day} 16:00-17:00', f'Of {day}', Status.CONFIRMED)
                                  for day in ('2027-03-13', '2027-03-14', '2027-03-15')])
    await chosen(given, dana)
    for utc, count in (('13 13:59', 0), ('13 14:00', 1), ('14 12:59', 1), ('14 13:00', 2)):
        await worked_off(datetime.fromisoformat(f'2027-03-{utc}+00:00') - NOW)
        assert len(summaries(outbox)) == count, utc
    assert summaries(outbox)[1]['Subject'] == 'Sunday 14 March 2027 (America/New_York): 1 appointment'
    await notifications.choose_summary(given.acting(dana), summary=Summary.DAY, minute=150)
    await worked_off(datetime.fromisoformat('2027-03-15T06:30+00:00') - NOW)
    assert len(summaries(outbox)) == 3, 'on the fifteenth, by then at 02:30 again'


@pytest.mark.parametrize('is_noted', [True, False])
async def test_two_processes_send_one_and_choosing_again_sends_no_other(
        outbox, given, calendar, dana, monkeypatch, is_noted):
    """The control: where nobody notes that it was told, it is told again when it is chosen anew."""
    if not is_noted:
        async def note(*_):
            return

        monkeypatch.setattr(summarising, 'note', note)
    await a_day(given, calendar)
    await chosen(given, dana)
    other = Relay()
    other.install(HANDLERS)
    with clock.frozen(NOW + HOUR):
        await asyncio.gather(relay.work_off(), other.work_off())
    assert len(summaries(outbox)) == 1
    await notifications.choose_summary(at(given.acting(dana), 3000), summary=Summary.DAY, minute=NINE, is_ahead=True)
    await worked_off(HOUR)
    assert (len(summaries(outbox)) == 1) is is_noted


async def test_r05_who_dies_between_sending_and_noting_it_sends_the_same_once_more_and_goes_on(
        outbox, given, calendar, dana, monkeypatch):
    await a_day(given, calendar)
    await chosen(given, dana)
    with monkeypatch.context() as dying:
        async def note(*_):
            raise TimeoutError

        dying.setattr(summarising, 'note', note)
        await worked_off(HOUR)
    await worked_off(HOUR + timedelta(minutes=5))
    await worked_off(DAY + HOUR)
    first, again, following = summaries(outbox)
    assert first['Message-ID'] == again['Message-ID'] != following['Message-ID']


async def test_r05_while_the_mail_server_is_away_it_waits_and_is_not_given_up(outbox, given, calendar, dana):
    await a_day(given, calendar)
    await chosen(given, dana)
    outbox.answers = ['451 later'] * 16  # more often than any other mail is tried
    for tries in range(16):
        await worked_off(HOUR + tries * timedelta(minutes=10))
    assert summaries(outbox) == []
    await worked_off(HOUR + 16 * timedelta(minutes=10))
    assert len(summaries(outbox)) == 1


async def test_s25_the_link_at_its_foot_switches_it_off_and_on_again(outbox, given, calendar, dana):
    await a_day(given, calendar)
    await chosen(given, dana)
    await worked_off(HOUR)
    [letter] = summaries(outbox)
    token = link(letter).removeprefix(HOME + links.UNSUBSCRIBE)
    assert letter['List-Unsubscribe-Post'] == 'List-Unsubscribe=One-Click'
    await notifications.accept_offer(nobody(), token=token, is_wanted=False)
    assert (await notifications.offer(nobody(), token=token)).is_any_wanted is False
    assert await notifications.my_summaries(given.acting(dana)) == (SummaryChoice(Summary.DAY, None, False),)
    await worked_off(DAY + HOUR)
    assert len(summaries(outbox)) == 1
    await notifications.accept_offer(nobody(), token=token, is_wanted=True)
    assert await notifications.my_summaries(given.acting(dana)) == (SummaryChoice(Summary.DAY, NINE, False),)


async def test_nobody_gets_one_who_works_here_no_more_or_has_proved_no_address(outbox, given, calendar, dana):
    gus = await given.user('USER', name='Gus', email='gus@acme.example', is_verified=False)
    await a_day(given, calendar)
    await known(given, await given.calendar('Gus', provider=gus), [('Mon 10:00-11:00', 'Ann Ray', Status.CONFIRMED)])
    for user in (dana, gus):
        await chosen(given, user)
    await access.deactivate(given.ctx, user_id=dana.id)
    await worked_off(HOUR)
    assert summaries(outbox) == summaries(outbox, 'gus@acme.example') == []


async def test_whoever_leads_a_group_reads_who_works_how_full_and_what_is_unconfirmed(outbox, given, calendar, dana):
    """Of their own groups alone, and with the times that are free; quiet hours say nothing of what one asked for."""
    toni = await given.user('SUPERVISOR', name='Toni', email='toni@acme.example')
    assert len(await notifications.my_summaries(given.acting(toni))) == 1, 'who leads none is offered none'
    group = await given.group('Led', led_by=toni, members=[dana])
    emil = await given.user('USER', name='Emil', email='emil@acme.example')
    await given.group('Other', members=[emil])
    emils = await given.calendar('Emil', provider=emil)
    idle = await given.calendar('Idle', groups=[group], hours='Tue 09:00-17:00')
    await known(given, emils, [('Mon 10:00-11:00', 'Ann Ray', Status.CONFIRMED)])
    await a_day(given, calendar)
    mine = given.acting(toni)
    await notifications.choose_quiet_hours(mine, quiet_from=0, quiet_until=1439)
    assert await notifications.my_quiet_hours(mine) == QuietHours(0, 1439)
    await chosen(given, toni, summary=Summary.TEAM)
    assert len(await notifications.my_summaries(mine)) == 2
    await worked_off(HOUR)
    [letter] = summaries(outbox, 'toni@acme.example')
    said = plain(letter)
    assert letter['Subject'] == 'Monday 1 March 2027 (Europe/London): 1 at work'
    assert 'Dana: 09:00 to 17:00, 25 % booked, free 09:00 to 10:00, 11:00 to 13:00, 14:00 to 17:00' in said
    assert 'Yet to be confirmed:' in said
    assert '15:00 to 16:00, Cy Eng, Plain Dana, with Dana' in said
    assert 'Emil' not in said
    assert idle.name not in said
    await people.lead(given.ctx, group_id=group.id, user_id=toni.id, is_supervisor=False)
    await worked_off(DAY + HOUR)
    assert len(summaries(outbox, 'toni@acme.example')) == 1, 'who leads it no more reads of it no more'


async def test_a_time_of_the_day_is_one(given, dana):
    for minute in (-1, 1440, 60.0, True, 'noon'):
        with pytest.raises(Invalid) as refusal:
            await notifications.choose_summary(given.acting(dana), summary=Summary.DAY, minute=minute)
        assert list(refusal.value.fields) == ['minute']
