"""Groups: added, described, filled by looking for people, given skills as a whole, retired and used again."""

import pytest

from pages.admin.group import group
from pages.admin.groups import listing
from services import calendars, people
from services.skills import Level, SkillLevel
from tests.pages.desk import at_the_desk, only, until

KEEPING = ('retire', 'give-skills', 'look-for', 'save')


async def groups_screen(visit):
    await listing(visit)


def of(group_id):
    async def draw(visit):
        await group(visit, group_id=str(group_id))

    return draw


def shown(user):
    return [(row['name'], row['led_by'], row['members']) for row in only(user, 'table').rows]


def members(user):
    return [(row['name'], row['part']['word']) for row in only(user, 'table').rows]


def act(user, name, key):
    table = only(user, 'table')
    [listener] = [each for each in table._event_listeners.values() if each.type == 'act']
    table._handle_event({'listener_id': listener.id, 'args': {'name': name, 'key': str(key)}})


async def test_groups_are_listed_with_who_leads_them_and_followed(given, admin):
    anna, ben = await given.user('SUPERVISOR', name='Anna'), await given.user(name='Ben')
    await given.group('Team', led_by=anna, members=[ben])
    old = await given.group('Old')
    await people.retire_group(admin, group_id=old.id)
    async with at_the_desk(given, groups_screen, role='ADMIN') as user:
        assert await until(lambda: shown(user) == [('Team', 'Anna', 2)])
        await people.create_group(admin, name='Another')
        assert await until(lambda: shown(user) == [('Another', '', 0), ('Team', 'Anna', 2)])
        only(user, 'retired').value = True
        assert await until(lambda: len(shown(user)) == 3)


async def test_a_group_is_added_and_a_name_in_use_is_said_at_its_field(given, admin):
    await given.group('Team')
    async with at_the_desk(given, groups_screen, role='ADMIN') as user:
        user.find(marker='add-group').click()
        await user.should_see(marker='region')
        only(user, 'name').value, only(user, 'region').value = ' TEAM ', 'North'
        user.find(marker='save').click()
        assert await until(lambda: only(user, 'name').error) == 'There is already a group with this name.'
        assert only(user, 'region').value == 'North'
        only(user, 'name').value = 'Other'
        user.find(marker='save').click()
        assert await until(lambda: named(admin, 'Other'))


async def named(ctx, name):
    return [each for each in (await people.groups(ctx)).rows if each.name == name]


async def test_s19_clients_see_no_groups(given):
    team = await given.group('Hidden team')
    for draw in (groups_screen, of(team.id)):
        async with at_the_desk(given, draw, role='CLIENT') as user:
            await user.should_see('Not yours to see')
            await user.should_not_see('Hidden team')


def leading(admin, led, draw):
    """The same for somebody who leads a group."""
    async def drawn(visit):
        await people.add_member(admin, group_id=led.id, user_id=visit.session.user_id, is_supervisor=True)
        await draw(visit)

    return drawn


async def test_s19_supervisors_see_the_groups_they_lead_and_change_nothing(given, admin):
    led, other = await given.group('Led'), await given.group('Other')
    async with at_the_desk(given, leading(admin, led, groups_screen), role='SUPERVISOR', name='Anna') as user:
        assert await until(lambda: shown(user) == [('Led', 'Anna', 1)])
        await user.should_see('Those you lead.')
        await user.should_not_see(marker='add-group')
    async with at_the_desk(given, leading(admin, led, of(led.id)), role='SUPERVISOR', name='Berta') as user:
        assert await until(lambda: members(user)[1] == ('Berta', 'Leads'))
        for marker in KEEPING:
            await user.should_not_see(marker=marker)
    async with at_the_desk(given, leading(admin, led, of(other.id)), role='SUPERVISOR') as user:
        await user.should_see('Not found')


async def test_s19_staff_read_every_group_and_change_none(given):
    team = await given.group('Team', members=[await given.user(name='Ben')])
    async with at_the_desk(given, of(team.id), role='USER') as user:
        assert await until(lambda: members(user) == [('Ben', 'Member')])
        for marker in KEEPING:
            await user.should_not_see(marker=marker)


@pytest.mark.parametrize('which', ['not-an-id', '0' * 32, 'outsider'])
async def test_a_group_that_is_not_there_or_not_ours_is_not_found_s19(given, outsider, which):
    theirs = await people.create_group(outsider, name='Theirs')
    async with at_the_desk(given, of(theirs.id if which == 'outsider' else which), role='ADMIN') as user:
        await user.should_see('Not found')


