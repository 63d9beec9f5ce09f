"""One's own password and devices."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from app.context import Context
from app.errors import Invalid, NotSignedIn
from services import access, people
from services.access import SessionNotFound, TooManyTries, guessing, passwords, resuming
from tests.given import NOW
from tests.services.journal import kinds

PASSWORD, NEW = 'correct horse battery', 'tulip kettle moss'
HASH = passwords._hasher.hash(PASSWORD)


@pytest.fixture(autouse=True)
def nothing_remembered():
    resuming._remembered.clear()
    guessing.OF_ACCOUNT.clear()
    guessing.OF_PLACE.clear()


@pytest.fixture
async def ada(given):
    return await given.user('USER', name='Ada Byron', email='ada@acme.example', password_hash=HASH)


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
    here, other = await signed_in(), await signed_in()
    await change(await session_of(here))

    assert await session_of(here), 'this one stays'
    assert await session_of(other) is None
    assert (await kinds(given.ctx, ada.id))[-2:] == ['session.ended', 'user.password_changed']
    with pytest.raises(access.WrongCredentials):
        await signed_in()
    assert await signed_in(password=NEW)


async def test_s14_another_users_sessions_stay(given, ada):
    await given.user('USER', email='bob@acme.example', password_hash=HASH)
    bobs = await signed_in('bob@acme.example')
    await change(await session_of(await signed_in()))

    assert await session_of(bobs)


@pytest.mark.parametrize(('current', 'password', 'field'), [
    ('wrong horse battery', NEW, 'current'), ('', NEW, 'current'), ('x' * 129, NEW, 'current'),
    (PASSWORD, 'too short', 'password'), (PASSWORD, 'x' * 1_000_000, 'password'), (PASSWORD, PASSWORD, 'password'),
    (PASSWORD, 'ada byron acme 12', 'password'), (PASSWORD, 'passwordpassword', 'password')],
    ids=lambda value: value[:18])
async def test_s01_what_is_wrong_is_said_at_its_field_and_nothing_changes(given, ada, current, password, field):
    here, other = await signed_in(), await signed_in()
    with pytest.raises(Invalid) as refusal:
        await change(await session_of(here), current, password)

    assert list(refusal.value.fields) == [field]
    assert await session_of(other)
    assert 'user.password_changed' not in await kinds(given.ctx, ada.id)
    assert await signed_in()


async def test_s03_who_sits_at_an_open_page_guesses_five_times_and_not_at_the_door_either(ada):
    session = await session_of(await signed_in())
    for _ in range(5):
        with pytest.raises(Invalid):
            await change(session, 'wrong horse battery')

    with pytest.raises(TooManyTries):
        await change(session)
    with pytest.raises(TooManyTries):
        await signed_in()


async def test_s01_a_weak_new_password_is_no_guess(ada):
    session = await session_of(await signed_in())
    for _ in range(6):
        with pytest.raises(Invalid):
            await change(session, 'wrong horse battery', 'too short')
    await change(session)


async def test_of_two_changes_at_once_one_is_kept_and_the_other_hears_so(ada):
    session = await session_of(await signed_in())
    words = ('tulip kettle moss', 'lantern river tooth')
    said = await asyncio.gather(*(change(session, password=each) for each in words), return_exceptions=True)

    assert said.count(None) == 1
    kept = words[said.index(None)]
    assert list(next(each for each in said if each).fields) == ['current']
    assert await signed_in(password=kept)


async def test_without_the_guard_the_later_of_two_changes_wins_unheard(ada, monkeypatch):
    """Negative control."""
    keep = people.keep_password
    monkeypatch.setattr(people, 'keep_password', lambda db, user_id, hash_, **_: keep(db, user_id, hash_))
    session = await session_of(await signed_in())

    said = await asyncio.gather(*(change(session, password=each) for each in ('tulip kettle moss', 'lantern river to')))
    assert said == [None, None]


async def test_s14_one_device_is_signed_out_and_the_others_stay(given, ada):
    here, lost = await signed_in(), await signed_in()
    session, other = await session_of(here), await session_of(lost)
    await access.end_session(session.context(NOW), session_id=other.session_id)

    assert await session_of(lost) is None
    assert await session_of(here)
    assert (await kinds(given.ctx, ada.id)).count('session.ended') == 1


async def test_s14_a_foreign_session_reads_as_a_missing_one_and_stays(given, ada, outsider):
    await given.user('USER', email='bob@acme.example', password_hash=HASH)
    bobs = await signed_in('bob@acme.example')
    mine, ended = [await session_of(await signed_in()) for _ in range(2)]
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
    await given.user('USER', email='bob@acme.example', password_hash=HASH)
    here, bobs = await signed_in(), await signed_in('bob@acme.example')
    others = [await signed_in() for _ in range(3)]
    session = await session_of(here)

    assert await access.end_other_sessions(session.context(NOW), session_id=session.session_id) == 3
    assert [await session_of(each) for each in others] == [None, None, None]
    assert await session_of(here)
    assert await session_of(bobs)
    assert await access.end_other_sessions(session.context(NOW), session_id=session.session_id) == 0


async def test_the_product_itself_has_no_devices(given):
    with pytest.raises(NotSignedIn):
        await access.end_other_sessions(given.ctx, session_id=uuid4())
