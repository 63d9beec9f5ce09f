"""What somebody registers with: judged before it is kept, and seen for what it is (abuse 18, 30, 31)."""

import pytest

from app.errors import Invalid
from services import access, tenants
from services.access import letters, passwords
from services.tenants import TenantNotFound
from tests.given import NOW
from tests.services.outbox import nobody, outbox, token_in
from tests.services.test_registering import ADA, EVE, PASSWORD, PASSWORD_HASH, everybody, quick, registers
from tests.smtp_sink import plain

__all__ = ['outbox', 'quick']


async def test_what_is_wrong_is_said_at_every_field_at_once(given):
    with pytest.raises(Invalid) as refusal:
        await access.register(nobody(), slug='acme', name=' ', email='no address', password='short')
    assert sorted(refusal.value.fields) == ['email', 'name', 'password']


@pytest.mark.parametrize('password', ['x' * 129, 'x' * 1_000_000, 'eve eve eve eve eve', 'acme acme acme acme',
                                      'correct horse \ud800 battery'], ids=lambda each: ascii(each[:20]))
async def test_abuse_18_a_bad_password_is_refused_before_it_is_hashed(given, password, monkeypatch):
    monkeypatch.setattr(passwords, 'hashed', None)
    with pytest.raises(Invalid) as refusal:
        await access.register(nobody(), slug='acme', name='Eve', email=EVE, password=password)
    assert list(refusal.value.fields) == ['password']


@pytest.mark.parametrize('name', ['\u202eEve', 'E\u200bve', 'Eve\x00', 'Eve\n'])
async def test_abuse_30_what_cannot_be_seen_in_a_name_is_not_kept(outbox, given, name):
    await registers(name=name)
    await access.confirm(nobody(), token=token_in(outbox.mails[0], letters.VERIFY), password=PASSWORD)
    assert (await everybody(given))[EVE].name in ('Eve', 'E ve')


async def test_abuse_34_what_a_stranger_calls_themselves_is_mailed_to_nobody(outbox, given):
    """Else whoever likes mails their own words to any address, in our name."""
    await registers(name='Win a car at evil.example/now')
    [letter] = outbox.mails_to(EVE)
    assert 'evil' not in letter.as_string()
    assert plain(letter).startswith('Hello,')


async def test_abuse_30_a_name_of_ten_thousand_signs_is_refused(given):
    with pytest.raises(Invalid) as refusal:
        await access.register(nobody(), slug='acme', name='é' * 10_000, email=EVE, password=PASSWORD)
    assert list(refusal.value.fields) == ['name']


@pytest.mark.parametrize('email', ['ＡＤＡ@acme.example', 'ada@ACME。example', 'ada@acme.example '])
async def test_abuse_31_another_spelling_is_the_same_address(outbox, given, email):
    await given.user(email=ADA, password_hash=PASSWORD_HASH)
    await registers(email)
    assert [mail['Subject'] for mail in outbox.mails_to(ADA)] == ['You have an account at Acme']


@pytest.mark.parametrize('email', ['аda@acme.example', 'ADİ@acme.example', 'adı@acme.example'])
async def test_abuse_31_an_address_that_only_looks_alike_is_another_one(outbox, given, email):
    await given.user(email=ADA, password_hash=PASSWORD_HASH)
    await given.user(email='adi@acme.example', password_hash=PASSWORD_HASH)
    await registers(email)
    assert outbox.mails_to(ADA) == outbox.mails_to('adi@acme.example') == []


@pytest.mark.parametrize('slug', ['', 'nobody', 'ACME', '../acme', 'acme\x00', 'x' * 5000, 'аcme', "' or 1=1 --"],
                         ids=ascii)
async def test_where_there_is_no_business_nobody_registers(given, slug):
    for call in (tenants.at(nobody(), slug=slug), registers(slug=slug),
                 access.ask_for_confirmation(nobody(), slug=slug, email=EVE)):
        with pytest.raises(TenantNotFound):
            await call


async def test_abuse_30_a_business_calls_itself_nothing_that_looks_like_us_or_another(given):
    for slug in ('admin', 'xn--80ak6aa92e', 'acmе', 'daybook', 'a--', 'Acme'):
        with pytest.raises(Invalid) as refusal:
            await tenants.found(slug=slug, name='X', zone='Europe/London', now=NOW)
        assert list(refusal.value.fields) == ['slug']
