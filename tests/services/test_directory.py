"""Looking people up, and who is in which groups; who is let in, and who no more."""

import pytest

from app import clock, live
from app.context import Context
from app.errors import Invalid, NotAllowed
from app.permissions import Role
from services import access, people
from services.people import GroupNotFound, NotDeactivated, UserNotFound, UserStatus
from tests.given import NOW
from tests.services.journal import kinds

PASSWORD = 'correct horse battery'


async def names(ctx, **wanted):
    return [user.name for user in (await people.listed(ctx, **wanted)).rows]


@pytest.fixture
async def team(given):
    """Anna leads the team Ben is in; Cleo is away; Dora is invited."""
    anna, ben = await given.user('SUPERVISOR', name='Anna Berg'), await given.user(name='Ben', email='b_ob@x.example')
    cleo = await given.user(name='Cleo')
    await given.user(name='Dora', status=UserStatus.INVITED)
    group = await given.group('Team', led_by=anna, members=[ben, cleo])
    await access.deactivate(given.ctx, user_id=cleo.id)
    return group


async def test_people_are_found_by_part_of_a_name_or_address_role_state_and_group(given, team):
    assert await names(given.ctx) == ['Anna Berg', 'Ben', 'Dora']
    assert await names(given.ctx, is_descending=True) == ['Dora', 'Ben', 'Anna Berg']
    assert await names(given.ctx, including_deactivated=True) == ['Anna Berg', 'Ben', 'Cleo', 'Dora']
    assert await names(given.ctx, text='BERG ann') == ['Anna Berg']
    assert await names(given.ctx, text='b_ob@') == ['Ben']
    assert await names(given.ctx, text='%') == await names(given.ctx, text='b-ob') == []
    assert await names(given.ctx, role=Role.SUPERVISOR) == ['Anna Berg']
    assert await names(given.ctx, status=UserStatus.DEACTIVATED) == ['Cleo']
    assert await names(given.ctx, status=UserStatus.INVITED) == ['Dora']
    assert await names(given.ctx, group_id=team.id, role=Role.USER) == ['Ben']
    with pytest.raises(Invalid) as refusal:
        await people.listed(given.ctx, text='x' * 5_000)
    assert list(refusal.value.fields) == ['text']


async def test_a_person_comes_with_their_groups_and_which_they_lead(given, team):
    [anna] = (await people.listed(given.ctx, role=Role.SUPERVISOR)).rows
    assert [(each.name, each.is_supervisor) for each in anna.memberships] == [('Team', True)]
    assert await people.by_id(given.ctx, user_id=anna.id) == anna
    await people.retire_group(given.ctx, group_id=team.id)
    assert (await people.by_id(given.ctx, user_id=anna.id)).memberships == ()


async def test_an_outsider_finds_nobody_of_ours(given, team, outsider):
    assert await names(outsider, text='Anna') == await names(outsider, group_id=team.id) == []


async def test_filters_take_as_many_statements_for_three_as_for_one(given, admin, counted_statements):
    group = await given.group(members=[await given.user(name='Ann One')])
    wanted = {'text': 'ann', 'role': Role.USER, 'status': UserStatus.ACTIVE, 'group_id': group.id}
    with counted_statements() as one:
        assert len(await names(admin, **wanted)) == 1
    for number in range(2):
        other = await given.user(name=f'Ann More {number}')
        await people.add_member(given.ctx, group_id=group.id, user_id=other.id)
        await given.group(members=[other])
    with counted_statements() as three:
        assert len(await names(admin, **wanted)) == 3
    assert int(one) == int(three) == 3


async def test_name_role_and_groups_are_changed_in_one_act(given, admin):
    kept, left, joined = [await given.group(name) for name in ('Kept', 'Left', 'Joined')]
    made = await people.create(admin, email='eve@x.example', name='Eve', role=Role.USER,
                               groups={kept.id: False, left.id: True})
    changed = await people.change(admin, user_id=made.id, name='Eve', role=Role.SUPERVISOR, zone=None,
                                  groups={kept.id: True, joined.id: False})

    assert [(each.name, each.is_supervisor) for each in changed.memberships] == [('Joined', False), ('Kept', True)]
    assert await kinds(admin, left.id) == ['group.created', 'group.member_added', 'group.member_removed']
    assert await kinds(admin, kept.id) == ['group.created', 'group.member_added', 'group.member_changed']
    again = await people.change(admin, user_id=made.id, name='Eve', role=Role.SUPERVISOR, zone=None)
    assert again.memberships == changed.memberships, 'without groups they stay'
    assert await kinds(admin, made.id) == ['user.created', 'user.changed'], 'what changed nothing is no fact'


async def test_groups_elsewhere_or_of_a_client_are_refused_and_nothing_is_changed(given, admin, outsider):
    theirs = await people.create_group(outsider, name='Theirs')
    ours, anna = await given.group(), await given.user(name='Anna')
    with pytest.raises(GroupNotFound):
        await people.change(admin, user_id=anna.id, name='Changed', role=Role.USER, zone=None, groups={theirs.id: True})
    with pytest.raises(Invalid) as refusal:
        await people.change(admin, user_id=anna.id, name='Changed', role=Role.CLIENT, zone=None,
                            groups={ours.id: False})
    assert list(refusal.value.fields) == ['groups']
    assert (await people.by_id(admin, user_id=anna.id)).name == 'Anna'
    with pytest.raises(GroupNotFound):
        await people.create(admin, email='new@x.example', name='New', role=Role.USER, groups={theirs.id: False})
    assert await names(admin, text='New') == []