async def test_members_are_found_by_typing_added_made_to_lead_and_taken_out_with_undo(given, admin):
    anna = await given.user(name='Anna Berg')
    await given.user('CLIENT', name='Anna Client')
    team = await given.group('Team', members=[await given.user(name='Ben')])
    async with at_the_desk(given, of(team.id), role='ADMIN', name='Zoe') as user:
        only(user, 'look-for').value = 'ann'
        await user.should_see(marker='add-member')
        user.find(marker='add-member').click()
        assert await until(lambda: members(user) == [('Anna Berg', 'Member'), ('Ben', 'Member')])
        assert await until(lambda: only(user, 'look-for').value == ''), 'ready for the next one'
        only(user, 'look-for').value = 'ann'
        await user.should_see('Nobody else is found by this.')
        assert [row['follows'] for row in only(user, 'table').rows] == [True, True]
        act(user, 'lead', anna.id)
        assert await until(lambda: members(user)[0] == ('Anna Berg', 'Leads'))
        assert [(row['leads'], row['follows']) for row in only(user, 'table').rows] == [(True, False), (False, True)]
        await user.should_see('Anna Berg leads the group, and reaches no more by it until their role is Supervisor')
        user.find(marker='undo').click()
        assert await until(lambda: members(user)[0] == ('Anna Berg', 'Member'))
        await user.should_not_see(marker='undo')
        act(user, 'remove', anna.id)
        await user.should_see('Take Anna Berg out of the group?')
        user.find(marker='yes').click()
        assert await until(lambda: members(user) == [('Ben', 'Member')])
        user.find(marker='undo').click()
        assert await until(lambda: len(members(user)) == 2)
        act(user, 'remove', 'made up')
        act(user, 'promote', anna.id)
        await user.should_not_see('Something went wrong')
    again = await people.group(admin, group_id=team.id)
    assert 'Anna Berg' in [member.name for member in again.members]


async def test_it_is_retired_with_undo_and_described_anew(given, admin):
    team = await given.group('Team')

    async def found():
        return await people.group(admin, group_id=team.id)

    async with at_the_desk(given, of(team.id), role='ADMIN') as user:
        user.find(marker='retire').click()
        await user.should_see('Retire Team?')
        user.find(marker='yes').click()
        await user.should_see(marker='reopen')
        assert not (await found()).is_active
        user.find(marker='undo').click()
        await user.should_see(marker='retire')
        assert (await found()).is_active
        only(user, 'region').value = 'North'
        user.find(marker='save').click()
        await user.should_see('Saved')
    assert (await found()).region == 'North'


async def test_who_describes_it_second_is_told_keeps_what_was_typed_and_decides(given, admin):
    team = await given.group('Team')

    async def found():
        now = await people.group(admin, group_id=team.id)
        return now.name, now.region

    async with at_the_desk(given, of(team.id), role='ADMIN') as user:
        only(user, 'name').value = 'Crew'
        await people.change_group(admin, group_id=team.id, name='Team', description='', region='North')
        user.find(marker='save').click()
        await user.should_see('Somebody else saved meanwhile (region)')
        assert (only(user, 'name').value, only(user, 'region').value) == ('Crew', '')
        assert await found() == ('Team', 'North')
        user.find(marker='save').click()
        await user.should_see('Saved')
        assert await found() == ('Crew', ''), 'knowingly'
        user.find(marker='undo').click()
        await user.should_see('As it was before')
        assert await found() == ('Team', 'North')
        only(user, 'name').value = 'Band'
        await people.change_group(admin, group_id=team.id, name='Squad', description='', region='South')
        user.find(marker='save').click()
        await user.should_see('Somebody else saved meanwhile (name, region)')
        user.find(marker='take-saved').click()
        assert await until(lambda: (only(user, 'name').value, only(user, 'region').value) == ('Squad', 'South'))
        await user.should_not_see('Somebody else saved meanwhile')


async def test_skills_for_the_whole_group_are_seen_before_given_in_one_press_and_had_back(given, admin):
    massage = await given.skill('Massage')
    anna, ben = await given.user(name='Anna'), await given.user(name='Ben')
    columns = [await given.calendar('Anna', provider=anna), await given.calendar(
        'Ben', provider=ben, skills=[(massage, Level.EXPERT)])]
    team = await given.group('Team', members=[anna, ben])

    async def had():
        return [(await calendars.by_id(admin, calendar_id=each.id)).skills for each in columns]

    before = await had()
    async with at_the_desk(given, of(team.id), role='ADMIN') as user:
        user.find(marker='give-skills').click()
        await user.should_see(marker='skills-preview')
        user.find(marker='give').click()
        assert await until(lambda: only(user, 'add-skill').error)
        only(user, 'add-skill').value = str(massage.id)
        await user.should_see('1 of 2 calendars change: 1 skill gained.')
        assert await had() == before, 'looking changes nothing'
        user.find(marker='give').click()
        assert await until(lambda: is_given(had))
        await user.should_see('Undo')
        user.find(marker='undo').click()
        await user.should_see('As it was before')
    assert await had() == before


async def is_given(had):
    return all(await had())


async def test_what_changed_under_the_preview_is_shown_anew_before_anything_is_given(given, admin):
    massage = await given.skill('Massage')
    anna = await given.calendar('Anna')
    team = await given.group('Team')
    await calendars.change(admin, calendar_id=anna.id, name='Anna', location_id=anna.location_id, provider_id=None,
                           zone=anna.zone, group_ids=[team.id])
    async with at_the_desk(given, of(team.id), role='ADMIN') as user:
        user.find(marker='give-skills').click()
        await user.should_see(marker='skills-preview')
        only(user, 'add-skill').value = str(massage.id)
        await user.should_see('1 of 1 calendars change: 1 skill gained.')
        await calendars.give_skills(admin, calendar_id=anna.id, skills=[SkillLevel(massage.id, Level.BASIC)])
        user.find(marker='give').click()
        await user.should_see('1 of 1 calendars change: 1 level raised.')
        assert 'Somebody changed these skills' in only(user, 'add-skill').error
    [skill] = (await calendars.by_id(admin, calendar_id=anna.id)).skills
    assert skill.level is Level.BASIC
