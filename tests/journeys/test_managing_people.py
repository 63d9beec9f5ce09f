"""REG-002: an administrator creates somebody, gives them a group and skills, and their rights hold from then on."""

from __future__ import annotations

import re
from uuid import UUID

from playwright.sync_api import expect

from services import access, calendars
from services.demo.business import HEAD, PASSWORD
from services.people import UserShape
from services.skills import Level, SkillLevel
from tests.journeys.ledger import Ledger
from tests.journeys.tabs import Tab, Tabs, sign_in

NEWCOMER = 'nora.newcomer@northside.example'
SKILL, GROUP, ANOTHER = 'Portuguese', 'Camden clinic', 'Home visits'
AT_ONCE = 3_000  # ms; S-14 says one second in the same process, this machine is shared


def choose(tab: Tab, label: str, option: str) -> None:
    """Pick from a list as people do: type, and press what is offered."""
    tab.page.get_by_label(label, exact=True).last.click()
    tab.page.get_by_role('option', name=option, exact=True).click()


def added(tab: Tab) -> UUID:
    """Somebody new, on the keyboard; the address in use is refused at its field and costs nothing."""
    tab.page.keyboard.press('n')
    dialog = tab.dialog()
    expect(dialog.get_by_label('Name')).to_be_focused()
    tab.page.keyboard.type('Nora Newcomer')
    dialog.get_by_label('E-mail').fill(HEAD.email)
    dialog.get_by_label('E-mail').press('Control+Enter')
    expect(dialog.get_by_text('Somebody already signs in with this e-mail address.')).to_be_visible()
    expect(dialog.get_by_label('Name')).to_have_value('Nora Newcomer')
    dialog.get_by_label('E-mail').fill(NEWCOMER)
    dialog.get_by_label('Groups').press_sequentially('nothing like it')
    tab.page.keyboard.press('Tab')
    expect(dialog.get_by_text('“nothing like it” was not chosen.')).to_be_visible()
    dialog.get_by_label('Groups').press_sequentially('camd')
    tab.page.keyboard.press('Enter')
    expect(dialog.locator('.q-chip')).to_contain_text(GROUP)
    tab.page.keyboard.press('Tab')
    expect(dialog.get_by_label('Leads')).to_be_focused()
    tab.page.keyboard.press('Control+Enter')
    tab.page.wait_for_url(re.compile('/admin/people/[0-9a-f-]{36}$'))
    expect(tab.page.get_by_role('heading', level=1)).to_have_text('Nora Newcomer')
    return UUID(tab.page.url.rpartition('/')[2])


def given_a_calendar_and_a_password(ledger: Ledger, user_id: UUID) -> UUID:
    """What has no screen yet: the calendar to be booked, and the password an invitation will ask for."""
    place = next(each for each in ledger.calendars() if each.location_name == 'Camden').location_id
    calendar = ledger.run(calendars.create(ledger.system, name='Nora Newcomer', location_id=place, provider_id=user_id))
    ledger.run(access.set_password(ledger.system, user_id=user_id, password=PASSWORD))
    return calendar.id


def given_skill(tab: Tab) -> None:
    tab.button('Change skills').click()
    tab.page.get_by_label('Add a skill').fill(SKILL)
    tab.page.get_by_role('option', name=SKILL).click()
    tab.dialog().get_by_role('button', name='Advanced').click()
    tab.button('Save skills').click()
    expect(tab.page.get_by_label(f'{SKILL}, advanced, level 3 of 4')).to_be_visible()


def added_to_a_group(tab: Tab, group_id: UUID) -> None:
    """Looked for, and taken with Enter."""
    tab.go(f'/admin/groups/{group_id}')
    tab.page.get_by_label('Add a member').press_sequentially('nora')
    expect(tab.page.get_by_role('option', name='Nora Newcomer')).to_be_visible()
    tab.page.keyboard.press('Enter')
    expect(tab.toast('Nora Newcomer is in the group')).to_be_visible()


def test_reg_002_somebody_is_created_given_a_group_and_skills_and_their_rights_hold(tabs: Tabs, ledger: Ledger):
    """REG-002, S-14, S-19."""
    admin = tabs.open(HEAD.email, '/admin/people')
    expect(admin.page.locator('tbody tr').first).to_be_visible()
    user_id = added(admin)
    calendar_id = given_a_calendar_and_a_password(ledger, user_id)
    admin.go(f'/admin/people/{user_id}')
    given_skill(admin)

    added_to_a_group(admin, ledger.group(ANOTHER).id)
    admin.go(f'/admin/people/{user_id}')

    found: UserShape = ledger.person('Newcomer')
    assert [(each.name, each.is_supervisor) for each in found.memberships] == [(GROUP, False), (ANOTHER, False)]
    skilled = ledger.with_skills((SkillLevel(ledger.skills()[SKILL].id, Level.ADVANCED),))
    assert calendar_id in {card.id for card in skilled}

    theirs = tabs.open()
    sign_in(theirs, NEWCOMER, '/board')
    expect(theirs.page.get_by_role('link', name='Team board').first).to_be_visible()
    expect(theirs.page.get_by_role('link', name='People')).to_have_count(0)
    theirs.forgive('403 \\(Forbidden\\)')
    for address in ('/admin/people', f'/admin/people/{user_id}', '/admin/audit'):
        theirs.go(address)
        expect(theirs.page.get_by_role('heading', level=1)).to_have_text('Not yours to see')

    theirs.go('/board')
    admin.button('Sign out everywhere').click()
    admin.dialog().get_by_role('button', name='Sign out').click()
    theirs.page.wait_for_url(re.compile('/sign-in'), timeout=AT_ONCE)
    expect(admin.toast('Signed out on 1 device')).to_be_visible()
    sign_in(theirs, NEWCOMER, '/board')
    admin.button('Deactivate').click()
    admin.dialog().get_by_role('button', name='Deactivate').click()
    theirs.page.wait_for_url(re.compile('/sign-in'), timeout=AT_ONCE)
    admin.toast('Nora Newcomer is deactivated').get_by_role('button', name='Undo').click()
    expect(admin.button('Deactivate')).to_be_visible()
    theirs.go('/board')
    expect(theirs.page).to_have_url(re.compile('/sign-in'))  # let in again, but the session stays ended
