"""A sign-in with a browser never used before is told to whose account it is, and they can take it back (S-22)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app import journal
from app.database import reading, transaction
from services import access, people
from services.access import LinkIsDead, WrongCredentials, letters, passwords, resuming, tokens
from services.access.shapes import Purpose
from services.people import UserStatus
from tests.apps import signed_in_wholly
from tests.given import NOW, PASSWORD, PASSWORD_HASH
from tests.services.outbox import nobody, outbox, token_in, worked_off
from tests.smtp_sink import plain

__all__ = ['outbox']

ADA = 'ada@acme.example'
FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36'
SUBJECT = 'A new sign-in to your account at Acme'
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def cheap(outbox, monkeypatch):
    async def matches(known, password):
        return known is not None and password == PASSWORD

    monkeypatch.setattr(passwords, 'matches', matches)
    resuming._remembered.clear()


@pytest.fixture
async def ada(given):
    return await given.user('USER', name='Ada', email=ADA, password_hash=PASSWORD_HASH)


async def sign_in(later=timedelta(), *, known_by='', device=FIREFOX, address='203.0.113.9', email=ADA):
    """As the doors do; the session's cookie, and the device's."""
    cookie = await access.sign_in(nobody(later), email=email, password=PASSWORD, known_by=known_by, device=device,
                                  address=address)
    cookie = await signed_in_wholly(cookie, NOW + later)
    session = await access.resume(nobody(later), cookie=cookie)
    return cookie, await access.make_known(session.context(NOW + later), known_by=known_by, device=device)


async def told(outbox, later=MINUTE, email=ADA):
    """The mails about sign-ins that were sent by then."""
    await worked_off(later)
    return [mail for mail in outbox.mails_to(email) if mail['Subject'] == SUBJECT]


async def disowning(outbox, later=MINUTE):
    return token_in((await told(outbox, later))[-1], letters.NOT_ME)


async def kinds(given, user):
    async with reading(given.ctx) as db:
        return [entry.kind for entry in await journal.history(db, user.id)]


async def test_s22_a_browser_never_used_before_is_told_with_what_from_where_and_when(outbox, given, ada):
    await sign_in()
    assert await told(outbox) == [], 'nobody is surprised by their very first'
    async with transaction(given.ctx) as db:
        await db.execute(text("update users set zone = 'America/New_York'"))
    await sign_in(MINUTE, device=CHROME, address='198.51.100.77')
    [mail] = await told(outbox, 2 * MINUTE)

    said = plain(mail)
    assert 'Chrome on Windows, from the network 198.51.100.0, on 1 March 2027 at 03:01 (America/New York).' in said
    assert '198.51.100.77' not in said
    assert letters.NOT_ME in said


async def test_s22_the_control_a_browser_used_before_is_not_told(outbox, given, ada):
    _, mine = await sign_in()
    await sign_in(MINUTE, known_by=mine)
    assert await told(outbox, 2 * MINUTE) == []
    await sign_in(2 * MINUTE, known_by=mine, device=CHROME)
    assert len(await told(outbox, 3 * MINUTE)) == 1, 'its cookie in another browser is'


async def test_s22_where_a_code_is_asked_for_it_is_told_only_after_the_code(outbox, given):
    email = 'boss@acme.example'
    boss = await given.user('ADMIN', name='Boss', email=email, password_hash=PASSWORD_HASH)
    _, mine = await sign_in(email=email)
    half = await access.sign_in(nobody(MINUTE), email=email, password=PASSWORD, device=CHROME)
    assert await told(outbox, MINUTE, email) == []
    await signed_in_wholly(half, NOW + MINUTE)
    assert len(await told(outbox, MINUTE, email)) == 1
    await sign_in(2 * MINUTE, email=email, known_by=mine)
    assert len(await told(outbox, 2 * MINUTE, email)) == 1, 'a known one not even then'
    assert (await kinds(given, boss)).count('session.new_browser') == 1


async def test_s22_whoever_says_it_was_not_them_has_the_account_closed_to_everybody(outbox, given, ada):
    mine, known = await sign_in()
    theirs, also_known = await sign_in(MINUTE, device=CHROME)
    token = await disowning(outbox)
    assert (await access.disown_link(nobody(MINUTE), token=token)).email == ADA
    assert await access.disown(nobody(2 * MINUTE), token=token) is True

    assert [await access.resume(nobody(2 * MINUTE), cookie=cookie) for cookie in (mine, theirs)] == [None, None]
    with pytest.raises(WrongCredentials):
        await sign_in(2 * MINUTE)
    for browser, value in ((FIREFOX, known), (CHROME, also_known)):
        assert not await access.recognising.is_known(nobody(), ADA, value, browser)
    assert 'user.sign_in_disowned' in await kinds(given, ada)


async def test_s22_and_gets_a_link_to_choose_another_password(outbox, given, ada):
    await sign_in()
    await sign_in(MINUTE, device=CHROME)
    await access.disown(nobody(2 * MINUTE), token=await disowning(outbox))
    await worked_off(2 * MINUTE)
    reset = token_in(outbox.mails[-1], letters.RESET)
    await access.reset(nobody(3 * MINUTE), token=reset, password='seven quiet lanterns')
    async with reading(given.ctx) as db:
        account = await people.account(db, ada.id)
    assert passwords._hasher.verify(account.password_hash, 'seven quiet lanterns')


async def test_s22_a_stranger_who_changed_the_password_or_asked_for_links_keeps_nothing(outbox, given, ada):
    await sign_in()
    await sign_in(MINUTE, device=CHROME)
    token = await disowning(outbox)
    async with transaction(replace(given.ctx, now=NOW + MINUTE)) as db:
        old = await tokens.issue(db, ada.id, Purpose.RESET, email=ADA)
        await people.keep_password(db, ada.id, 'of another password')
    await access.change_email(given.acting(ada), email='evil@acme.example', current=PASSWORD)
    await access.disown(nobody(2 * MINUTE), token=token)
    async with reading(given.ctx) as db:
        assert (await people.account(db, ada.id)).password_hash is None
        assert await tokens.standing(db, Purpose.RESET, old) is None
    assert await access.awaited_email(given.acting(ada)) is None


async def test_s22_no_link_is_mailed_to_an_address_the_account_got_meanwhile(outbox, given, ada):
    await sign_in()
    await sign_in(MINUTE, device=CHROME)
    token = await disowning(outbox)
    async with transaction(given.ctx) as db:
        await db.execute(text("update users set email = 'evil@acme.example' where id = :id"), {'id': ada.id})
    before = len(outbox.mails)
    assert await access.disown(nobody(2 * MINUTE), token=token) is False
    await worked_off(3 * MINUTE)
    assert len(outbox.mails) == before


async def test_s07_the_link_works_once_for_seven_days_and_only_the_newest(outbox, given, ada):
    await sign_in()
    await sign_in(MINUTE, device=CHROME)
    old = await disowning(outbox)
    await sign_in(2 * MINUTE, device=CHROME)
    token = await disowning(outbox, 2 * MINUTE)
    week = timedelta(days=7) + 2 * MINUTE
    assert await access.disown_link(nobody(week - MINUTE), token=token)
    for later, each in ((week, token), (3 * MINUTE, old), (3 * MINUTE, ''), (3 * MINUTE, '0' * 32 + '.x')):
        with pytest.raises(LinkIsDead):
            await access.disown(nobody(later), token=each)
    await access.disown(nobody(3 * MINUTE), token=token)
    for call in (access.disown(nobody(3 * MINUTE), token=token), access.disown_link(nobody(3 * MINUTE), token=token)):
        with pytest.raises(LinkIsDead):
            await call


async def test_whoever_was_let_go_is_told_nothing_and_their_link_is_dead(outbox, given, ada):
    await sign_in()
    await sign_in(MINUTE, device=CHROME)
    token = await disowning(outbox)
    await sign_in(2 * MINUTE, device=CHROME)
    await access.deactivate(given.ctx, user_id=ada.id)
    assert len(await told(outbox, 3 * MINUTE)) == 1
    with pytest.raises(LinkIsDead):
        await access.disown(nobody(3 * MINUTE), token=token)
    async with reading(given.ctx) as db:
        assert (await people.account(db, ada.id)).status is UserStatus.DEACTIVATED


async def test_the_link_opens_nothing_else_and_nothing_elsewhere(outbox, given, outsider, ada):
    await sign_in()
    await sign_in(MINUTE, device=CHROME)
    token = await disowning(outbox)
    with pytest.raises(LinkIsDead):
        await access.disown(nobody(MINUTE), token=f'{outsider.tenant.hex}.{token.partition(".")[2]}')
    for call in (access.reset_link, access.invitation, access.confirmation):
        with pytest.raises(LinkIsDead):
            await call(nobody(MINUTE), token=token)


async def test_s22_whoever_moves_the_address_takes_no_link_from_its_owner(outbox, given, ada):
    """A later letter to the new address is no reason for the old one to lead nowhere."""
    theirs = 'mallory@new.example'
    await sign_in()
    cookie, _ = await sign_in(MINUTE, device=CHROME)
    link = await disowning(outbox)
    stranger = await access.resume(nobody(MINUTE), cookie=cookie)
    await access.change_email(stranger.context(NOW + MINUTE), email=theirs, current=PASSWORD)
    await worked_off(MINUTE)
    await access.confirm(nobody(MINUTE), token=token_in(outbox.mails_to(theirs)[-1], letters.VERIFY))
    await sign_in(2 * MINUTE, email=theirs)
    assert len(await told(outbox, 2 * MINUTE, email=theirs)) == 1

    assert not await access.disown(nobody(3 * MINUTE), token=link)
    assert await access.resume(nobody(3 * MINUTE), cookie=cookie) is None
