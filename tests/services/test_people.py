"""Users and groups."""

import time

import pytest

from app.database import reading
from app.errors import Invalid, NotAllowed
from app.permissions import Role
from services import access, people
from services.people import (
    AlreadyMember,
    EmailTaken,
    GroupChangedMeanwhile,
    GroupNameTaken,
    GroupNotFound,
    LastAdmin,
    NotAMember,
    UserNotFound,
    UserStatus,
)
from tests.services.journal import kinds
from tests.services.test_locations import BAD_ZONES

BAD_EMAILS = ['', 'anna', 'anna@', '@b.example', 'a@b', 'a b@c.example', 'a@@c.example', 'a\x00@c.example',
              '\ud800@c.example', 'a@\ud800.example', 'a\u200b@c.example', 'a..b@c.example', 'a@127.0.0.1',
              'a\r\nBcc: x@c.example', 'x' * 65 + '@c.example', 'x' * 5000, 'x' * 1_000_000 + '@c.example']


async def test_a_user_is_created_changed_and_deactivated(admin):
    made = await people.create(admin, email='Anna@Example.COM', name='Anna', role=Role.USER, zone='Asia/Kolkata')
    changed = await people.change(admin, user_id=made.id, name='Anna B', role=Role.SUPERVISOR, zone=None)
    await access.deactivate(admin, user_id=made.id)

    assert (made.email, made.role, made.status, made.zone) == (
        'anna@example.com', Role.USER, UserStatus.INVITED, 'Asia/Kolkata')
    assert (changed.name, changed.role, changed.zone) == ('Anna B', Role.SUPERVISOR, None)
    assert (await people.by_id(admin, user_id=made.id)).status is UserStatus.DEACTIVATED
    assert made.id not in {user.id for user in (await people.listed(admin)).rows}
    assert made.id in {user.id for user in (await people.listed(admin, including_deactivated=True)).rows}
    assert await kinds(admin, made.id) == ['user.created', 'user.changed', 'user.deactivated']


@pytest.mark.parametrize('again', ['anna@example.com', 'ANNA@EXAMPLE.COM', ' anna@example.com ', 'ａnna@ｅxample.com',
                                   'anna@example。com'])
async def test_an_address_signs_in_to_one_account_only_in_any_business(admin, outsider, again):
    await people.create(admin, email='anna@example.com', name='Anna', role=Role.USER)
    for ctx in (admin, outsider):
        with pytest.raises(EmailTaken) as refusal:
            await people.create(ctx, email=again, name='Another', role=Role.USER)
        assert list(refusal.value.fields) == ['email']


@pytest.mark.parametrize('email', ['ADMİN@example.com', 'аdmin@example.com', 'admın@example.com', 'admin@exаmple.com'])
async def test_an_address_that_only_looks_alike_claims_no_account(admin, email):
    await people.create(admin, email='admin@example.com', name='Anna', role=Role.ADMIN)

    assert (await people.create(admin, email=email, name='Alike', role=Role.USER)).email != 'admin@example.com'


def test_the_domain_of_an_address_is_kept_in_its_ascii_form():
    assert people.normal_email('Jörg@Bücher.example') == 'jörg@xn--bcher-kva.example'
    assert people.normal_email('jörg@xn--bcher-kva.example') == 'jörg@xn--bcher-kva.example'


@pytest.mark.parametrize('email', BAD_EMAILS, ids=lambda email: ascii(email[:20]))
def test_what_is_no_address_is_refused_at_its_field_and_fast(email):
    started = time.perf_counter()
    with pytest.raises(Invalid) as refusal:
        people.normal_email(email)

    assert list(refusal.value.fields) == ['email']
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(('field', 'value'), [('name', ''), ('name', 'x' * 1_000_000), ('role', 'OWNER'),
                                              *(('zone', zone) for zone in BAD_ZONES)],
                         ids=lambda value: ascii(value[:12]))
async def test_a_bad_detail_is_refused_at_its_field(admin, field, value):
    with pytest.raises(Invalid) as refusal:
        await people.create(admin, **{'email': 'a@b.example', 'name': 'Anna', 'role': Role.USER, field: value})

    assert list(refusal.value.fields) == [field]


async def test_the_last_admin_stays_one(given, admin):
    await given.user('USER')
    with pytest.raises(LastAdmin):
        await access.deactivate(admin, user_id=admin.actor.user_id)
    with pytest.raises(LastAdmin):
        await people.change(admin, user_id=admin.actor.user_id, name='Me', role=Role.USER, zone=None)

    second = await given.user('ADMIN')
    await access.deactivate(admin, user_id=second.id)
    assert (await people.change(admin, user_id=admin.actor.user_id, name='Me', role=Role.ADMIN, zone=None)).name == 'Me'


@pytest.mark.parametrize('role', ['CLIENT', 'USER', 'SUPERVISOR'])
async def test_only_an_admin_manages_people_and_groups(given, role):
    actor, group, user = await given.actor(role), await given.group(), await given.user()

    with pytest.raises(NotAllowed):
        await people.create(actor, email='a@b.example', name='Anna', role=Role.ADMIN)
    with pytest.raises(NotAllowed):
        await people.change(actor, user_id=actor.actor.user_id, name='Me', role=Role.ADMIN, zone=None)
    with pytest.raises(NotAllowed):
        await people.listed(actor)
    with pytest.raises(NotAllowed):
        await people.add_member(actor, group_id=group.id, user_id=user.id, is_supervisor=True)
    with pytest.raises(NotAllowed):
        await people.create_group(actor, name='Mine')


