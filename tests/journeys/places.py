"""Every screen, by name, and how to get there: what axe, the phone and the pictures walk through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import expect

from services.appointments import AppointmentShape
from services.demo.business import GUEST, HEAD, LEAD, STAFF
from tests.channels import some_channels
from tests.issuer import trust
from tests.journeys import holding
from tests.journeys.ledger import Ledger, next_weekday
from tests.journeys.links import leading_in, off_by_link
from tests.journeys.tabs import Tab
from tests.messages import some_messages, some_notices

NOT_THERE = 'there-is-no-such-page'


@dataclass(frozen=True)
class Place:
    """A screen: whose it is ('' for nobody), its address, and what is done there before looking."""

    name: str
    path: str
    who: str = STAFF.email
    prepare: Callable[[Tab], None] | None = None


def every(ledger: Ledger, *, passkeys: Sequence[str] = holding.CALLED) -> list[Place]:
    """All screens of the product, with addresses of the demo's own data."""
    day = next_weekday(1)
    board = f'/board?date={day.isoformat()}'
    offering, calendar, starts = ledger.first_free('Physiotherapy')
    known = ledger.on_board(day)[0]
    ledger.run(some_messages(ledger.system, known))
    ledger.run(some_notices(ledger.system, ledger.on_board(day)[:4], ledger.ctx.actor.user_id))
    ledger.run(some_channels(ledger.system))
    ledger.run(trust(ledger.system, 'https://login.example.org', known_as='daybook', label='Northside ID'))
    book = f'/book?calendar={calendar.id}&starts={quote(starts.isoformat())}'
    return [
        *_at_the_door(ledger, known),
        *_with_factors(ledger.run(holding.held(passkeys))),
        Place('find', f'/find?offering={offering.id}', prepare=until('.provider')),
        Place('find-pooled', f'/find?offering={offering.id}&view=pooled', prepare=until('.head-count')),
        Place('find-nothing', f'/find?offering={offering.id}&opens=02:00&closes=03:00', prepare=until('.nothing')),
        Place('book', book),
        Place('book-dialog', f'/find?offering={offering.id}', prepare=_open_booking),
        Place('appointment', f'/appointments/{known.reference}'),
        Place('appointments', '/appointments', prepare=until('tbody tr')),
        Place('board-day', board, prepare=until('[data-event], .agenda__line')),
        Place('board-week', f'{board}&view=week', prepare=until('[data-event], .agenda__line')),
        Place('board-month', f'{board}&view=month', prepare=until('[data-event], .agenda__line')),
        Place('board-list', f'{board}&view=list', prepare=until('[data-event], .agenda__line')),
        Place('profile', '/me'),
        Place('security', '/me/security', prepare=until('tbody tr')),
        Place('change-email', '/me/security', prepare=_press('Change address')),
        Place('single-sign-on-link', '/me/security', prepare=_press('Link with Northside ID')),
        Place('notices', '/me', prepare=_open_notices),
        Place('palette', '/me', prepare=_open_palette),
        Place('keys', '/me', prepare=_open_keys),
        Place('not-found', f'/{NOT_THERE}'),
        Place('client-home', '/', who=GUEST.email),
        Place('refused', '/board', who=GUEST.email),
        Place('supervisor-find', '/', who=LEAD.email),
        Place('people', '/admin/people', who=HEAD.email, prepare=until('tbody tr')),
        Place('person', f'/admin/people/{ledger.person("Amelia Hart").id}', who=HEAD.email, prepare=until('.skill')),
        Place('person-new', '/admin/people', who=HEAD.email, prepare=_press('Add person')),
        Place('groups', '/admin/groups', who=HEAD.email, prepare=until('tbody tr')),
        Place('group', f'/admin/groups/{ledger.group("Camden clinic").id}', who=HEAD.email, prepare=until('tbody tr')),
        Place('group-led', f'/admin/groups/{ledger.group("Camden clinic").id}', who=LEAD.email,
              prepare=until('tbody tr')),
        Place('group-skills', f'/admin/groups/{ledger.group("Camden clinic").id}', who=HEAD.email,
              prepare=_choose_skill),
        Place('permissions', '/admin/permissions', who=HEAD.email),
        Place('messages', '/admin/messages', who=HEAD.email, prepare=until('tbody tr')),
        Place('templates', '/admin/templates', who=HEAD.email, prepare=until('tbody tr')),
        Place('template', '/admin/templates/moved', who=HEAD.email, prepare=until('.letter iframe')),
        Place('channels', '/admin/channels', who=HEAD.email, prepare=until('.channel')),
        Place('channels-set-up', '/admin/channels', who=HEAD.email, prepare=_open_sms),
        Place('audit', '/admin/audit', who=HEAD.email, prepare=until('tbody tr')),
        Place('settings', '/admin/settings', who=HEAD.email, prepare=until('form, .form')),
        Place('single-sign-on', '/admin/single-sign-on', who=HEAD.email, prepare=until('.form')),
        Place('businesses', '/admin/businesses', who=HEAD.email, prepare=until('tbody tr')),
        Place('business-enter', '/admin/businesses', who=HEAD.email, prepare=_press('Enter: Elm Street Dental')),
        Place('view-as', '/admin/permissions?role=SUPERVISOR', who=HEAD.email),
    ]


