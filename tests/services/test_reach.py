"""Who reads what inside one business: a supervisor within the groups they lead; reasons only those concerned."""

from datetime import date, timedelta

import pytest

from app.errors import NotAllowed
from app.permissions import Permission
from services import availability, calendars, people
from services.availability import TimeOfDay
from services.calendars import CalendarNotFound
from services.people import GroupNotFound
from tests.given import monday

MONDAY = date(2027, 3, 1)
ILL, HOLIDAY = 'Chemotherapy', 'Local holiday'


def questions(ctx, calendar):
    return (calendars.by_id(ctx, calendar_id=calendar.id), calendars.hours_of(ctx, calendar_id=calendar.id),
            calendars.exceptions_of(ctx, calendar_id=calendar.id, first=MONDAY, last=MONDAY))


async def reasons(ctx, calendar):
    """What somebody reads of a calendar's time off, in its hours and on a board alike: the time always."""
    listed = await calendars.exceptions_of(ctx, calendar_id=calendar.id, first=MONDAY, last=MONDAY)
    drawn = await availability.time_off(ctx, calendar_ids=[calendar.id], first=MONDAY, last=MONDAY)
    assert [away.during for away in drawn[calendar.id]] == [monday('09:00-12:00'), monday('12:00-13:00')]
    found = [each.rule.reason for each in listed]
    assert [away.reason for away in drawn[calendar.id]] == found
    return found


async def free(ctx, group):
    """How many slots of an hour a search finds on Monday from ten to eleven in a group."""
    wanted = availability.want(duration=timedelta(hours=1), first_on=MONDAY, last_on=MONDAY, zone='Europe/London',
                               times=(TimeOfDay(600, 601),), group_ids=frozenset({group.id}))
    return (await availability.search(ctx, wanted=wanted)).found.total


async def ill_on_a_holiday(given, **options):
    calendar = await given.calendar(**options)
    await given.time_off(calendar, 'Mon 09:00-12:00', ILL)
    await given.closure(calendar.location_id, 'Mon 12:00-13:00', HOLIDAY)
    return calendar


async def test_a_supervisor_reads_the_calendars_of_the_groups_they_lead_and_no_others(given, supervisor, clerk):
    ours, theirs = await given.group(led_by=supervisor), await given.group(members=[await given.user()])
    near, beyond = await given.calendar(groups=[ours]), await given.calendar(groups=[theirs])

    assert [each.id for each in (await calendars.listed(supervisor)).rows] == [near.id]
    for question in questions(supervisor, near):
        assert await question is not None
    for question in questions(supervisor, beyond):
        with pytest.raises(CalendarNotFound):
            await question
    assert (await calendars.listed(clerk)).total == 2
    for question in questions(clerk, beyond):
        assert await question is not None


async def test_no_other_permission_widens_what_a_supervisor_reads(given, supervisor):
    await given.calendar()
    for permission in Permission:
        assert (await calendars.listed(supervisor, within_reach_of=permission)).total == 0


async def test_who_else_is_in_a_group_of_others_is_not_to_be_found_out(given, supervisor, clerk):
    ours, theirs = await given.group(led_by=supervisor), await given.group()
    both = await given.calendar(groups=[ours, theirs])

    assert (await calendars.listed(supervisor, group_id=theirs.id)).total == 0
    assert (await free(supervisor, theirs), await free(supervisor, ours), await free(clerk, theirs)) == (0, 1, 1)
    assert (await calendars.by_id(supervisor, calendar_id=both.id)).group_ids == (ours.id,)
    assert (await calendars.listed(clerk, group_id=theirs.id)).total == 1
    assert set((await calendars.by_id(clerk, calendar_id=both.id)).group_ids) == {ours.id, theirs.id}


async def test_a_supervisor_reads_the_groups_they_lead_and_no_others(given, clerk):
    boss = await given.user('SUPERVISOR')
    led = await given.group('Led', led_by=boss, members=[await given.user()])
    joined = await given.group('Joined', members=[boss])
    foreign = await given.group('Foreign', members=[await given.user()])
    supervisor = given.acting(boss)

    assert (await people.groups(supervisor)).rows == (led,)
    assert await people.group(supervisor, group_id=led.id) == led
    for group in (joined, foreign):
        with pytest.raises(GroupNotFound):
            await people.group(supervisor, group_id=group.id)
        assert await people.group(clerk, group_id=group.id) == group
    assert {each.id for each in (await people.groups(clerk)).rows} == {led.id, joined.id, foreign.id}


async def test_a_client_reads_neither_calendars_nor_groups(given):
    client, calendar, group = await given.actor('CLIENT'), await given.calendar(), await given.group()
    for question in (*questions(client, calendar), calendars.listed(client), people.groups(client),
                     people.group(client, group_id=group.id)):
        with pytest.raises(NotAllowed):
            await question


async def test_why_somebody_is_off_is_for_those_who_keep_their_hours(given, supervisor, clerk, admin):
    calendar = await ill_on_a_holiday(given, groups=[await given.group(led_by=supervisor)])

    assert await reasons(clerk, calendar) == ['', HOLIDAY]
    for keeper in (supervisor, admin, given.ctx):
        assert await reasons(keeper, calendar) == [ILL, HOLIDAY]


async def test_why_one_is_off_oneself_is_known(given):
    anna, ben = await given.user(), await given.user()
    calendar = await ill_on_a_holiday(given, provider=anna)

    assert await reasons(given.acting(anna), calendar) == [ILL, HOLIDAY]
    assert await reasons(given.acting(ben), calendar) == ['', HOLIDAY]


async def test_of_a_shared_place_nobody_is_the_provider(given, clerk):
    assert await reasons(clerk, await ill_on_a_holiday(given)) == ['', HOLIDAY]