async def test_a_group_is_created_changed_and_retired(given, admin):
    anna, boss = await given.user(name='Anna'), await given.user('SUPERVISOR', name='Boss')
    group = await people.create_group(admin, name='Team', region='North')
    await people.add_member(admin, group_id=group.id, user_id=boss.id, is_supervisor=True)
    await people.add_member(admin, group_id=group.id, user_id=anna.id)
    changed = await people.change_group(admin, group_id=group.id, name='Team B', description='us', region='East')

    assert [(member.name, member.is_supervisor) for member in changed.members] == [('Anna', False), ('Boss', True)]
    assert (await people.groups(admin)).rows == (changed,)
    async with reading(admin) as db:
        assert await people.led_by(db, boss.id) == {group.id}
        assert await people.led_by(db, anna.id) == frozenset()

    await people.remove_member(admin, group_id=group.id, user_id=anna.id)
    await people.retire_group(admin, group_id=group.id)
    assert (await people.groups(admin)).total == 0
    async with reading(admin) as db:
        assert await people.led_by(db, boss.id) == frozenset()
    assert await kinds(admin, group.id) == [
        'group.created', 'group.member_added', 'group.member_added', 'group.changed', 'group.member_removed',
        'group.retired']


async def test_two_who_describe_a_group_at_once_do_not_overwrite_each_other(given, admin):
    seen = await given.group('Team')
    north = {'group_id': seen.id, 'name': 'Team', 'description': '', 'region': 'North'}
    crew = north | {'name': 'Crew', 'region': ''}
    await people.change_group(admin, **north, seen=seen)
    with pytest.raises(GroupChangedMeanwhile) as refusal:
        await people.change_group(admin, **crew, seen=seen)
    now = await people.group(admin, group_id=seen.id)
    assert (refusal.value.data, now.name, now.region) == ({'changed': ('region',)}, 'Team', 'North')

    await people.add_member(admin, group_id=seen.id, user_id=(await given.user(name='Anna')).id)
    now = await people.change_group(admin, **crew, seen=now)
    assert now.name == 'Crew', 'who is in it is not what the form is about'
    await people.change_group(admin, **crew, seen=now)
    assert await kinds(admin, seen.id) == ['group.created', 'group.changed', 'group.member_added', 'group.changed']
    assert (await people.change_group(admin, **north)).name == 'Team', 'the control: unseen, the last one wins'


async def test_nobody_is_in_a_group_twice(given, admin):
    anna = await given.user()
    group = await given.group(members=[anna])

    with pytest.raises(AlreadyMember):
        await people.add_member(admin, group_id=group.id, user_id=anna.id, is_supervisor=True)
    with pytest.raises(NotAMember):
        await people.remove_member(admin, group_id=group.id, user_id=(await given.user()).id)


async def test_group_names_are_unique_without_regard_to_case(given, admin, outsider):
    await given.group('Team')
    with pytest.raises(GroupNameTaken) as refusal:
        await people.create_group(admin, name=' TEAM ')

    assert list(refusal.value.fields) == ['name']
    assert (await people.create_group(outsider, name='Team')).name == 'Team'


async def test_a_deactivated_person_joins_no_group(given, admin):
    anna, group = await given.user(), await given.group()
    await access.deactivate(admin, user_id=anna.id)

    with pytest.raises(UserNotFound):
        await people.add_member(admin, group_id=group.id, user_id=anna.id)


async def test_an_outsider_sees_and_touches_nothing(given, outsider):
    anna = await given.user()
    group = await given.group(members=[anna])
    theirs = await people.create_group(outsider, name='Theirs')

    assert [user.id for user in (await people.listed(outsider)).rows] == [outsider.actor.user_id]
    assert [found.id for found in (await people.groups(outsider, including_retired=True)).rows] == [theirs.id]
    for call in (people.by_id(outsider, user_id=anna.id), access.deactivate(outsider, user_id=anna.id),
                 people.change(outsider, user_id=anna.id, name='X', role=Role.USER, zone=None),
                 people.add_member(outsider, group_id=theirs.id, user_id=anna.id)):
        with pytest.raises(UserNotFound):
            await call
    for call in (people.group(outsider, group_id=group.id), people.retire_group(outsider, group_id=group.id),
                 people.change_group(outsider, group_id=group.id, name='X', description='', region=''),
                 people.add_member(outsider, group_id=group.id, user_id=outsider.actor.user_id),
                 people.remove_member(outsider, group_id=group.id, user_id=anna.id)):
        with pytest.raises(GroupNotFound):
            await call
    async with reading(outsider) as db:
        assert await people.led_by(db, anna.id) == frozenset()
    assert await people.group(given.ctx, group_id=group.id) == group


async def test_three_rows_take_as_many_statements_as_one(given, admin, counted_statements):
    await given.group(members=[await given.user()])
    with counted_statements() as one:
        await people.groups(admin)
    for _ in range(2):
        await given.group(members=[await given.user(), await given.user()])
    with counted_statements() as three:
        assert len((await people.groups(admin)).rows) == 3
    with counted_statements() as users:
        await people.listed(admin)

    assert int(one) == int(three) == 3
    assert int(users) == 3