def _at_the_door(ledger: Ledger, known: AppointmentShape) -> list[Place]:
    """What is seen without signing in; `known` is an appointment somebody was mailed about."""
    links = ledger.run(leading_in(ledger.system, ledger.person('Amelia Hart')))
    return [
        Place('sign-in', '/sign-in', who=''),
        Place('forgot', '/forgot', who=''),
        Place('forgot-sent', '/forgot?sent=yes', who=''),
        Place('reset-dead', '/reset', who=''),
        Place('verify-dead', '/verify', who=''),
        Place('not-me-dead', '/not-me', who=''),
        Place('unsubscribe', ledger.run(off_by_link(ledger.system, known)), who='', prepare=until('form')),
        Place('unsubscribe-dead', '/unsubscribe', who=''),
        *(Place(name, link, who='', prepare=until('form')) for name, link in links.items()),
        Place('register', '/b/northside/register', who='', prepare=_type_a_password),
        Place('register-sent', '/b/northside/register?sent=again', who=''),
        Place('sign-in-at', '/b/northside/sign-in', who=''),
    ]


def _with_factors(held: holding.Held) -> list[Place]:
    """The second step, and what is seen of factors behind it; the tab keeps the cookie until the next one."""
    step, mine = '/second-factor', '/me/security'
    made = steps(_press('Make new codes'), _button('Make new ones'))
    return [Place(name, '/forgot', who='', prepare=steps(as_of(cookie, path), *then)) for name, cookie, path, then in (
        ('factor-code', held.half, step, []),
        ('factor-needed', held.without, step, []),
        ('factor-set-up', held.without, step, [_set_up]),
        ('passkeys', held.whole, mine, [until('tbody tr')]),
        ('backup-codes', held.whole, mine, [made, until('.codes')]),
        ('confirm', held.stale, mine, [made, until('.dialog [type=password]')]))]


def as_of(cookie: str, path: str) -> Callable[[Tab], None]:
    """Whoever the cookie stands for, on a screen."""
    def go(tab: Tab) -> None:
        tab.page.context.add_cookies([{'name': 'daybook_session', 'value': cookie, 'url': tab.origin}])
        tab.go(path)

    return go


def steps(*steps: Callable[[Tab], None]) -> Callable[[Tab], None]:
    def walk(tab: Tab) -> None:
        for step in steps:
            step(tab)

    return walk


def _set_up(tab: Tab) -> None:
    begin = tab.button('Set up an authenticator app')
    if begin.count():  # once it has begun, it goes on
        begin.click()
    until('.qr')(tab)


def _button(name: str) -> Callable[[Tab], None]:
    return lambda tab: tab.button(name).click()


def until(selector: str) -> Callable[[Tab], None]:
    def wait(tab: Tab) -> None:
        expect(tab.page.locator(selector).locator('visible=true').first).to_be_visible()
        tab.page.wait_for_timeout(150)

    return wait


def _type_a_password(tab: Tab) -> None:
    tab.page.get_by_label('Name').fill('Eve Sedgwick')
    tab.page.get_by_label('Password').press_sequentially('seven quiet lante')
    expect(tab.page.get_by_text('Long enough')).to_be_visible()


def _open_booking(tab: Tab) -> None:
    tab.page.locator('.slot').first.click()
    expect(tab.page.get_by_role('combobox', name='Client')).to_be_visible()
    tab.page.wait_for_timeout(350)


def _open_palette(tab: Tab) -> None:
    tab.page.keyboard.press('Control+k')
    expect(tab.page.locator('.palette__option').first).to_be_visible()
    tab.page.wait_for_timeout(350)


def _open_notices(tab: Tab) -> None:
    tab.page.get_by_role('button', name='Notices').locator('visible=true').click()
    expect(tab.dialog().get_by_role('listitem').first).to_be_visible()
    tab.page.wait_for_timeout(350)


def _open_keys(tab: Tab) -> None:
    tab.page.locator('h1').click()
    tab.page.keyboard.press('?')
    expect(tab.dialog()).to_be_visible()


def _press(name: str) -> Callable[[Tab], None]:
    def press(tab: Tab) -> None:
        tab.button(name).click()
        expect(tab.dialog()).to_be_visible()
        tab.page.wait_for_timeout(350)

    return press


def _open_sms(tab: Tab) -> None:
    tab.page.get_by_role('button', name='Set up: SMS').click()
    expect(tab.dialog()).to_be_visible()
    tab.page.wait_for_timeout(350)


def _choose_skill(tab: Tab) -> None:
    tab.button('Give skills').click()
    tab.page.get_by_label('Add a skill').fill('Massage')
    tab.page.get_by_role('option', name='Massage').click()
    expect(tab.dialog().locator('tbody tr').first).to_be_visible()
    tab.page.wait_for_timeout(350)
