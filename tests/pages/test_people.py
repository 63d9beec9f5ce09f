"""The people of the business: looked for, added, changed, deactivated and let in again, from the keyboard."""

import pytest
from nicegui import ui
from sqlalchemy import text

from app.context import Context
from app.database import transaction
from app.permissions import Role
from pages.admin.people import listing
from pages.admin.person import person
from services import access, appointments, calendars, people, tenants
from services.access import Outcome, remembering
from services.people import UserStatus
from services.skills import Level
from tests.apps import an_app
from tests.given import NOW
from tests.pages.desk import at_the_desk, only, until
from tests.services.journal import kinds

LAST = 'This is the last administrator. Make somebody else one first.'


def people_screen(**query):
    async def draw(visit):
        await listing(visit, **query)

    return draw


def of(user_id):
    async def draw(visit):
        await person(visit, person_id=str(user_id))

    return draw


def rows(user):
    return [(row['name'], row['role'], row['groups'], row['status']['word']) for row in only(user, 'table').rows]


def shown(user):
    return [row['name'] for row in only(user, 'table').rows]


async def found(ctx, text):
    return (await people.listed(ctx, text=text)).rows


async def test_people_are_looked_for_by_typing_and_by_filters_that_stay_in_the_address(given):
    anna, ben = await given.user('SUPERVISOR', name='Anna'), await given.user(name='Ben')
    group = await given.group('Team', led_by=anna, members=[ben])
    await access.deactivate(given.ctx, user_id=(await given.user(name='Cleo')).id)
    async with at_the_desk(given, people_screen(), role='ADMIN', name='Zoe') as user:
        assert await until(lambda: rows(user) == [
            ('Anna', 'Supervisor', 'leads Team', 'Active'), ('Ben', 'Staff', 'Team', 'Active'),
            ('Zoe', 'Administrator', '', 'Active')])
        only(user, 'look-for').value = 'ben@'
        assert await until(lambda: shown(user) == [])
        only(user, 'look-for').value = 'BE'
        assert await until(lambda: shown(user) == ['Ben'])
        only(user, 'look-for').value = ''
        only(user, 'status').value = 'DEACTIVATED'
        assert await until(lambda: shown(user) == ['Cleo'])
    async with at_the_desk(given, people_screen(group=str(group.id), role='USER'), role='ADMIN') as user:
        assert await until(lambda: shown(user) == ['Ben'])


async def test_page_rows_and_order_are_those_of_the_address(given):
    for number in range(27):
        await given.user(name=f'Anna {number:02}')
    async with at_the_desk(given, people_screen(page='2', order='descending'), role='ADMIN', name='Zoe') as user:
        assert await until(lambda: shown(user) == ['Anna 02', 'Anna 01', 'Anna 00'])
    async with at_the_desk(given, people_screen(rows='50'), role='ADMIN', name='Zoe') as user:
        assert await until(lambda: len(shown(user)) == 29)


@pytest.mark.parametrize('query', [
    {'rows': '1'}, {'rows': 'x', 'order': 'name; drop'}, {'page': '0'},
    {'status': 'x'}, {'role': "' or 1=1"}, {'group': 'nothing'}, {'text': '%_\\'}, {'text': 'x' * 5_000}])
async def test_an_address_from_anywhere_cannot_break_the_list(given, query):
    async with at_the_desk(given, people_screen(**query), role='ADMIN') as user:
        await user.should_see('Add person')
        await user.should_not_see('Something went wrong')


async def test_somebody_is_added_and_an_address_in_use_is_said_at_its_field(given, admin):
    await given.user(email='taken@x.example')
    group = await given.group('Team')
    async with at_the_desk(given, people_screen(), role='ADMIN') as user:
        user.find(marker='add-person').click()
        await user.should_see(marker='email')
        user.find(marker='save').click()
        assert await until(lambda: only(user, 'name').error)
        only(user, 'name').value, only(user, 'email').value = 'Eve', 'taken@x.example'
        only(user, 'groups').value, only(user, 'leads').value = [], [str(group.id)]
        user.find(marker='save').click()
        assert await until(lambda: only(user, 'email').error) == 'Somebody already signs in with this e-mail address.'
        assert only(user, 'name').value == 'Eve'
        only(user, 'email').value = 'eve@x.example'
        user.find(marker='save').click()
        [eve] = await until(lambda: found(admin, 'eve'))
        groups = [(each.name, each.is_supervisor) for each in eve.memberships]
        assert (eve.role, groups) == (Role.USER, [('Team', True)])


