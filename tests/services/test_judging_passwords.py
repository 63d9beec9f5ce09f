"""A password that was judged is counted, whatever fails afterwards, and every refusal costs the same (S-03, S-06)."""

from collections import Counter

import pytest

from app.errors import Unavailable
from services import access
from services.access import (
    NotProved,
    SigningInIsBusy,
    TooManyTries,
    WrongCredentials,
    awaiting,
    passwords,
    remembering,
    signing_in,
)
from tests.given import PASSWORD, PASSWORD_HASH
from tests.services.outbox import nobody, outbox

__all__ = ['outbox']

OTHER, WRONG = 'seven quiet lanterns', 'neither of the two of them'
ADA, EVE, BOTH, GONE, NOBODYS = (f'{name}@acme.example' for name in ('ada', 'eve', 'both', 'gone', 'nobody'))


@pytest.fixture(autouse=True)
def hashing(outbox, monkeypatch):
    """How many hashes were compared, in how many turns."""
    count, turn, verified = Counter(), passwords._turn, passwords._verified

    def counted_turn():
        count['turns'] += 1
        return turn()

    def counted(known, password):
        count['hashes'] += 1
        return verified(known, password)

    monkeypatch.setattr(passwords, '_turn', counted_turn)
    monkeypatch.setattr(passwords, '_verified', counted)
    yield count
    passwords._queued = 0


@pytest.fixture
async def ada(given):
    return await given.user('USER', email=ADA, password_hash=PASSWORD_HASH)


async def attempt(email=ADA, password=WRONG):
    """What came of one try: the class of the refusal, or None."""
    try:
        await access.sign_in(nobody(), email=email, password=password, address='203.0.113.7')
    except (WrongCredentials, TooManyTries, SigningInIsBusy, Unavailable) as refusal:
        return type(refusal)


def crowded():
    """Others have filled the queue meanwhile."""
    passwords._queued += 999


async def test_s03_a_wrong_password_is_counted_though_the_queue_is_full_by_then(ada, hashing, monkeypatch):
    verified, said = passwords._verified, []

    def then_a_crowd(known, password):
        crowded()
        return verified(known, password)

    monkeypatch.setattr(passwords, '_verified', then_a_crowd)
    for _ in range(8):
        said.append(await attempt())
        passwords._queued = 0
    assert said == [WrongCredentials] * 5 + [TooManyTries] * 3
    assert hashing['turns'] == 5


async def test_s03_the_control_what_a_full_queue_never_judged_is_not_counted(ada, hashing):
    for _ in range(8):
        crowded()
        assert await attempt() is SigningInIsBusy
        passwords._queued = 0
    assert hashing['hashes'] == 0
    assert [await attempt() for _ in range(6)] == [WrongCredentials] * 5 + [TooManyTries]


@pytest.mark.parametrize('asked', ['note_refused', 'refusal'])
async def test_s03_a_wrong_password_is_counted_though_the_database_is_away_by_then(ada, monkeypatch, asked):
    async def away(*_, **options):
        raise Unavailable

    with monkeypatch.context() as gone:
        gone.setattr(remembering if asked == 'note_refused' else awaiting, asked, away)
        assert [await attempt() for _ in range(8)] == [Unavailable] * 5 + [TooManyTries] * 3
    assert await attempt(password=PASSWORD) is TooManyTries


async def test_s03_the_control_what_a_database_that_is_away_kept_from_being_judged_is_not_counted(
        ada, hashing, monkeypatch):
    async def away(*_, **options):
        raise Unavailable

    for asked in ((signing_in, '_account'), (awaiting, 'newest')):
        with monkeypatch.context() as gone:
            gone.setattr(*asked, away)
            assert [await attempt() for _ in range(6)] == [Unavailable] * 6
    assert hashing['hashes'] == 0
    assert [await attempt() for _ in range(6)] == [WrongCredentials] * 5 + [TooManyTries]


async def test_s06_whoever_is_refused_costs_one_turn_and_two_hashes(given, ada, hashing):
    await given.user('USER', email=BOTH, password_hash=PASSWORD_HASH)
    gone = await given.user('USER', email=GONE, password_hash=PASSWORD_HASH)
    await access.deactivate(given.ctx, user_id=gone.id)
    for email in (EVE, BOTH):
        await access.register(nobody(), slug='acme', name='Eve', email=email, password=OTHER)
    said = {}
    for email in (ADA, EVE, BOTH, GONE, NOBODYS):
        for password in (PASSWORD, OTHER, WRONG):
            hashing.clear()
            said[email, password] = await attempt(email, password)
            is_in = said[email, password] is None
            assert hashing == {'turns': 1, 'hashes': 1 if is_in else 2}, (email, password)

    let_in = {(ADA, PASSWORD), (BOTH, PASSWORD)}
    told = {(EVE, OTHER), (BOTH, OTHER)}
    assert said == {key: None if key in let_in else NotProved if key in told else WrongCredentials for key in said}
