"""Calendars: what they are, and who reaches them."""

from uuid import UUID

import pytest

from app.database import reading
from app.errors import Invalid, NotAllowed
from app.permissions import Permission
from services import access, calendars, locations, people, skills
from services.calendars import CalendarNameTaken, CalendarNotFound
from services.locations import LocationNotFound
from services.people import GroupNotFound, UserNotFound
from services.skills import Level, SkillLevel, SkillNotFound
from tests.services.journal import kinds
from tests.services.test_locations import BAD_ZONES


def as_it_is(calendar, **changes):
    fields = ('name', 'location_id', 'provider_id', 'zone', 'group_ids')
    return {field: getattr(calendar, field) for field in fields} | changes


async def test_a_calendar_is_created_changed_and_retired(given, admin):
    anna, group, skill = await given.user(), await given.group(), await given.skill()
    place, other_place = await given.location(zone='Asia/Kathmandu'), await given.location('Elsewhere')
    made = await calendars.create(admin, name='Anna', location_id=place.id, provider_id=anna.id,
                                  skills=[SkillLevel(skill.id, Level.EXPERT)], group_ids=[group.id])
    changed = await calendars.change(admin, calendar_id=made.id, **as_it_is(
        made, name='Anna B', location_id=other_place.id, provider_id=None, group_ids=[]))
    await calendars.position(admin, calendar_id=made.id, position=7)
    skilled = await calendars.give_skills(admin, calendar_id=made.id, skills=[])
    await calendars.retire(admin, calendar_id=made.id)

    assert (made.zone, made.location_name, made.provider_id, made.group_ids) == (
        'Asia/Kathmandu', place.name, anna.id, (group.id,))
    assert made.skills == (SkillLevel(skill.id, Level.EXPERT),)
    assert (changed.name, changed.location_name, changed.provider_id, changed.group_ids, changed.zone) == (
        'Anna B', 'Elsewhere', None, (), 'Asia/Kathmandu')
    assert changed.hours_version == made.hours_version + 1
    assert (skilled.skills, skilled.position) == ((), 7)
    assert (await calendars.listed(admin)).total == 0
    assert not (await calendars.by_id(admin, calendar_id=made.id)).is_active
    assert await kinds(admin, made.id) == ['calendar.created', 'calendar.changed', 'calendar.changed',
                                           'calendar.skills_given', 'calendar.retired']


async def test_only_a_change_of_zone_or_place_makes_hours_old(given, admin):
    made = await given.calendar()
    renamed = await calendars.change(admin, calendar_id=made.id, **as_it_is(made, name='Other'))
    moved = await calendars.change(admin, calendar_id=made.id, **as_it_is(made, zone='Asia/Kolkata'))

    assert (renamed.hours_version, moved.hours_version) == (made.hours_version, made.hours_version + 1)


@pytest.mark.parametrize('zone', BAD_ZONES, ids=lambda zone: ascii(zone[:20]))
async def test_a_zone_that_is_not_one_is_refused_at_its_field(given, admin, zone):
    made = await given.calendar()
    for call in (calendars.create(admin, name='X', location_id=made.location_id, zone=zone),
                 calendars.change(admin, calendar_id=made.id, **as_it_is(made, zone=zone))):
        with pytest.raises(Invalid) as refusal:
            await call
        assert list(refusal.value.fields) == ['zone']
    assert await calendars.by_id(admin, calendar_id=made.id) == made


@pytest.mark.parametrize(('field', 'value'), [
    ('name', ''), ('name', 'x' * 1_000_000), ('position', -1), ('position', 10**9),
    ('skills', [SkillLevel(UUID(int=1), Level.BASIC)] * 2), ('skills', [SkillLevel(UUID(int=1), Level.BASIC)] * 51),
    ('group_ids', [UUID(int=number) for number in range(51)])], ids=lambda value: str(value)[:12])
async def test_a_bad_detail_is_refused_at_its_field(given, admin, field, value):
    place = await given.location()
    with pytest.raises(Invalid) as refusal:
        await calendars.create(admin, **{'name': 'X', 'location_id': place.id, field: value})

    assert list(refusal.value.fields) == [field]


async def test_names_are_unique_without_regard_to_case(given, admin):
    made = await given.calendar('Anna')
    with pytest.raises(CalendarNameTaken) as refusal:
        await calendars.create(admin, name='ANNA', location_id=made.location_id)

    assert list(refusal.value.fields) == ['name']


async def test_what_a_calendar_points_to_is_of_its_own_business_and_in_use(given, admin, outsider):
    place, group, skill, anna = (await given.location(), await given.group(), await given.skill(), await given.user())
    theirs = await locations.create(outsider, name='Theirs', zone='UTC')
    for refusal, options in ((LocationNotFound, {'location_id': place.id}),
                             (UserNotFound, {'provider_id': anna.id}), (GroupNotFound, {'group_ids': [group.id]}),
                             (SkillNotFound, {'skills': [SkillLevel(skill.id, Level.BASIC)]})):
        with pytest.raises(refusal):
            await calendars.create(outsider, **{'name': 'X', 'location_id': theirs.id, **options})

    await locations.retire(admin, location_id=place.id)
    client = await given.user('CLIENT')
    for refusal, options in ((LocationNotFound, {'location_id': place.id}), (UserNotFound, {'provider_id': client.id})):
        with pytest.raises(refusal):
            await given.calendar(**{'location': None, **({'provider': client} if 'provider_id' in options else
                                                         {'location': place})})