async def test_who_was_added_elsewhere_is_seen_at_once(given, admin):
    async with at_the_desk(given, people_screen(), role='ADMIN', name='Zoe') as user:
        assert await until(lambda: 'Zoe' in shown(user))
        await people.create(admin, email='new@x.example', name='Aaron', role=Role.USER)
        assert await until(lambda: 'Aaron' in shown(user))


@pytest.mark.parametrize('role', ['CLIENT', 'USER', 'SUPERVISOR'])
async def test_only_admins_see_people_s19(given, role):
    somebody = await given.user(name='Hidden One')
    for draw in (people_screen(), of(somebody.id)):
        async with at_the_desk(given, draw, role=role) as user:
            await user.should_see('Not yours to see')
            await user.should_not_see('Hidden One')


async def test_name_role_and_groups_are_changed_on_the_persons_own_page(given, admin):
    anna, group = await given.user(name='Anna'), await given.group('Team')
    async with at_the_desk(given, of(anna.id), role='ADMIN') as user:
        await user.should_see('No calendar')
        only(user, 'name').value, only(user, 'role').value = 'Anna Berg', 'SUPERVISOR'
        only(user, 'leads').value = [str(group.id)]
        user.find(marker='save').click()
        await user.should_see('Saved')
    changed = await people.by_id(admin, user_id=anna.id)
    assert (changed.name, changed.role, len(changed.memberships)) == ('Anna Berg', Role.SUPERVISOR, 1)


async def test_a_change_of_somebody_else_is_seen_and_what_is_half_typed_stays(given, admin):
    anna = await given.user(name='Anna')
    async with at_the_desk(given, of(anna.id), role='ADMIN') as user:
        await people.change(admin, user_id=anna.id, name='Anna B', role=Role.USER, zone=None)
        assert await until(lambda: only(user, 'name').value == 'Anna B')
        only(user, 'name').value = 'Half ty'
        await people.change(admin, user_id=anna.id, name='Anna C', role=Role.USER, zone=None)
        await user.should_see('Anna C')
        assert only(user, 'name').value == 'Half ty'


async def test_the_last_admin_is_told_to_make_another_one_first_s19(given):
    """Abuse case 6: neither demoted nor deactivated by themselves."""
    mine = []

    async def draw(visit):
        mine.append(visit.session.user_id)
        await person(visit, person_id=str(visit.session.user_id))

    async with at_the_desk(given, draw, role='ADMIN') as user:
        only(user, 'role').value = 'USER'
        user.find(marker='save').click()
        await user.should_see(LAST)
        await user.should_not_see(marker='deactivate')
        await user.should_see('make somebody else one before their access ends')
        await given.user('ADMIN', name='Another')
        await people.change(given.ctx, user_id=mine[-1], name='Alex', role=Role.ADMIN, zone=None)
        await user.should_see(marker='deactivate')
        user.find(marker='deactivate').click()
        await user.should_see('This is your own account: you are signed out everywhere at once')
    found = await people.by_id(given.ctx, user_id=mine[-1])
    assert (found.role, found.status) == (Role.ADMIN, UserStatus.ACTIVE)


async def test_deactivating_asks_once_and_can_be_undone_s14(given, admin):
    anna = await given.user(name='Anna')
    async with at_the_desk(given, of(anna.id), role='ADMIN') as user:
        user.find(marker='deactivate').click()
        await user.should_see('Deactivate Anna?')
        user.find(marker='no').click()
        await user.should_not_see('Deactivate Anna?')
        assert (await people.by_id(admin, user_id=anna.id)).status is UserStatus.ACTIVE
        user.find(marker='deactivate').click()
        await user.should_see('Deactivate Anna?')
        user.find(marker='yes').click()
        await user.should_see(marker='reactivate')
        assert (await people.by_id(admin, user_id=anna.id)).status is UserStatus.DEACTIVATED
        user.find(marker='undo').click()
        await user.should_see('Anna is let in again')
        await user.should_see(marker='deactivate')
    assert (await people.by_id(admin, user_id=anna.id)).status is UserStatus.ACTIVE


