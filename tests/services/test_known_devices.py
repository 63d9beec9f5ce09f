"""Locking an account is no weapon: its owner gets in with a browser they have used before (S-04)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.database import reading, transaction
from services import access
from services.access import SigningInIsBusy, TooManyTries, WrongCredentials, counting, guessing, passwords, resuming
from services.access.models import Guesses, KnownDevice, Session
from services.access.rules import HARD_STOP
from tests.given import NOW, PASSWORD, PASSWORD_HASH
from tests.services.outbox import nobody

ADA, BOB = 'ada@acme.example', 'bob@acme.example'
FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
LATER_FIREFOX = FIREFOX.replace('140.0', '151.0')
CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36'


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    async def which(hashes, password):
        return 0 if hashes[0] is not None and password == PASSWORD else None

    monkeypatch.setattr(passwords, 'which', which)
    resuming._remembered.clear()
    restart()


def restart():
    for window in (guessing.OF_ACCOUNT, guessing.OF_PLACE, guessing.OF_SITE):
        window.clear()


@pytest.fixture
async def ada(given):
    return await given.user('USER', name='Ada', email=ADA, password_hash=PASSWORD_HASH)


@pytest.fixture
async def bob(given):
    return await given.user('USER', name='Bob', email=BOB, password_hash=PASSWORD_HASH)


async def sign_in(email=ADA, password=PASSWORD, *, known_by='', device=FIREFOX, later=timedelta(), address=''):
    """As the doors do; the value of the device's cookie afterwards."""
    cookie = await access.sign_in(nobody(later), email=email, password=password, known_by=known_by, device=device,
                                  address=address)
    session = await access.resume(nobody(later), cookie=cookie)
    return await access.make_known(session.context(NOW + later), known_by=known_by, device=device)


async def attempt(password='wrong horse battery', **options):
    try:
        await sign_in(password=password, **options)
    except (WrongCredentials, TooManyTries, SigningInIsBusy) as refusal:
        return type(refusal)
    return None


async def locked_for_good(email=ADA):
    """What a hundred wrong ones in a row leave behind."""
    async with transaction(counting.nowhere(nobody())) as db:
        db.add(Guesses(tried_hash=counting.hash_of(email), in_a_row=HARD_STOP, recent=[NOW], last_at=NOW))


async def test_s04_an_attacker_from_fifty_places_locks_the_account_and_its_owner_gets_in_with_a_known_device(ada):
    mine = await sign_in(address='198.51.100.1')
    for number in range(50):
        await attempt(address=f'203.0.113.{number}', device=CHROME)
    restart()
    assert await attempt(PASSWORD, address='198.51.100.2') is TooManyTries, 'from anywhere else nobody gets in'

    assert await attempt(PASSWORD, known_by=mine, device=LATER_FIREFOX, address='198.51.100.2') is None
    assert await attempt(PASSWORD, address='198.51.100.2') is TooManyTries, 'which opens nothing for the attacker'


async def test_s04_also_when_the_account_is_stopped_for_good_or_the_whole_site_is(ada, monkeypatch):
    mine = await sign_in()
    await locked_for_good()
    assert await attempt(PASSWORD) is TooManyTries
    assert await attempt(PASSWORD, known_by=mine) is None
    monkeypatch.setattr(guessing, 'OF_SITE', guessing.SharedWindow('site', 0, guessing.WINDOW))
    assert await attempt(PASSWORD, known_by=mine) is None


@pytest.mark.parametrize('how', ['of another account', 'made up', 'in another browser', 'of another business'])
async def test_s04_the_control_no_other_cookie_helps(given, outsider, ada, bob, how):
    mine, theirs = await sign_in(), await sign_in(BOB)
    elsewhere = await access.make_known(outsider, known_by='', device=FIREFOX)
    await locked_for_good()
    known_by = {'of another account': theirs, 'made up': 'x' * 43, 'of another business': elsewhere}.get(how, mine)

    assert await attempt(PASSWORD, known_by=known_by,
                         device=CHROME if how == 'in another browser' else FIREFOX) is TooManyTries


async def test_s04_whoever_stole_a_known_device_guesses_no_faster_and_locks_nobody_else_out(ada):
    mine = await sign_in()
    said = [await attempt(known_by=mine, address=f'203.0.113.{number}') for number in range(7)]
    assert said == [WrongCredentials] * 5 + [TooManyTries] * 2
    restart()
    assert await attempt(known_by=mine) is TooManyTries
    assert await attempt(PASSWORD) is None


async def test_s03_a_known_device_is_no_way_around_the_limit_of_its_place(ada):
    mine = await sign_in()
    for number in range(20):
        await attempt(email=f'{number}@acme.example', address='203.0.113.7')
    assert await attempt(PASSWORD, known_by=mine, address='203.0.113.7') is TooManyTries


async def test_two_who_share_a_browser_do_not_take_it_from_each_other(ada, bob):
    shared = await sign_in()
    assert await sign_in(BOB, known_by=shared) == shared
    await locked_for_good()
    assert await attempt(PASSWORD, known_by=shared) is None


async def test_a_cookie_that_somebody_else_put_there_is_not_taken_over(given, outsider, ada):
    planted = await access.make_known(outsider, known_by='', device=FIREFOX)
    for value in (planted, 'chosen by an attacker'):
        assert await sign_in(known_by=value) not in (planted, 'chosen by an attacker')


async def test_what_is_kept_of_it_opens_nothing(given, ada):
    mine = await sign_in()
    async with reading(given.ctx) as db:
        kept = await db.scalar(select(KnownDevice))
    assert mine.encode() not in kept.secret_hash
    assert kept.family == 'Firefox on Linux'
    assert len(mine) >= 43


async def test_a_session_knows_whether_it_was_begun_with_a_known_device(given, ada):
    mine = await sign_in()
    await sign_in(known_by=mine, later=timedelta(minutes=1))
    await sign_in(known_by=mine, device=CHROME, later=timedelta(minutes=2))
    async with reading(given.ctx) as db:
        assert list(await db.scalars(select(Session.is_known).order_by(Session.created_at))) == [False, True, False]


async def test_after_half_a_year_it_is_no_known_device_any_more(given, ada):
    mine = await sign_in()
    await sign_in(known_by=mine, later=timedelta(days=100))
    for before, is_known in ((timedelta(days=100), True), (timedelta(days=101), False)):
        async with transaction(given.ctx) as db:
            await access.forget_devices(db, before=NOW + before)
        assert await access.recognising.is_known(nobody(), ADA, mine, FIREFOX) == is_known


async def test_s06_a_cookie_asks_as_much_of_the_database_for_an_unknown_address(ada, counted_statements):
    mine = await sign_in()
    work = []
    for email in (ADA, 'nobody@acme.example'):
        with counted_statements() as count:
            assert await attempt(email=email, known_by=mine[:-1] + 'x') is WrongCredentials
        work.append(count.sent)
    assert work[0] == work[1]
