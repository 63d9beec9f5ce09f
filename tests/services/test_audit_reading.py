"""S-23: the journal as administrators read it: all of it, of this business alone, by what they look for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.database import transaction
from app.errors import Invalid
from app.journal import record
from app.paging import Page
from services import appointments, audit, calendars, people, skills
from services.access import set_password, sign_in
from services.access.events import BusinessEntered
from services.people.events import GroupRetired
from services.skills import Level, SkillLevel
from tests.given import NOW, Given

PASSWORD = 'twelve green bottles on a wall'


async def found(ctx, **asked):
    return [entry.kind for entry in (await audit.entries(ctx, **asked)).rows]


async def test_s23_newest_first_in_pages_with_their_total(given, admin):
    for _ in range(5):
        await given.skill()
    first, second = [await audit.entries(admin, page=Page(2, offset), kind='skill.created') for offset in (0, 2)]
    ids = [entry.id for entry in (*first.rows, *second.rows)]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), first.total, second.total) == (4, 5, 5)


async def test_s23_by_actor_kind_object_and_time(given, admin, clerk):
    calendar = await given.calendar()
    made = await given.appointment(calendar, 'Mon 10:00-11:00', by=clerk)
    later = replace(admin, now=NOW + timedelta(hours=1))
    await appointments.cancel(later, appointment_id=made.id, reason='Client asked')

    assert 'appointment.booked' in await found(admin, actor_id=clerk.actor.user_id)
    assert 'calendar.created' not in await found(admin, actor_id=clerk.actor.user_id)
    assert 'calendar.created' in await found(admin, actor_kind=audit.BY_THE_PRODUCT)
    assert await found(admin, kind='appointment.cancelled') == ['appointment.cancelled']
    assert await found(admin, subject_id=made.id) == ['appointment.cancelled', 'appointment.booked']
    assert await found(admin, since=later.now) == ['appointment.cancelled']
    assert 'appointment.cancelled' not in await found(admin, until=later.now)
    with pytest.raises(Invalid) as refusal:
        await audit.entries(admin, since=later.now, until=NOW)
    assert 'until' in refusal.value.fields


async def test_s23_another_business_sees_nothing_of_it(given, admin, outsider):
    skill = await given.skill()
    assert await found(outsider, subject_id=skill.id) == []
    assert await audit.exported(outsider, subject_id=skill.id) == ()
    assert len(await audit.exported(admin, subject_id=skill.id)) == 1


async def test_s23_a_line_shows_its_seal_when_it_has_one(given, admin):
    skill = await given.skill()
    before = (await audit.entries(admin, subject_id=skill.id)).rows[0]
    async with transaction(given.ctx) as db:
        await audit.seal(db)
    after = (await audit.entries(admin, subject_id=skill.id)).rows[0]
    assert before.seal is None
    assert after.seal > 0


async def test_s23_there_are_neither_secrets_nor_addresses_of_people_in_it(given, admin):
    """A control stands beside: what must be found is found."""
    user = await given.user(name='Petra Marker', email='petra.marker@acme.example')
    await set_password(given.ctx, user_id=user.id, password=PASSWORD)
    cookie = await sign_in(given.ctx, email=user.email, password=PASSWORD)
    await people.change(admin, user_id=user.id, name='Petra Newname', role=user.role, zone=None)
    said = repr([entry.data for entry in await audit.exported(admin)])
    assert str(user.id) in said
    assert [word for word in (PASSWORD, cookie, 'petra.marker', 'Petra', 'Newname', 'argon2') if word in said] == []


async def test_s23_one_page_costs_the_same_however_many_lines(given, admin, counted_statements):
    counts = []
    for _ in range(2):
        await given.skill()
        with counted_statements() as statements:
            await audit.entries(admin)
        counts.append(int(statements))
    assert counts[0] == counts[1]


async def test_s23_a_line_says_what_its_ids_are_called(given, admin):
    ben, skill = await given.user(name='Ben Osei'), await given.skill('Massage')
    group = await given.group('Camden clinic', members=[ben])
    calendar = await given.calendar('Room 4', provider=ben, groups=[group])
    await calendars.give_skills(admin, calendar_id=calendar.id, skills=[SkillLevel(skill.id, Level.ADVANCED)])
    booked = await given.appointment(calendar, 'Mon 10:00-11:00')

    async def line(kind, about):
        return (await audit.entries(admin, kind=kind, subject_id=about)).rows[0]

    added = await line('group.member_added', group.id)
    assert (added.about, added.names[ben.id]) == ('Camden clinic', 'Ben Osei')
    assert (await line('user.created', ben.id)).about == 'Ben Osei'
    assert (await line('calendar.skills_given', calendar.id)).names[skill.id] == 'Massage'
    assert (await line('appointment.booked', booked.id)).about == booked.reference
    assert (await line('appointment.booked', booked.id)).names[calendar.id] == 'Room 4'


async def test_s23_names_cost_the_same_however_many_lines_mention_them(given, admin, counted_statements):
    group, counts = await given.group('Camden clinic'), []
    await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    for _ in range(2):
        for _ in range(3):
            await people.add_member(admin, group_id=group.id, user_id=(await given.user()).id)
            await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
        with counted_statements() as statements:
            assert {row.about for row in (await audit.entries(admin, page=Page(500))).rows} > {'Camden clinic'}
        counts.append(int(statements))
    assert counts[0] == counts[1]


async def test_s23_a_line_about_another_business_says_which_and_no_name_of_what_is_inside_it(given, outsider, admin):
    elsewhere = outsider.tenant
    inside = (await skills.create(outsider, name='Their secret skill')).id
    async with transaction(given.ctx) as db:
        await record(db, BusinessEntered(business_id=elsewhere, home_id=given.tenant_id, reason='They asked',
                                         ends_at=NOW))
        await record(db, GroupRetired(group_id=inside, name='', description='', region=''))
    retired, entered = (await audit.entries(admin, page=Page(2))).rows
    assert (entered.about, entered.is_at_home, entered.names[given.tenant_id]) == ('Elsewhere', False, 'Acme')
    assert retired.names == {}


async def test_every_kind_of_fact_can_be_looked_for(given: Given):
    await given.skill()
    assert {'skill.created', 'appointment.booked', 'user.created'} <= set(audit.kinds())