async def test_who_is_deactivated_leaves_appointments_that_are_counted_with_a_way_to_them(given):
    anna = await given.user(name='Anna')
    column = await given.calendar('Anna at Camden', hours='Mon 09:00-17:00', provider=anna)
    await given.calendar('Anna elsewhere', provider=anna)
    kept = [await given.appointment(column, f'Mon {at}') for at in ('09:00-10:00', '10:00-11:00', '11:00-12:00')]
    await appointments.cancel(given.ctx, appointment_id=kept[0].id, reason='Ill')
    async with at_the_desk(given, of(anna.id), role='ADMIN') as user:
        user.find(marker='deactivate').click()
        await user.should_see('2 appointments ahead in Anna at Camden')
        await user.should_not_see('in Anna elsewhere')
        [link] = [each for each in user.find(kind=ui.link).elements if 'ahead' in each.text]
        assert link.props['href'] == f'/appointments?provider={column.id}'
    ben = await given.user(name='Ben')
    async with at_the_desk(given, of(ben.id), role='ADMIN') as user:
        user.find(marker='deactivate').click()
        await user.should_see('No appointments are ahead with them.')


async def test_who_saves_second_is_told_keeps_what_was_typed_and_decides(given, admin):
    anna = await given.user(name='Anna')
    async with at_the_desk(given, of(anna.id), role='ADMIN') as user:
        only(user, 'name').value = 'Annette'
        await people.change(admin, user_id=anna.id, name='Anna', role=Role.SUPERVISOR, zone=None)
        user.find(marker='save').click()
        await user.should_see('Somebody else saved meanwhile (role)')
        assert (only(user, 'name').value, only(user, 'role').value) == ('Annette', 'USER')
        found = await people.by_id(admin, user_id=anna.id)
        assert (found.name, found.role) == ('Anna', Role.SUPERVISOR)
        user.find(marker='save').click()
        await user.should_see('Saved')
        found = await people.by_id(admin, user_id=anna.id)
        assert (found.name, found.role) == ('Annette', Role.USER), 'knowingly'
        user.find(marker='undo').click()
        await user.should_see('As it was before')
    found = await people.by_id(admin, user_id=anna.id)
    assert (found.name, found.role) == ('Anna', Role.SUPERVISOR)


async def test_s14_signing_somebody_out_everywhere_asks_once(given):
    anna = await given.user(name='Anna')
    cookie = await given.cookie(anna)
    async with at_the_desk(given, of(anna.id), role='ADMIN') as user:
        await user.should_see(marker='sign-out-everywhere')
        assert 'On 1 device' in facts(user)
        user.find(marker='sign-out-everywhere').click()
        await user.should_see('Sign out Anna everywhere?')
        user.find(marker='no').click()
        await user.should_not_see('Sign out Anna everywhere?')
        assert await access.resume(Context.anonymous(NOW), cookie=cookie)
        user.find(marker='sign-out-everywhere').click()
        await user.should_see('Sign out Anna everywhere?')
        user.find(marker='yes').click()
        await user.should_see('Signed out on 1 device')
        await user.should_not_see(marker='sign-out-everywhere')
        assert 'Nowhere' in facts(user)


async def test_s11_whether_somebody_has_a_second_factor_is_seen_and_looked_for(given):
    anna, _ = await given.user('SUPERVISOR', name='Anna'), await given.user(name='Ben')
    now = await tenants.current(given.ctx)
    async with transaction(given.ctx) as db:
        await db.execute(an_app(given.tenant_id, anna.id, given.ctx.now))
    async with at_the_desk(given, people_screen(factor='none'), role='ADMIN', name='Zoe') as user:
        assert await until(lambda: shown(user) == ['Ben'])
        only(user, 'factor').value = ''
        assert await until(lambda: [row['factor']['word'] for row in only(user, 'table').rows] == ['On', 'Off', 'On'])
    async with at_the_desk(given, of(anna.id), role='ADMIN') as user:
        assert await until(lambda: 'Set up' in facts(user))
        async with transaction(given.ctx) as db:
            await db.execute(text('delete from factors where user_id = :id'), {'id': anna.id})
        await tenants.change(given.ctx, name=now.name, zone=now.zone, is_registering_open=True,
                             needs_verified_email=True, factor_roles={Role.SUPERVISOR}, undo_seconds=60,
                             reminder_hours=(), quiet_from=None, quiet_until=None)
        assert await until(lambda: 'None yet; asked for at the next sign-in' in facts(user))


def facts(user):
    """What stands on the account of somebody."""
    return ' '.join(element.content for element in user.find(ui.html).elements if '<dt>' in element.content)


