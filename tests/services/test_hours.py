"""Weekly hours, exceptions, and what the search is given of them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.database import reading
from app.errors import Invalid, NotAllowed
from services import access, calendars, locations, people, skills
from services.calendars import CalendarNotFound, ExceptionKind, ExceptionNotFound, WeeklyHours
from services.locations import LocationNotFound
from services.skills import Level, SkillLevel
from tests.hours import dated, weekly
from tests.services.journal import kinds

OFF, EXTRA, OVERRIDE = ExceptionKind.OFF, ExceptionKind.EXTRA, ExceptionKind.OVERRIDE
MONDAY = date(2027, 3, 1)
NINE = datetime(2027, 3, 1, 9)
HOUR = timedelta(hours=1)


async def rules(ctx, ids=None, first=MONDAY, last=MONDAY):
    async with reading(ctx) as db:
        return await calendars.rules_of(db, ids, first, last)


async def version(ctx, calendar):
    return (await calendars.by_id(ctx, calendar_id=calendar.id)).hours_version


async def test_hours_are_set_as_a_whole_and_the_journal_keeps_both(given, admin):
    calendar = await given.calendar(hours='Mon 09:00-12:00')
    hours = weekly('Tue 22:00-06:00; Mon 13:00-24:00,09:00-12:00')
    kept = await calendars.set_hours(admin, calendar_id=calendar.id, hours=hours)

    assert kept == (WeeklyHours(0, 540, 720), WeeklyHours(0, 780, 1440), WeeklyHours(1, 1320, 360))
    assert await calendars.hours_of(admin, calendar_id=calendar.id) == kept
    assert await version(admin, calendar) == calendar.hours_version + 1
    from app import journal
    async with reading(admin) as db:
        latest = (await journal.history(db, calendar.id))[0]
    assert (latest.actor_name, latest.data['before'], latest.data['after']) == (
        'Admin 1', ['Mon 09:00-12:00'], ['Mon 09:00-12:00', 'Mon 13:00-24:00', 'Tue 22:00-06:00'])


@pytest.mark.parametrize(('slot', 'field'), [
    (WeeklyHours(7, 0, 60), 'weekday'), (WeeklyHours(-1, 0, 60), 'weekday'), (WeeklyHours(0, 1440, 60), 'opens'),
    (WeeklyHours(0, -1, 60), 'opens'), (WeeklyHours(0, 0, 1441), 'closes'), (WeeklyHours(0, 0.5, 60), 'opens'),
    (WeeklyHours(0, 0, 60, date(2027, 1, 2), date(2027, 1, 1)), 'valid_until')])
async def test_bad_hours_are_refused_at_their_field(given, admin, slot, field):
    calendar = await given.calendar(hours='Mon 09:00-12:00')
    with pytest.raises(Invalid) as refusal:
        await calendars.set_hours(admin, calendar_id=calendar.id, hours=[WeeklyHours(0, 0, 60), slot])

    assert list(refusal.value.fields) == [f'hours.1.{field}']
    assert await calendars.hours_of(admin, calendar_id=calendar.id) == (WeeklyHours(0, 540, 720),)


async def test_fifty_slots_are_enough(given, admin):
    calendar = await given.calendar()
    fifty = [WeeklyHours(0, minute, minute + 5) for minute in range(0, 500, 10)]
    assert len(await calendars.set_hours(admin, calendar_id=calendar.id, hours=fifty)) == 50
    with pytest.raises(Invalid) as refusal:
        await calendars.set_hours(admin, calendar_id=calendar.id, hours=[*fifty, WeeklyHours(1, 0, 5)])
    assert list(refusal.value.fields) == ['hours']


async def test_an_exception_is_added_seen_and_removed(given, admin):
    calendar = await given.calendar()
    added = await given.time_off(calendar, 'Mon 09:00-12:00', 'dentist')
    assert added.rule.starts == NINE
    assert await calendars.exceptions_of(admin, calendar_id=calendar.id, first=MONDAY, last=MONDAY) == (added,)
    assert await version(admin, calendar) == calendar.hours_version + 1

    await calendars.remove_exception(admin, exception_id=added.id)
    assert await calendars.exceptions_of(admin, calendar_id=calendar.id, first=MONDAY, last=MONDAY) == ()
    assert await version(admin, calendar) == calendar.hours_version + 2
    assert (await kinds(admin, calendar.id))[-2:] == ['calendar.exception_added', 'calendar.exception_removed']


@pytest.mark.parametrize(('kind', 'starts', 'ends', 'field'), [
    (OFF, NINE, NINE, 'ends'), (OFF, NINE, NINE - HOUR, 'ends'), (OVERRIDE, NINE, NINE - HOUR, 'ends'),
    (OVERRIDE, NINE, NINE + 25 * HOUR, 'ends'), (OFF, NINE, NINE + timedelta(days=4000), 'ends'),
    (OFF, NINE.replace(tzinfo=UTC), NINE, 'starts'), (OFF, datetime.min, NINE, 'starts'),
    (OFF, NINE, datetime.max, 'ends'), (OFF, NINE.replace(second=1), NINE + HOUR, 'starts'),
    ('CLOSED', NINE, NINE + HOUR, 'kind')])
async def test_a_bad_exception_is_refused_at_its_field(given, admin, kind, starts, ends, field):
    calendar = await given.calendar()
    with pytest.raises(Invalid) as refusal:
        await calendars.add_exception(admin, calendar_id=calendar.id, kind=kind, starts=starts, ends=ends)

    assert list(refusal.value.fields) == [field]


async def test_an_override_of_no_length_closes_its_day(given, admin):
    calendar = await given.calendar()
    added = await calendars.add_exception(admin, calendar_id=calendar.id, kind=OVERRIDE, starts=NINE, ends=NINE)

    assert (await rules(admin))[0].exceptions == (added.rule,)


async def test_closing_a_location_closes_its_calendars_and_no_others(given, admin):
    here = await given.calendar()
    there = await given.calendar(location=await given.location())
    closure = await given.closure(here.location_id, '2027-03-01')

    by_id = {found.id: found for found in await rules(admin)}
    assert (by_id[here.id].exceptions, by_id[there.id].exceptions) == ((closure.rule,), ())
    assert await version(admin, here) == here.hours_version + 1
    assert await version(admin, there) == there.hours_version
    assert (await calendars.exceptions_of(admin, calendar_id=here.id, first=MONDAY, last=MONDAY)) == (closure,)
    await calendars.remove_exception(admin, exception_id=closure.id)
    assert await kinds(admin, here.location_id) == ['location.created', 'location.closed', 'location.reopened']


async def test_a_supervisor_keeps_the_hours_of_their_own_groups_only(given, supervisor):
    mine = await given.group(led_by=supervisor)
    reached, beyond = await given.calendar(groups=[mine]), await given.calendar()
    off_there = await given.time_off(beyond, 'Mon 09:00-12:00')
    closure = await given.closure(beyond.location_id, '2027-03-02')

    await calendars.set_hours(supervisor, calendar_id=reached.id, hours=[])
    added = await calendars.add_exception(supervisor, calendar_id=reached.id, kind=EXTRA, starts=NINE, ends=NINE + HOUR)
    await calendars.remove_exception(supervisor, exception_id=added.id)
    for call in (calendars.set_hours(supervisor, calendar_id=beyond.id, hours=[]),
                 calendars.add_exception(supervisor, calendar_id=beyond.id, kind=OFF, starts=NINE, ends=NINE + HOUR)):
        with pytest.raises(CalendarNotFound):
            await call
    with pytest.raises(ExceptionNotFound):
        await calendars.remove_exception(supervisor, exception_id=off_there.id)
    with pytest.raises(NotAllowed):
        await calendars.remove_exception(supervisor, exception_id=closure.id)
    with pytest.raises(NotAllowed):
        await calendars.close_location(supervisor, location_id=beyond.location_id, starts=NINE, ends=NINE + HOUR)
    assert await calendars.hours_of(given.ctx, calendar_id=beyond.id) == tuple(weekly('Mon-Fri 09:00-17:00'))


@pytest.mark.parametrize('role', ['CLIENT', 'USER'])
async def test_a_clerk_keeps_no_hours(given, role):
    calendar, actor = await given.calendar(), await given.actor(role)
    added = await given.time_off(calendar, 'Mon 09:00-12:00')
    for call in (calendars.set_hours(actor, calendar_id=calendar.id, hours=[]),
                 calendars.add_exception(actor, calendar_id=calendar.id, kind=OFF, starts=NINE, ends=NINE + HOUR),
                 calendars.remove_exception(actor, exception_id=added.id),
                 calendars.close_location(actor, location_id=calendar.location_id, starts=NINE, ends=NINE + HOUR)):
        with pytest.raises(NotAllowed):
            await call


async def test_an_outsider_sees_and_touches_nothing(given, outsider):
    calendar = await given.calendar()
    added = await given.time_off(calendar, 'Mon 09:00-12:00')
    for call in (calendars.hours_of(outsider, calendar_id=calendar.id),
                 calendars.exceptions_of(outsider, calendar_id=calendar.id, first=MONDAY, last=MONDAY),
                 calendars.set_hours(outsider, calendar_id=calendar.id, hours=[]),
                 calendars.add_exception(outsider, calendar_id=calendar.id, kind=OFF, starts=NINE, ends=NINE + HOUR)):
        with pytest.raises(CalendarNotFound):
            await call
    with pytest.raises(ExceptionNotFound):
        await calendars.remove_exception(outsider, exception_id=added.id)
    with pytest.raises(LocationNotFound):
        await calendars.close_location(outsider, location_id=calendar.location_id, starts=NINE, ends=NINE + HOUR)
    assert await rules(outsider) == ()
    assert await rules(outsider, [calendar.id]) == ()
    assert (await rules(given.ctx))[0].exceptions == (added.rule,)


async def test_the_search_is_given_all_it_needs(given, admin):
    skill, retired = await given.skill(), await given.skill()
    own, of_provider, closed = await given.group(), await given.group(), await given.group()
    anna = await given.user()
    for group in (of_provider, closed):
        await people.add_member(admin, group_id=group.id, user_id=anna.id)
    place = await given.location(zone='America/New_York', region='North')
    calendar = await given.calendar('Anna', hours='Mon 09:00-12:00', skills=[(skill, Level.EXPERT), retired],
                                    provider=anna, groups=[own, closed], location=place, position=3)
    await people.retire_group(admin, group_id=closed.id)
    await skills.retire(admin, skill_id=retired.id)
    night_before = await given.time_off(calendar, '2027-02-28 22:00-23:00')
    on_the_day = await given.closure(place.id, '2027-03-01 09:00-10:00')
    await given.time_off(calendar, '2027-03-09')

    found, = await rules(admin, [calendar.id])
    assert found.weekly == (WeeklyHours(0, 540, 720),)
    assert found.exceptions == (night_before.rule, on_the_day.rule)
    assert found.group_ids == tuple(sorted((own.id, of_provider.id)))
    assert found.skills == (SkillLevel(skill.id, Level.EXPERT),)
    assert (found.name, found.zone, found.region, found.location_id, found.provider_id) == (
        'Anna', 'America/New_York', 'North', place.id, anna.id)
    assert found.is_active


async def test_a_calendar_out_of_service_says_so(given, admin):
    anna, place = await given.user(), await given.location()
    retired = await given.calendar()
    for options in ({'provider': anna}, {'location': place}, {'name': 'Open'}):
        await given.calendar(**options)
    await calendars.retire(admin, calendar_id=retired.id)
    await access.deactivate(admin, user_id=anna.id)
    await locations.retire(admin, location_id=place.id)

    assert [found.name for found in await rules(admin) if found.is_active] == ['Open']
    assert len(await rules(admin)) == 4


async def test_the_search_loads_three_calendars_in_as_many_statements_as_one(given, admin, counted_statements):
    group = await given.group()
    calendar = await given.calendar(provider=await given.user(), groups=[group], skills=[await given.skill()])
    with counted_statements() as one:
        await rules(admin, [calendar.id])
    for _ in range(2):
        another = await given.calendar(provider=await given.user(), groups=[group], location=await given.location())
        await given.time_off(another, 'Mon 09:00-12:00')
    with counted_statements() as three:
        assert len(await rules(admin)) == 3

    assert int(one) == int(three) == 2


def test_hours_in_tests_are_said_like_this():
    assert weekly('Sat-Mon 22:00-06:00') == [WeeklyHours(day, 1320, 360) for day in (5, 6, 0)]
    assert weekly('09:00-24:00') == [WeeklyHours(day, 540, 1440) for day in range(7)]
    assert dated('2027-03-02', MONDAY) == (datetime(2027, 3, 2), datetime(2027, 3, 3))
    assert dated('Wed 22:00-06:00', MONDAY) == (datetime(2027, 3, 3, 22), datetime(2027, 3, 4, 6))
