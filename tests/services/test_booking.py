"""Booking: what the rules forbid, and what a booking is when they do not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.errors import Invalid, NotAllowed, NotSignedIn
from app.intervals import Interval
from services import access, appointments, calendars, offerings, skills
from services.appointments import NotBookable, NotQualified, OutsideHours, Status, TooShortNotice
from services.calendars import CalendarNotFound
from services.offerings import OfferingNotFound
from services.skills import Level
from tests.given import NOW, a_client, at, monday


async def booked(ctx, calendar, offering, during, **options):
    return await appointments.book(ctx, calendar_id=calendar.id, during=during, offering_id=offering.id,
                                   **{'client': a_client(), **options})


async def test_a_booking_holds_what_was_asked_and_what_the_offering_cost_that_day(given, clerk):
    offering = await given.offering('Massage', minutes=45, before=5, after=10, price_minor=4_500, currency='GBP')
    calendar = await given.calendar('Anna')
    made = await booked(clerk, calendar, offering, monday('09:15-10:00'), note='Ring twice.',
                        client=a_client('Ada Byron', email='Ada@Example.org', phone='+44 20 7946 0000'))
    await offerings.change(given.ctx, offering_id=offering.id, **_as_it_is(offering, price_minor=9_900))

    found = await appointments.by_reference(clerk, reference=made.reference.lower())
    assert found == made == await appointments.by_id(clerk, appointment_id=made.id)
    assert (made.status, made.during, made.calendar_name, made.offering_name) == (
        Status.CONFIRMED, monday('09:15-10:00'), 'Anna', 'Massage')
    assert (made.price_minor, made.currency, made.buffer_before_minutes, made.buffer_after_minutes) == (
        4_500, 'GBP', 5, 10)
    assert (made.client_name, made.client_email, made.client_phone, made.note, made.revision, made.created_at) == (
        'Ada Byron', 'ada@example.org', '+44 20 7946 0000', 'Ring twice.', 1, NOW)
    assert len(made.reference) == 7


def _as_it_is(offering, **changes):
    fields = ('name', 'description', 'duration', 'buffer_before', 'buffer_after', 'shares_buffers', 'price_minor',
              'currency', 'required', 'reminder_hours')
    return {field: getattr(offering, field) for field in fields} | changes


@pytest.mark.parametrize(('options', 'field'), [
    ({'during': monday('10:00-10:14')}, 'ends_at'),
    ({'during': Interval.lasting(NOW + timedelta(hours=1), timedelta(hours=24, seconds=1))}, 'ends_at'),
    ({'during': Interval.lasting(datetime(9999, 12, 31, 20, tzinfo=UTC), timedelta(hours=1))}, 'starts_at'),
    ({'during': Interval.lasting(datetime(1, 1, 1, tzinfo=UTC), timedelta(hours=1))}, 'starts_at'),
    ({'note': 'x' * 2_001}, 'note'), ({'override_because': 'x' * 501}, 'override_because'),
    ({'client': a_client('')}, 'name'), ({'client': a_client(email='nobody')}, 'email'),
    ({'client': a_client(phone='12')}, 'phone'), ({'key': 'x' * 201}, 'key'), ({'key': 'x\x00'}, 'key'),
    ({'key': ''}, 'key')],
    ids=lambda value: ascii(value)[:30])
async def test_a_bad_request_is_refused_at_its_field_and_leaves_nothing(given, admin, options, field):
    calendar, offering = await given.calendar(), await given.offering()
    with pytest.raises(Invalid) as refusal:
        await booked(admin, calendar, offering, **{'during': monday('10:00-11:00'), **options})

    assert list(refusal.value.fields) == [field]
    assert (await appointments.upcoming(admin)).total == 0


@pytest.mark.parametrize('minutes', [15, 24 * 60])
async def test_the_shortest_and_the_longest_can_be_booked(given, clerk, minutes):
    calendar, offering = await given.calendar(hours='00:00-24:00'), await given.offering()
    during = Interval.lasting(monday('09:00-10:00').starts_at, timedelta(minutes=minutes))

    assert (await booked(clerk, calendar, offering, during)).during == during


@pytest.mark.parametrize(('when', 'kind', 'reason'), [
    ('Mon 07:00-08:00', TooShortNotice, 'NOTICE'),
    ('2026-03-02 09:00-10:00', TooShortNotice, 'NOTICE'),
    ('2028-04-05 09:00-10:00', NotBookable, 'BEYOND_HORIZON'),
    ('Mon 09:07-10:07', NotBookable, 'OFF_THE_GRID'),
    ('Mon 08:30-09:30', OutsideHours, 'OUTSIDE_HOURS'),
    ('Mon 16:30-17:30', OutsideHours, 'OUTSIDE_HOURS'),
    ('Sat 10:00-11:00', OutsideHours, 'OUTSIDE_HOURS'),
    ('Tue 12:00-13:00', OutsideHours, 'OFF'),
    ('Tue 12:30-13:30', OutsideHours, 'OFF')])
async def test_what_the_rules_forbid_is_refused_with_its_reason(given, clerk, when, kind, reason):
    calendar, offering = await given.calendar(), await given.offering()
    await given.time_off(calendar, '2027-03-02 12:30-14:00')
    with pytest.raises(kind) as refusal:
        await booked(clerk, calendar, offering, at(when))

    assert reason in refusal.value.reasons


async def test_the_first_free_time_is_now_and_seconds_do_not_count(given, clerk):
    calendar, offering = await given.calendar(hours='Mon 07:00-17:00'), await given.offering()
    late = replace(clerk, now=NOW + timedelta(seconds=59))

    assert (await booked(late, calendar, offering, monday('08:00-09:00'))).status is Status.CONFIRMED


async def test_a_refusal_of_the_rules_offers_something_else(given, clerk):
    calendar, offering = await given.calendar(), await given.offering()
    with pytest.raises(OutsideHours) as refusal:
        await booked(clerk, calendar, offering, monday('08:30-09:30'))

    assert len(refusal.value.alternatives) >= 3
    assert refusal.value.alternatives[0].during == monday('09:00-10:00')


async def test_a_level_exactly_equal_passes_and_one_below_fails(given, clerk):
    plumbing, electrics = await given.skill(), await given.skill()
    offering = await given.offering(required=[(plumbing, Level.ADVANCED), (electrics, Level.BASIC)])
    exact = await given.calendar(skills=[(plumbing, Level.ADVANCED), (electrics, Level.BASIC)])
    below = await given.calendar(skills=[(plumbing, Level.INTERMEDIATE), (electrics, Level.EXPERT)])
    lacking = await given.calendar(skills=[(plumbing, Level.EXPERT)])

    assert (await booked(clerk, exact, offering, monday('09:00-10:00'))).calendar_id == exact.id
    for calendar, reason in ((below, 'LEVEL_TOO_LOW'), (lacking, 'SKILL_MISSING')):
        with pytest.raises(NotQualified) as refusal:
            await booked(clerk, calendar, offering, monday('09:00-10:00'))
        assert refusal.value.reasons == (reason,)


async def test_a_name_is_enough_to_book(given, clerk):
    made = await booked(clerk, await given.calendar(), await given.offering(), monday('09:00-10:00'),
                        client=a_client('Ada Byron', email=''))
    assert made.client_name == 'Ada Byron'


async def test_a_skill_taken_away_later_keeps_the_booking_but_not_the_next(given, clerk):
    plumbing = await given.skill()
    offering, calendar = await given.offering(required=[plumbing]), await given.calendar(skills=[plumbing])
    made = await booked(clerk, calendar, offering, monday('09:00-10:00'))
    await calendars.give_skills(given.ctx, calendar_id=calendar.id, skills=[])

    assert await appointments.by_id(clerk, appointment_id=made.id) == made
    with pytest.raises(NotQualified):
        await booked(clerk, calendar, offering, monday('10:00-11:00'))
    await skills.retire(given.ctx, skill_id=plumbing.id)
    over = replace(clerk, now=made.during.ends_at)
    assert (await appointments.complete(over, appointment_id=made.id)).status is Status.COMPLETED


async def test_nothing_retired_can_be_booked(given, clerk):
    anna = await given.user()
    retired, orphaned = await given.calendar(), await given.calendar(provider=anna)
    offering, no_more = await given.offering(), await given.offering()
    await calendars.retire(given.ctx, calendar_id=retired.id)
    await access.deactivate(given.ctx, user_id=anna.id)
    await offerings.retire(given.ctx, offering_id=no_more.id)

    for calendar in (retired, orphaned):
        with pytest.raises(CalendarNotFound):
            await booked(clerk, calendar, offering, monday('09:00-10:00'))
    with pytest.raises(OfferingNotFound):
        await booked(clerk, await given.calendar(), no_more, monday('09:00-10:00'))


async def test_an_override_books_what_the_rules_forbid_is_marked_for_ever_and_needs_its_own_permission(given, clerk,
                                                                                                       admin):
    calendar, offering = await given.calendar(), await given.offering()
    made = await booked(admin, calendar, offering, at('Sat 10:07-11:00'), override_because='  A flood ')

    assert made.overridden_because == 'A flood'
    with pytest.raises(NotAllowed):
        await booked(clerk, calendar, offering, at('Sat 12:07-13:00'), override_because='A flood')
    with pytest.raises(appointments.SlotTaken):
        await booked(admin, calendar, offering, at('Sat 10:00-11:00'), override_because='Nothing overrides a claim')


async def test_a_client_and_a_stranger_book_nothing(given):
    calendar, offering = await given.calendar(), await given.offering()
    with pytest.raises(NotAllowed):
        await booked(await given.actor('CLIENT'), calendar, offering, monday('09:00-10:00'))
    with pytest.raises(NotSignedIn):
        await booked(replace(given.ctx.anonymous(NOW)), calendar, offering, monday('09:00-10:00'))


async def test_hours_are_the_wall_clock_of_the_calendar_across_a_change(given, clerk):
    calendar = await given.calendar(hours='09:00-17:00', zone='America/New_York')
    offering = await given.offering()
    for day in ('2027-03-12', '2027-03-15', '2027-11-05', '2027-11-08'):
        made = await booked(clerk, calendar, offering, at(f'{day} 09:00-10:00', 'America/New_York'))
        assert made.during.starts_at.hour == (13 if '03-15' in day or '11-05' in day else 14)
