"""Coming in by mail, in a browser and with a real mail server: forgotten, invited, registered (S-06, S-07)."""

from __future__ import annotations

from playwright.sync_api import expect

from services.demo.business import HEAD, LEAD, STAFF
from services.demo.business import PASSWORD as DEMO_PASSWORD
from tests.journeys.tabs import Tab, Tabs, sign_in
from tests.pages.doors import House
from tests.smtp_sink import Sink, link

PASSWORD = 'seven quiet lanterns'
INVITED, REGISTERED = 'invited@northside.example', 'registered@example.org'


def mailed(house: House, sink: Sink, to: str, number: int = 1) -> str:
    """The way to the page behind the link in the so-manieth letter."""
    return link(sink.waits_for(number, to)).removeprefix(house.url)


def type_in(tab: Tab, button: str, **fields: str) -> None:
    for name, value in fields.items():
        tab.page.locator(f'[name={name}]').first.fill(value)  # the demo's accounts stand below, in forms of their own
    tab.button(button, exact=True).click()


def is_in(tab: Tab, name: str) -> None:
    tab.page.wait_for_url(lambda url: 'sign-in' not in url)
    tab.settle()
    expect(tab.page.get_by_text(name).first).to_be_attached()


def test_s07_a_forgotten_password_is_replaced_by_mail(tabs: Tabs, mailing: House, sink: Sink):
    before = len(sink.mails_to(LEAD.email))
    tab = tabs.open(origin=mailing.url, path='/sign-in')
    tab.page.get_by_role('link', name='Forgot your password?').click()
    type_in(tab, 'Send me a link', email=LEAD.email)
    tab.sees('Look into your mail')

    tab.go(mailed(mailing, sink, LEAD.email, before + 1))
    assert tab.path == '/reset', 'the secret leaves the address'
    type_in(tab, 'Change my password', password='tiny', again='tiny')
    expect(tab.page.get_by_role('alert')).to_have_text('At least 15 characters; a few words do well.')
    type_in(tab, 'Change my password', password=PASSWORD, again=PASSWORD)
    tab.sees('Your password is changed.')
    type_in(tab, 'Sign in', email=LEAD.email, password=PASSWORD)
    is_in(tab, LEAD.name)


def test_s07_who_is_invited_is_seen_as_such_until_they_have_chosen_a_password(tabs: Tabs, mailing: House, sink: Sink):
    admin = tabs.open(origin=mailing.url)
    sign_in(admin, HEAD.email, '/admin/people')
    admin.button('Add person').click()
    admin.field('Name').fill('Ivy Invited')
    admin.field('E-mail').fill(INVITED)
    admin.dialog().get_by_role('button', name='Add', exact=True).click()
    admin.sees('Has not chosen a password yet.')
    first = mailed(mailing, sink, INVITED)
    admin.button('Send invitation again').click()
    expect(admin.toast('Another invitation is on its way to invited@northside.example')).to_be_visible()
    newest = mailed(mailing, sink, INVITED, 2)

    tab = tabs.open(origin=mailing.url, path=first)
    tab.sees('This link does not work any more')
    tab.go(newest)
    type_in(tab, 'Keep this password', password=PASSWORD, again=PASSWORD)
    tab.sees('Your password is kept.')
    type_in(tab, 'Sign in', email=INVITED, password=PASSWORD)
    is_in(tab, 'Ivy Invited')
    expect(admin.page.get_by_text('Has not chosen a password yet.')).to_be_hidden()
    expect(admin.button('Send invitation again')).to_be_hidden()


def test_s06_whoever_registers_proves_their_address_and_is_a_client(tabs: Tabs, mailing: House, sink: Sink):
    tab = tabs.open(origin=mailing.url, path='/b/northside/register')
    type_in(tab, 'Create my account', name='Rae Registered', email='rae@nowhere', password='Rae Registered Rae')
    tab.sees('This is not an e-mail address.')
    expect(tab.field('Name')).to_have_value('Rae Registered')
    tab.page.locator('[name=password]').press_sequentially('Rae Registered Rae')
    tab.sees('Too much of this is your name or your address')
    type_in(tab, 'Create my account', email=REGISTERED, password=PASSWORD)
    tab.sees('We have sent you a mail.')
    tab.button('Send it again').click()
    tab.sees('another mail is on its way')

    elsewhere = tabs.open(origin=mailing.url, path=mailed(mailing, sink, REGISTERED, 2))
    assert elsewhere.path == '/verify'
    type_in(elsewhere, 'Confirm and sign in', password=PASSWORD)
    is_in(elsewhere, 'Rae Registered')
    elsewhere.sees('You have no appointments ahead.')
    for link_name in ('Find a time', 'Team board', 'People'):
        expect(elsewhere.page.get_by_role('link', name=link_name)).to_have_count(0)
    elsewhere.go('/me')
    elsewhere.sees('Client')


def test_s08_another_address_is_proved_by_mail_and_signs_out_everywhere_else(tabs: Tabs, mailing: House, sink: Sink):
    new = 'amelia@elsewhere.example'
    tab = tabs.open(origin=mailing.url)
    sign_in(tab, STAFF.email, '/me/security')
    tab.button('Change address').click()
    tab.field('New address').fill(new)
    tab.dialog().get_by_label('Current password').fill(DEMO_PASSWORD)
    tab.button('Send the link').click()
    tab.sees(f'The link sent to {new} works until')

    elsewhere = tabs.open(origin=mailing.url, path=mailed(mailing, sink, new))
    assert elsewhere.path == '/verify', 'the secret leaves the address'
    elsewhere.sees(f'with {new} from now on')
    elsewhere.button('Confirm', exact=True).click()
    elsewhere.sees('Your address is confirmed.')
    tab.page.wait_for_url(lambda url: 'sign-in' in url)
    type_in(elsewhere, 'Sign in', email=new, password=DEMO_PASSWORD)
    is_in(elsewhere, STAFF.name)
    for number, email in ((2, new), (2, STAFF.email)):
        assert sink.waits_for(number, email)['Subject'] == 'Your address was changed'
