"""One's own password and devices."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from app import clock
from app.context import Context
from app.errors import Invalid, NotSignedIn
from app.live import hub
from app.paging import Page
from services import access, people, timetable
from services.access import SessionNotFound, TooManyTries, devices, guessing, resuming
from tests.given import NOW, PASSWORD, PASSWORD_HASH
from tests.services.journal import kinds

NEW = 'tulip kettle moss'


@pytest.fixture(autouse=True)
def nothing_remembered():
    resuming._remembered.clear()
    guessing.OF_ACCOUNT.clear()
    guessing.OF_PLACE.clear()


@pytest.fixture
async def ada(given):
    return await given.user('USER', name='Ada Byron', email='ada@acme.example', password_hash=PASSWORD_HASH)


def nobody(later=timedelta()):
    return Context.anonymous(NOW + later)


async def signed_in(email='ada@acme.example', password=PASSWORD, **options):
    return await access.sign_in(nobody(), email=email, password=password, **options)


async def session_of(cookie):
    resuming._remembered.clear()
    return await access.resume(nobody(), cookie=cookie)


async def change(session, current=PASSWORD, password=NEW, **options):
    await access.change_password(session.context(NOW), session_id=session.session_id, current=current,
                                 password=password, **options)


async def test_s14_a_new_password_ends_every_other_session_and_stands_in_the_journal(given, ada):
    here, other = await given.cookie(ada), await given.cookie(ada)
    await change(await session_of(here))

    assert await session_of(here), 'this one stays'
    assert await session_of(other) is None
    assert (await kinds(given.ctx, ada.id))[-2:] == ['session.ended', 'user.password_changed']
    with pytest.raises(access.WrongCredentials):
        await signed_in()
    assert await signed_in(password=NEW)


async def test_s14_another_users_sessions_stay(given, ada):
    await given.user('USER', email='bob@acme.example', password_hash=PASSWORD_HASH)
    bobs = await signed_in('bob@acme.example')
    await change(await session_of(await given.cookie(ada)))

    assert await session_of(bobs)


@pytest.mark.parametrize(('current', 'password', 'field'), [
    ('wrong horse battery', NEW, 'current'), ('', NEW, 'current'), ('x' * 129, NEW, 'current'),
    (PASSWORD, 'too short', 'password'), (PASSWORD, 'x' * 1_000_000, 'password'), (PASSWORD, PASSWORD, 'password'),
    (PASSWORD, 'ada byron acme 12', 'password'), (PASSWORD, 'passwordpassword', 'password')],
    ids=lambda value: value[:18])
async def test_s01_what_is_wrong_is_said_at_its_field_and_nothing_changes(given, ada, current, password, field):
    here, other = await given.cookie(ada), await given.cookie(ada)
    with pytest.raises(Invalid) as refusal:
        await change(await session_of(here), current, password)

    assert list(refusal.value.fields) == [field]
    assert await session_of(other)
    assert 'user.password_changed' not in await kinds(given.ctx, ada.id)
    assert await signed_in()


async def test_s03_who_sits_at_an_open_page_guesses_five_times_and_not_at_the_door_either(given, ada):
    session = await session_of(await given.cookie(ada))
    for _ in range(5):
        with pytest.raises(Invalid):
            await change(session, 'wrong horse battery')

    with pytest.raises(TooManyTries):
        await change(session)
    with pytest.raises(TooManyTries):
        await signed_in()


async def test_s01_a_weak_new_password_is_no_guess(given, ada):
    session = await session_of(await given.cookie(ada))
    for _ in range(6):
        with pytest.raises(Invalid):
            await change(session, 'wrong horse battery', 'too short')
    await change(session)


async def test_of_two_changes_at_once_one_is_kept_and_the_other_hears_so(given, ada):
    session = await session_of(await given.cookie(ada))
    words = ('tulip kettle moss', 'lantern river tooth')
    said = await asyncio.gather(*(change(session, password=each) for each in words), return_exceptions=True)

    assert said.count(None) == 1
    kept = words[said.index(None)]
    assert list(next(each for each in said if each).fields) == ['current']
    assert await signed_in(password=kept)


async def test_without_the_guard_the_later_of_two_changes_wins_unheard(given, ada, monkeypatch):
    """Negative control."""
    keep = people.keep_password
    monkeypatch.setattr(people, 'keep_password', lambda db, user_id, hash_, **_: keep(db, user_id, hash_))
    session = await session_of(await given.cookie(ada))

    said = await asyncio.gather(*(change(session, password=each) for each in ('tulip kettle moss', 'lantern river to')))
    assert said == [None, None]


async def test_s14_one_device_is_signed_out_and_the_others_stay(given, ada):
    here, lost = await given.cookie(ada), await given.cookie(ada)
    session, other = await session_of(here), await session_of(lost)
    await access.end_session(session.context(NOW), session_id=other.session_id)

    assert await session_of(lost) is None
    assert await session_of(here)
    assert (await kinds(given.ctx, ada.id)).count('session.ended') == 1


async def test_s14_a_foreign_session_reads_as_a_missing_one_and_stays(given, ada, outsider):
    await given.user('USER', email='bob@acme.example', password_hash=PASSWORD_HASH)
    bobs = await signed_in('bob@acme.example')
    mine, ended = [await session_of(await given.cookie(ada)) for _ in range(2)]
    await access.end_session(mine.context(NOW), session_id=ended.session_id)

    said = set()
    for session_id in ((await session_of(bobs)).session_id, ended.session_id, uuid4()):
        with pytest.raises(SessionNotFound) as refusal:
            await access.end_session(mine.context(NOW), session_id=session_id)
        said.add((refusal.value.code, refusal.value.message, *refusal.value.data))
    with pytest.raises(SessionNotFound):
        await access.end_session(outsider, session_id=mine.session_id)
    assert len(said) == 1
    assert await session_of(bobs)


async def test_s14_signed_out_everywhere_else(given, ada):
    await given.user('USER', email='bob@acme.example', password_hash=PASSWORD_HASH)
    here, bobs = await given.cookie(ada), await signed_in('bob@acme.example')
    others = [await given.cookie(ada) for _ in range(3)]
    session = await session_of(here)

    assert await access.end_other_sessions(session.context(NOW), session_id=session.session_id) == 3
    assert [await session_of(each) for each in others] == [None, None, None]
    assert await session_of(here)
    assert await session_of(bobs)
    assert await access.end_other_sessions(session.context(NOW), session_id=session.session_id) == 0


async def test_the_product_itself_has_no_devices(given):
    with pytest.raises(NotSignedIn):
        await access.end_other_sessions(given.ctx, session_id=uuid4())


FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0'
AGENTS = [
    (FIREFOX, 'Firefox on Windows'),
    ('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
     'Chrome on Windows'),
    ('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 '
     'Edg/130.0.2849.46', 'Edge on Windows'),
    ('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36 '
     'OPR/115.0.0.0', 'Opera on Linux'),
    ('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 '
     'Safari/605.1.15', 'Safari on macOS'),
    ('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 '
     'Mobile/15E148 Safari/604.1', 'Safari on iPhone'),
    ('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) '
     'CriOS/130.0.6723.90 Mobile/15E148 Safari/604.1', 'Chrome on iPhone'),
    ('Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 '
     'Chrome/122.0.0.0 Mobile Safari/537.36', 'Samsung Internet on Android'),
    ('Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
     'Chrome on ChromeOS'),
    ('Mozilla/5.0 (X11; Linux x86_64)', 'Unknown browser on Linux'), ('curl/8.5.0', 'curl'), ('Tests', 'Tests'),
    ('', 'Unknown browser'), ('Mozilla/5.0', 'Unknown browser'), ('<img src=x onerror=alert(1)>', 'Unknown browser'),
    ('x' * 300, 'Unknown browser'),
]


@pytest.mark.parametrize(('agent', 'name'), AGENTS, ids=[name for _, name in AGENTS])
def test_a_device_is_named_as_people_would(agent, name):
    assert devices.readable(agent) == name


async def test_s13_ones_devices_are_listed_with_place_and_times_and_no_others(given, ada):
    await given.user('USER', email='bob@acme.example', password_hash=PASSWORD_HASH)
    await signed_in('bob@acme.example')
    here = await signed_in(device=FIREFOX, address='203.0.113.77')
    ended = await session_of(await signed_in())
    await access.sign_in(nobody(timedelta(hours=1)), email='ada@acme.example', password=PASSWORD, device='curl/8')
    session = await session_of(here)
    await access.end_session(session.context(NOW), session_id=ended.session_id)

    found = await access.my_devices(session.context(NOW + timedelta(hours=2)), session_id=session.session_id)
    assert [(each.name, each.place, each.is_this) for each in found.rows] == [
        ('curl', '', False), ('Firefox on Windows', '203.0.113.0', True)]
    assert (found.rows[1].created_at, found.rows[1].last_seen_at, found.total) == (NOW, NOW, 2)
    later = await access.my_devices(session.context(NOW + timedelta(hours=8)), session_id=session.session_id)
    assert [each.name for each in later.rows] == ['curl'], 'one slept too long'


async def test_who_was_at_the_door_is_told_to_the_owner_alone(given, ada):
    await given.user('USER', email='bob@acme.example', password_hash=PASSWORD_HASH)
    for email, password in (('ada@acme.example', 'wrong horse battery'), ('bob@acme.example', 'wrong horse'),
                            ('nobody@acme.example', 'wrong horse')):
        with pytest.raises(access.WrongCredentials):
            await signed_in(email, password, device=FIREFOX, address='198.51.100.9')
    cookie = await access.sign_in(nobody(timedelta(minutes=1)), email='ada@acme.example', password=PASSWORD)
    ctx = (await access.resume(nobody(timedelta(minutes=1)), cookie=cookie)).context(NOW)

    found = await access.my_sign_ins(ctx)
    assert [(each.at - NOW, each.outcome.value, each.device, each.place) for each in found.rows] == [
        (timedelta(minutes=1), 'signed_in', 'Unknown browser', ''),
        (timedelta(), 'wrong_password', 'Firefox on Windows', '198.51.100.0')]


async def test_the_history_comes_in_pages_with_as_many_statements_at_any_size(given, ada, counted_statements):
    session = await session_of(await signed_in())
    sent = []
    for _ in range(2):
        with counted_statements() as count:
            await access.my_sign_ins(session.context(NOW), page=Page(2))
            await access.my_devices(session.context(NOW), session_id=session.session_id)
        sent.append(int(count))
        for minutes in range(1, 4):
            await access.sign_in(nobody(timedelta(minutes=minutes)), email='ada@acme.example', password=PASSWORD)
    second = await access.my_sign_ins(session.context(NOW), page=Page(3, 3))

    assert sent == [4, 4]
    assert (second.total, len(second.rows)) == (7, 3)


async def test_old_sign_ins_are_forgotten_by_the_timetable(given, ada):
    session = await session_of(await signed_in())
    old = NOW - timetable.SIGN_INS_KEPT - timedelta(seconds=1)
    await access.sign_in(Context.anonymous(old), email='ada@acme.example', password=PASSWORD)
    assert (await access.my_sign_ins(session.context(NOW))).total == 2
    with clock.frozen(NOW):
        await timetable.forget_old_sign_ins()

    assert [each.at for each in (await access.my_sign_ins(session.context(NOW))).rows] == [NOW]


async def test_s14_what_happens_to_an_account_is_heard_where_its_owner_looks(given, ada):
    session = await session_of(await signed_in())
    heard = []
    stop = hub.follow(given.tenant_id, access.devices_topic(ada.id), lambda: heard.append(1))
    other = await session_of(await signed_in())
    assert len(heard) == 1
    with pytest.raises(access.WrongCredentials):
        await signed_in(password='wrong horse battery')
    assert len(heard) == 2
    await access.end_session(session.context(NOW), session_id=other.session_id)
    assert len(heard) == 3
    stop()
