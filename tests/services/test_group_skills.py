"""Skills for a whole group: said before, given in one act, and had back exactly."""

from dataclasses import replace

import pytest

from app.errors import Invalid, NotAllowed
from app.model import new_id
from services import calendars, people, skills
from services.calendars import CalendarNotFound, SkillsChangedMeanwhile
from services.people import GroupNotFound
from services.skills import Level, SkillLevel, SkillNotFound
from tests.services.journal import kinds


@pytest.fixture
async def team(given):
    """Anna has nothing, Ben the basics, Cleo is an expert; Dan is in another group, and so is a closed calendar."""
    massage, physio = await given.skill('Massage'), await given.skill('Physio')
    people_ = {name: await given.user(name=name) for name in ('Anna', 'Ben', 'Cleo', 'Dan')}
    group = await given.group('Team', members=[people_[name] for name in ('Anna', 'Ben', 'Cleo')])
    levels = {'Anna': [], 'Ben': [(massage, Level.BASIC)], 'Cleo': [(massage, Level.EXPERT), (physio, Level.BASIC)],
              'Dan': []}
    columns = {name: await given.calendar(name, provider=people_[name], skills=levels[name]) for name in people_}
    columns['Room'] = await given.calendar('Room', groups=[group])
    closed = await given.calendar('Closed', groups=[group])
    await calendars.retire(given.ctx, calendar_id=closed.id)
    return massage, physio, group, columns


async def had(ctx, columns):
    return {name: set((await calendars.by_id(ctx, calendar_id=column.id)).skills) for name, column in columns.items()}


def said(planned, massage):
    return [(plan.name, [(change.before, change.after) for change in plan.changes], [kept.level for kept in plan.has])
            for plan in planned.plans]


async def test_it_is_said_before_who_gains_whose_level_rises_and_who_has_it_already(admin, team):
    massage, _, group, columns = team
    before = await had(admin, columns)
    planned = await calendars.group_skills(admin, group_id=group.id, skills=[SkillLevel(massage.id, Level.ADVANCED)])

    assert said(planned, massage) == [
        ('Anna', [(None, Level.ADVANCED)], []), ('Ben', [(Level.BASIC, Level.ADVANCED)], []),
        ('Cleo', [], [Level.EXPERT]), ('Room', [(None, Level.ADVANCED)], [])]
    assert await had(admin, columns) == before, 'looking changes nothing'


async def test_it_is_given_in_one_act_and_had_back_exactly_with_a_fact_for_each_calendar_that_changed(admin, team):
    massage, physio, group, columns = team
    before = await had(admin, columns)
    wanted = [SkillLevel(massage.id, Level.ADVANCED), SkillLevel(physio.id, Level.BASIC)]
    planned = await calendars.group_skills(admin, group_id=group.id, skills=wanted)
    given_ = await calendars.give_group_skills(admin, planned=planned)
    assert given_ == planned

    after = await had(admin, columns)
    both = set(wanted)
    assert after == {'Anna': both, 'Ben': both, 'Cleo': before['Cleo'], 'Dan': set(), 'Room': both}
    await calendars.take_back_skills(admin, given=given_)
    assert await had(admin, columns) == before
    for name, facts in (('Anna', 2), ('Ben', 2), ('Room', 2), ('Cleo', 0), ('Dan', 0)):
        assert (await kinds(admin, columns[name].id)).count('calendar.skills_given') == facts, name


async def test_what_was_not_said_is_not_done(admin, team):
    massage, _, group, columns = team
    planned = await calendars.group_skills(admin, group_id=group.id, skills=[SkillLevel(massage.id, Level.ADVANCED)])
    await calendars.give_skills(admin, calendar_id=columns['Ben'].id, skills=[])
    before = await had(admin, columns)
    for stale in (planned, replace(planned, plans=()), replace(planned, plans=planned.plans[:1])):
        with pytest.raises(SkillsChangedMeanwhile):
            await calendars.give_group_skills(admin, planned=stale)
    assert await had(admin, columns) == before


async def test_what_changed_again_since_is_not_taken_back_by_halves(admin, team):
    massage, _, group, columns = team
    planned = await calendars.group_skills(admin, group_id=group.id, skills=[SkillLevel(massage.id, Level.ADVANCED)])
    await calendars.give_group_skills(admin, planned=planned)
    await calendars.give_skills(admin, calendar_id=columns['Ben'].id, skills=[SkillLevel(massage.id, Level.EXPERT)])
    after = await had(admin, columns)
    with pytest.raises(SkillsChangedMeanwhile):
        await calendars.take_back_skills(admin, given=planned)
    assert await had(admin, columns) == after


async def test_no_skill_twice_none_unknown_retired_or_of_others_and_not_too_many(given, admin, outsider, team):
    massage, _, group, _ = team
    level = SkillLevel(massage.id, Level.BASIC)
    for wrong in ([], [level, level], [SkillLevel(new_id(), Level.BASIC)] * 51):
        with pytest.raises(Invalid) as refusal:
            await calendars.group_skills(admin, group_id=group.id, skills=wrong)
        assert list(refusal.value.fields) == ['skills']
    theirs = await skills.create(outsider, name='Theirs')
    retired = await given.skill('Retired')
    await skills.retire(admin, skill_id=retired.id)
    for wrong_skill in (theirs, retired):
        with pytest.raises(SkillNotFound):
            await calendars.group_skills(admin, group_id=group.id, skills=[SkillLevel(wrong_skill.id, Level.BASIC)])


async def test_it_is_for_admins_of_this_business_and_for_groups_in_use_s19(given, admin, outsider, team):
    massage, _, group, columns = team
    wanted = [SkillLevel(massage.id, Level.BASIC)]
    planned = await calendars.group_skills(admin, group_id=group.id, skills=wanted)
    for role in ('CLIENT', 'USER', 'SUPERVISOR'):
        actor = await given.actor(role)
        for call in (calendars.group_skills(actor, group_id=group.id, skills=wanted),
                     calendars.give_group_skills(actor, planned=planned),
                     calendars.take_back_skills(actor, given=planned)):
            with pytest.raises(NotAllowed):
                await call
    for call in (calendars.group_skills(outsider, group_id=group.id, skills=wanted),
                 calendars.give_group_skills(outsider, planned=planned)):
        with pytest.raises(GroupNotFound):
            await call
    with pytest.raises(CalendarNotFound):
        await calendars.take_back_skills(outsider, given=planned)
    await people.retire_group(admin, group_id=group.id)
    with pytest.raises(GroupNotFound):
        await calendars.give_group_skills(admin, planned=planned)
    assert (await had(admin, columns))['Anna'] == set()


async def test_three_calendars_take_as_many_statements_as_two(given, admin, counted_statements):
    massage = await given.skill('Massage')
    sent = []
    for size in (1, 2, 3):  # a fact alone is sent another way than several at once
        group = await given.group()
        for _ in range(size):
            await given.calendar(groups=[group])
        with counted_statements() as count:
            planned = await calendars.group_skills(admin, group_id=group.id,
                                                   skills=[SkillLevel(massage.id, Level.BASIC)])
            await calendars.give_group_skills(admin, planned=planned)
            await calendars.take_back_skills(admin, given=planned)
        assert len(planned.changes) == size
        sent.append(int(count))
    assert sent[1] == sent[2], sent