@pytest.mark.parametrize('role', ['CLIENT', 'USER', 'SUPERVISOR'])
async def test_nobody_below_an_admin_grants_any_level_or_lets_go_abuse_case_6(given, role):
    """S-19, abuse case 6: a supervisor grants nothing above their own level, because they grant none at all."""
    actor, group = await given.actor(role), await given.group()
    mine = actor.actor.user_id
    for call in (people.change(actor, user_id=mine, name='Me', role=Role.ADMIN, zone=None),
                 people.change(actor, user_id=mine, name='Me', role=Role(role), zone=None, groups={group.id: True}),
                 people.create(actor, email='x@x.example', name='X', role=Role.USER),
                 access.deactivate(actor, user_id=mine), people.reactivate(actor, user_id=mine),
                 people.lead(actor, group_id=group.id, user_id=mine, is_supervisor=True),
                 people.reopen_group(actor, group_id=group.id)):
        with pytest.raises(NotAllowed):
            await call


async def signed_in(user):
    return await access.sign_in(Context.anonymous(NOW), email=user.email, password=PASSWORD)


async def resumed(cookie):
    return await access.resume(Context.anonymous(clock.now()), cookie=cookie)


async def test_sessions_end_with_the_account_and_do_not_come_back_with_it_s14(given, admin):
    """S-14: deactivation ends all sessions; letting somebody in again revives none of them."""
    with clock.frozen(NOW):
        anna, other = await given.user(name='Anna'), await given.user(name='Other')
        live.hub.listen(access.forget_ended)
        for user in (anna, other):
            await access.set_password(given.ctx, user_id=user.id, password=PASSWORD)
        cookies, others = [await signed_in(anna), await signed_in(anna)], await signed_in(other)
        assert all([await resumed(cookie) for cookie in cookies])
        await access.deactivate(admin, user_id=anna.id)
        assert [await resumed(cookie) for cookie in cookies] == [None, None]

        assert (await people.reactivate(admin, user_id=anna.id)).status is UserStatus.ACTIVE
        assert [await resumed(cookie) for cookie in cookies] == [None, None]
        assert await resumed(await signed_in(anna))
        assert await resumed(others)
    facts = [kind for kind in await kinds(admin, anna.id) if kind != 'session.new_browser']
    assert facts == ['user.created', *['session.started'] * 2, 'user.deactivated', *['session.ended'] * 2,
                     'user.reactivated', 'session.started']


async def test_who_was_only_invited_is_so_again_and_only_the_deactivated_are_let_in(given, admin, outsider):
    dora = await given.user(status=UserStatus.INVITED)
    with pytest.raises(NotDeactivated):
        await people.reactivate(admin, user_id=dora.id)
    await access.deactivate(admin, user_id=dora.id)
    await access.deactivate(admin, user_id=dora.id)
    for call in (people.reactivate, access.deactivate):
        with pytest.raises(UserNotFound):
            await call(outsider, user_id=dora.id)
    assert (await people.reactivate(admin, user_id=dora.id)).status is UserStatus.INVITED
    assert await kinds(admin, dora.id) == ['user.created', 'user.deactivated', 'user.reactivated']


@pytest.mark.parametrize(('role', 'has_reach'), [('USER', False), ('SUPERVISOR', True), ('ADMIN', True)])
async def test_s19_whoever_is_made_to_lead_reaches_the_group_as_far_as_their_role_does(given, admin, role, has_reach):
    anna = await given.user(role, name='Anna')
    group = await given.group(members=[anna])
    for is_supervisor in (True, True, False):
        said = await people.lead(admin, group_id=group.id, user_id=anna.id, is_supervisor=is_supervisor)
        assert said is has_reach


async def test_a_retired_group_is_used_again_with_its_members_and_a_member_may_lead_it(given, admin, outsider):
    anna = await given.user(name='Anna')
    group = await given.group(members=[anna])
    await people.lead(admin, group_id=group.id, user_id=anna.id, is_supervisor=True)
    await people.retire_group(admin, group_id=group.id)
    for call in (people.lead(admin, group_id=group.id, user_id=anna.id, is_supervisor=False),
                 people.reopen_group(outsider, group_id=group.id)):
        with pytest.raises(GroupNotFound):
            await call
    again = await people.reopen_group(admin, group_id=group.id)
    assert [(member.name, member.is_supervisor) for member in again.members] == [('Anna', True)]
    with pytest.raises(people.NotAMember):
        await people.lead(admin, group_id=group.id, user_id=admin.actor.user_id, is_supervisor=True)
    assert await kinds(admin, group.id) == ['group.created', 'group.member_added', 'group.member_changed',
                                            'group.retired', 'group.reopened']