@pytest.mark.parametrize('who', ['not-an-id', '0' * 32, 'outsider'])
async def test_who_is_not_there_or_not_ours_is_not_found_s19(given, outsider, who):
    async with at_the_desk(given, of(outsider.actor.user_id if who == 'outsider' else who), role='ADMIN') as user:
        await user.should_see('Not found')


async def test_skills_and_hours_of_their_calendar_stand_there_and_skills_are_changed_with_undo(given, admin):
    massage, physio = await given.skill('Massage'), await given.skill('Physio')
    anna = await given.user(name='Anna')
    calendar = await given.calendar('Anna', provider=anna, hours='Mon-Fri 09:00-12:00', skills=[(massage, Level.BASIC)])

    async def levels():
        found = await calendars.by_id(admin, calendar_id=calendar.id)
        return {skill.skill_id: skill.level for skill in found.skills}

    async with at_the_desk(given, of(anna.id), role='ADMIN') as user:
        await user.should_see('Massage')
        facts = [element.content for element in user.find(ui.html).elements]
        assert any('<dt>Mon–Fri</dt><dd>09:00–12:00</dd>' in content for content in facts)
        user.find(marker='change-skills').click()
        await user.should_see(marker='skill-editor')
        only(user, 'add-skill').value = str(physio.id)
        await until(lambda: len(user.find(marker='skill-row').elements) == 2)
        only(user, 'add-skill').value = 'made up'
        user.find(marker='save-skills').click()
        assert await until(lambda: levels()) is not None
        await user.should_see('Skills of Anna saved')
        assert await levels() == {massage.id: Level.BASIC, physio.id: Level.INTERMEDIATE}
        user.find(marker='undo').click()
        await user.should_see('As it was before')
    assert await levels() == {massage.id: Level.BASIC}


async def test_who_has_not_accepted_is_seen_as_invited_and_invited_again_s07(given, admin):
    eve = await people.create(admin, email='eve@x.example', name='Eve', role=Role.USER)
    async with at_the_desk(given, of(eve.id), role='ADMIN') as user:
        await user.should_see('Has not chosen a password yet.')
        for number in range(1, 4):
            user.find(marker='invite-again').click()
            assert await until(lambda number=number: is_invited(given.ctx, eve, number))
            await user.should_see('Another invitation is on its way to eve@x.example')
            assert await until(lambda: not only(user, 'invite-again').is_busy)
        user.find(marker='invite-again').click()
        await user.should_see('This person was invited several times already')
        await access.set_password(given.ctx, user_id=eve.id, password='correct horse battery')
        await user.should_not_see('Has not chosen a password yet.')
        await user.should_not_see(marker='invite-again')
    assert await is_invited(given.ctx, eve, 3)


async def is_invited(ctx, person, times):
    return (await kinds(ctx, person.id)).count('user.invited_again') == times


async def test_s23_whoever_did_not_get_in_is_seen_on_the_persons_page(given):
    anna = await given.user(name='Anna')
    async with transaction(given.ctx) as db:
        await remembering.note(db, anna.id, Outcome.WRONG_PASSWORD, device='curl/8.5', address='203.0.113.9')
    async with at_the_desk(given, of(anna.id), role='ADMIN') as user:
        await user.should_see('At their door')
        [row] = only(user, 'table').rows
        assert (row['outcome']['word'], row['device'], row['place']) == ('Wrong password', 'curl', '203.0.113.0')


async def test_a_mistyped_address_of_somebody_invited_is_corrected_and_a_wrong_one_said_at_its_field(given):
    await given.user(email='taken@acme.example')
    invited = await people.create(given.ctx, email='typo@acme.example', name='Ida Invited', role=Role.USER)
    async with at_the_desk(given, of(invited.id), role='ADMIN') as user:
        await user.should_see('Has not chosen a password yet.')
        user.find(marker='correct-email').click()
        await user.should_see(marker='corrected-email')
        assert only(user, 'corrected-email').value == 'typo@acme.example'
        only(user, 'corrected-email').value = 'taken@acme.example'
        user.find(marker='correct').click()
        assert await until(lambda: only(user, 'corrected-email').error)
        only(user, 'corrected-email').value = 'ida@acme.example'
        user.find(marker='correct').click()
        await user.should_see('An invitation is on its way to ida@acme.example')
        await user.should_not_see('typo@acme.example')
    assert (await people.by_id(given.ctx, user_id=invited.id)).email == 'ida@acme.example'