async def test_an_outsider_sees_and_touches_nothing(given, outsider):
    ours = await given.calendar()

    assert (await calendars.listed(outsider, including_retired=True)).total == 0
    for call in (calendars.by_id(outsider, calendar_id=ours.id), calendars.retire(outsider, calendar_id=ours.id),
                 calendars.change(outsider, calendar_id=ours.id, **as_it_is(ours)),
                 calendars.position(outsider, calendar_id=ours.id, position=1),
                 calendars.give_skills(outsider, calendar_id=ours.id, skills=[])):
        with pytest.raises(CalendarNotFound):
            await call
    async with reading(outsider) as db:
        assert await calendars.named(db, [ours.id]) == {}
        with pytest.raises(CalendarNotFound):
            await calendars.bookable(db, ours.id)
    assert await calendars.by_id(given.ctx, calendar_id=ours.id) == ours


@pytest.mark.parametrize('role', ['CLIENT', 'USER', 'SUPERVISOR'])
async def test_only_an_admin_writes_calendars(given, role):
    ours, actor = await given.calendar(), await given.actor(role)
    for call in (calendars.create(actor, name='X', location_id=ours.location_id),
                 calendars.change(actor, calendar_id=ours.id, **as_it_is(ours)),
                 calendars.give_skills(actor, calendar_id=ours.id, skills=[]),
                 calendars.position(actor, calendar_id=ours.id, position=1),
                 calendars.retire(actor, calendar_id=ours.id)):
        with pytest.raises(NotAllowed):
            await call


async def test_three_calendars_take_as_many_statements_as_one(given, admin, counted_statements):
    skill, group = await given.skill(), await given.group()
    await given.calendar(skills=[skill], groups=[group], provider=await given.user())
    with counted_statements() as one:
        await calendars.listed(admin)
    for _ in range(2):
        await given.calendar(skills=[skill], groups=[group], location=await given.location())
    with counted_statements() as three:
        found = await calendars.listed(admin)

    assert len(found.rows) == 3
    assert int(one) == int(three) == 5


async def test_a_supervisor_reaches_the_calendars_of_the_groups_they_lead(given, supervisor):
    member, stranger = await given.user(), await given.user()
    mine = await given.group(led_by=supervisor, members=[member])
    await given.group(members=[await given.user()])
    boss = (await people.group(given.ctx, group_id=mine.id)).members[-1]
    reached = [await given.calendar('Of a member', provider=member),
               await given.calendar('Shared place', groups=[mine]),
               await given.calendar('Own', provider=next(user for user in (await people.listed(given.ctx)).rows
                                                         if user.id == supervisor.actor.user_id))]
    beyond = [await given.calendar('Of a stranger', provider=stranger), await given.calendar('Shared by all')]
    assert boss.user_id in {member.id, supervisor.actor.user_id}

    listed = await calendars.listed(supervisor, within_reach_of=Permission.BOOK_APPOINTMENTS)
    assert {calendar.id for calendar in listed.rows} == {calendar.id for calendar in reached}
    assert (await calendars.listed(supervisor, group_id=mine.id)).total == 3
    async with reading(supervisor) as db:
        for calendar in reached:
            assert (await calendars.bookable(db, calendar.id)).id == calendar.id
        for calendar in beyond:
            with pytest.raises(CalendarNotFound):
                await calendars.bookable(db, calendar.id)

    await people.retire_group(given.ctx, group_id=mine.id)
    listed = await calendars.listed(supervisor, within_reach_of=Permission.BOOK_APPOINTMENTS)
    assert [calendar.name for calendar in listed.rows] == ['Own']


async def test_nobody_without_a_row_reaches_the_shared_places(given, supervisor):
    from dataclasses import replace
    await given.calendar('Shared by all')
    nobody = replace(supervisor, actor=replace(supervisor.actor, user_id=None))

    assert (await calendars.listed(nobody, within_reach_of=Permission.BOOK_APPOINTMENTS)).total == 0


async def test_a_calendar_is_bookable_while_it_its_provider_and_its_place_are_in_service(given, clerk):
    anna, place = await given.user(), await given.location()
    retired, orphaned, closed = (await given.calendar('Retired'), await given.calendar('Orphaned', provider=anna),
                                 await given.calendar('Closed', location=place))
    async with reading(clerk) as db:
        for calendar in (retired, orphaned, closed):
            assert await calendars.bookable(db, calendar.id) == calendar
    await calendars.retire(given.ctx, calendar_id=retired.id)
    await access.deactivate(given.ctx, user_id=anna.id)
    await locations.retire(given.ctx, location_id=place.id)
    async with reading(clerk) as db:
        for calendar in (retired, orphaned, closed):
            with pytest.raises(CalendarNotFound):
                await calendars.bookable(db, calendar.id)


async def test_a_retired_skill_stays_when_skills_are_given_again(given, admin):
    old, new = await given.skill(), await given.skill()
    calendar = await given.calendar(skills=[old])
    await skills.retire(admin, skill_id=old.id)
    both = [SkillLevel(old.id, Level.BASIC), SkillLevel(new.id, Level.EXPERT)]

    assert set((await calendars.give_skills(admin, calendar_id=calendar.id, skills=both)).skills) == set(both)
    with pytest.raises(SkillNotFound):
        await calendars.give_skills(admin, calendar_id=(await given.calendar()).id, skills=both)
