"""Guessing a password gets slower and comes to an end, for one account and for the whole site (S-03, S-04)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.context import Context
from app.database import transaction
from app.errors import Invalid, Unavailable
from app.limits import MovingWindow
from app.shared_limits import SharedWindow
from services import access, timetable
from services.access import (
    SigningInIsBusy,
    TooManyTries,
    WrongCredentials,
    counting,
    guessing,
    passwords,
    remembering,
    signing_in,
)
from services.access.models import Guesses
from services.access.rules import HARD_STOP, LONGEST_WAIT, WINDOW, wait_after
from tests.given import NOW, PASSWORD, PASSWORD_HASH
from tests.services.outbox import nobody, outbox, token_in, worked_off

__all__ = ['outbox']

ADA, NOBODYS = 'ada@acme.example', 'nobody@acme.example'
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    """Passwords compared without hashing, where only how often counts; and nothing taken yet."""
    async def which(hashes, password):
        return 0 if hashes[0] is not None and password == PASSWORD else None

    monkeypatch.setattr(passwords, 'which', which)
    restart()


@pytest.fixture
async def ada(given):
    return await given.user('USER', name='Ada', email=ADA, password_hash=PASSWORD_HASH)


def restart():
    """What a process knows by itself is gone; what is in the database is not."""
    for window in (guessing.OF_ACCOUNT, guessing.OF_PLACE, guessing.OF_SITE):
        window.clear()


async def attempt(email=ADA, password='wrong horse battery', *, later=timedelta(), address='', **options):
    """What came of one try: the class of the refusal, or None."""
    try:
        await access.sign_in(nobody(later), email=email, password=password, address=address, **options)
    except (WrongCredentials, TooManyTries, SigningInIsBusy) as refusal:
        return type(refusal)
    return None


async def refused_for(email=ADA, *, later=timedelta()):
    """How many seconds one is asked to wait."""
    with pytest.raises(TooManyTries) as refusal:
        await access.sign_in(nobody(later), email=email, password=PASSWORD)
    return refusal.value.retry_after


async def wrong(times, email=ADA):
    """So many wrong tries in a row, the last few made here, each as soon as it may be; returns when that was."""
    made, later = max(times - 3, 0), timedelta()
    async with transaction(Context.system(counting.NOBODY, NOW)) as db:
        db.add(Guesses(tried_hash=counting.hash_of(email), in_a_row=made, recent=[NOW], last_at=NOW,
                       is_inside=counting.is_inside(email)))
    for _ in range(times - made):
        while await attempt(email, later=later) is TooManyTries:
            later += timedelta(seconds=await refused_for(email, later=later))
    return later


def test_s04_the_wait_doubles_from_a_second_to_a_quarter_of_an_hour():
    waits = [wait_after(count).total_seconds() for count in range(HARD_STOP)]

    assert waits[:5] == [0] * 5
    assert waits[5:15] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert set(waits[15:]) == {900}


@pytest.mark.parametrize('email', [ADA, NOBODYS])
async def test_s04_after_five_in_a_row_each_takes_twice_as_long_also_where_nobody_signs_in(ada, email):
    for _ in range(5):
        assert await attempt(email) is WrongCredentials
    later = 5 * MINUTE
    for seconds in (2, 4, 8, 16):
        assert await attempt(email, later=later) is WrongCredentials
        assert await refused_for(email, later=later) == seconds
        assert await attempt(email, later=later + seconds * SECOND - timedelta(microseconds=1)) is TooManyTries
        later += seconds * SECOND


async def test_s04_a_hundred_in_a_row_are_the_end_until_a_reset(outbox, ada):
    later = await wrong(HARD_STOP)
    for days in (1, 30):
        assert await refused_for(later=later + timedelta(days=days)) == LONGEST_WAIT.total_seconds()
    restart()
    assert await attempt(password=PASSWORD, later=later + timedelta(days=30)) is TooManyTries

    await access.ask_for_reset(nobody(later), email=ADA)
    await worked_off(later)
    token = token_in(outbox.mails[-1], '/reset?token=')
    await access.reset(nobody(later), token=token, password='seven quiet lanterns')
    assert await attempt(later=later) is WrongCredentials, 'one is asked for the password again'
    assert await attempt(password=PASSWORD, later=later) is None


async def test_s04_one_less_than_a_hundred_are_not_the_end(ada):
    later = await wrong(HARD_STOP - 1)
    assert await attempt(password=PASSWORD, later=later + LONGEST_WAIT) is None
    assert await attempt(later=later + LONGEST_WAIT) is WrongCredentials


@pytest.mark.parametrize('email', [ADA, NOBODYS])
async def test_s05_a_restart_forgets_nothing(ada, email):
    said = []
    for _ in range(8):
        said.append(await attempt(email))
        restart()
    assert said == [WrongCredentials] * 5 + [TooManyTries] * 3
    assert await refused_for(email, later=MINUTE) == 240


async def test_s05_the_control_what_only_a_process_knows_is_forgotten(ada, monkeypatch):
    async def nothing(*_):
        """As if there were no row."""

    monkeypatch.setattr(counting, 'take', nothing)
    for _ in range(8):
        assert await attempt() is WrongCredentials
        restart()


async def test_s05_of_many_at_once_in_processes_that_know_nothing_of_each_other_five_are_tried(ada, monkeypatch):
    monkeypatch.setattr(guessing, 'OF_ACCOUNT', MovingWindow(1_000, WINDOW))
    said = await asyncio.gather(*(attempt(address=f'203.0.113.{number}') for number in range(30)))

    assert (said.count(WrongCredentials), said.count(TooManyTries)) == (5, 25)


async def test_s03_a_right_one_starts_the_count_of_the_account_anew(ada):
    for _ in range(3):
        for _ in range(4):
            assert await attempt() is WrongCredentials
        restart()
        assert await attempt(password=PASSWORD) is None
    restart()
    assert [await attempt() for _ in range(6)] == [WrongCredentials] * 5 + [TooManyTries]


async def test_s03_a_thousand_wrong_ones_in_five_minutes_anywhere_and_no_more(ledger, monkeypatch):
    async def nothing(*_, **options):
        """The database counts each account; here there are a thousand of them."""

    monkeypatch.setattr(counting, 'take', nothing)
    monkeypatch.setattr(signing_in, '_account', nothing)
    monkeypatch.setattr(remembering, 'note_refused', nothing)

    async def one(number, later=timedelta()):
        return await attempt(f'{number}@acme.example', later=later, address=f'10.{number // 250}.{number % 250}.1')

    assert {await one(number) for number in range(1_000)} == {WrongCredentials}
    assert await one(1_000) is TooManyTries
    assert await one(1_000, 5 * MINUTE - timedelta(microseconds=1)) is TooManyTries
    assert await one(1_000, 5 * MINUTE) is WrongCredentials


async def test_s03_right_ones_are_not_counted_for_the_site(ada, monkeypatch):
    monkeypatch.setattr(guessing, 'OF_SITE', SharedWindow('site', 3, WINDOW))
    for _ in range(6):
        assert await attempt(password=PASSWORD) is None
    for _ in range(3):
        assert await attempt() is WrongCredentials
    assert await attempt(password=PASSWORD) is TooManyTries


async def test_what_is_no_guess_is_not_counted_in_the_database_either(ada, monkeypatch):
    async def busy(*_):
        raise SigningInIsBusy(retry_after=3)

    with monkeypatch.context() as full:
        full.setattr(passwords, 'which', busy)
        for _ in range(8):
            assert await attempt() is SigningInIsBusy
    assert await rows() == 0
    restart()
    assert await attempt() is WrongCredentials
    with monkeypatch.context() as full:
        full.setattr(passwords, 'which', busy)
        assert await attempt() is SigningInIsBusy
    restart()
    assert [await attempt() for _ in range(5)] == [WrongCredentials] * 4 + [TooManyTries]


async def test_when_the_database_is_away_nobody_is_locked_out(ada, monkeypatch):
    async def away(*_):
        raise Unavailable

    with monkeypatch.context() as gone:
        gone.setattr(counting, 'take', away)
        for _ in range(30):
            with pytest.raises(Unavailable):
                await access.sign_in(nobody(), email=ADA, password=PASSWORD, address='203.0.113.7')
    assert await attempt(password=PASSWORD, address='203.0.113.7') is None


async def test_s04_whoever_is_inside_may_change_the_password_while_strangers_try_at_the_door(given, ada):
    for _ in range(5):
        await attempt()
    assert await attempt(password=PASSWORD) is TooManyTries
    await access.change_password(given.acting(ada), session_id=ada.id, current=PASSWORD,
                                 password='seven quiet lanterns')


async def test_s04_whoever_is_inside_guesses_no_faster(given, ada):
    async def guess():
        await access.change_password(given.acting(ada), session_id=ada.id, current='wrong',
                                     password='seven quiet lanterns')

    for _ in range(5):
        with pytest.raises(Invalid):
            await guess()
    restart()
    with pytest.raises(TooManyTries):
        await guess()


def changed(given, ada, later=timedelta(), current=PASSWORD):
    ctx = replace(given, ctx=replace(given.ctx, now=NOW + later)).acting(ada)
    return access.change_password(ctx, session_id=ada.id, current=current, password='nine loud whistles')


async def test_s04_a_hundred_inside_are_the_end_until_a_reset_too(outbox, given, ada):
    await wrong(HARD_STOP, guessing.of_insider(ada.id))
    with pytest.raises(TooManyTries):
        await changed(given, ada)
    await access.ask_for_reset(nobody(), email=ADA)
    await worked_off()
    await access.reset(nobody(), token=token_in(outbox.mails[-1], '/reset?token='), password='seven quiet lanterns')
    await changed(given, ada)


async def test_s04_a_hundred_inside_are_forgotten_with_time_and_a_hundred_at_the_door_are_not(given, ada):
    with pytest.raises(Invalid):
        await changed(given, ada, current='wrong')
    restart()
    async with transaction(Context.system(counting.NOBODY, NOW)) as db:
        await db.execute(update(Guesses).values(in_a_row=HARD_STOP))
    for later in (30 * DAY, 30 * DAY + SECOND):
        restart()
        with pytest.raises(TooManyTries):
            await changed(given, ada, later)
        await forget(later)

    restart()
    assert await attempt(password=PASSWORD, later=31 * DAY) is TooManyTries
    await changed(given, ada, 31 * DAY)


async def test_counts_that_say_nothing_any_more_are_forgotten_and_a_hard_stop_is_not(given, ada):
    await attempt('once@acme.example')
    await wrong(6, 'six@acme.example')
    await wrong(HARD_STOP, 'hundred@acme.example')
    for days, left in ((2, 2), (31, 1), (400, 1)):
        await forget(timedelta(days=days))
        assert await rows() == left
    restart()
    assert await attempt('hundred@acme.example', later=timedelta(days=401)) is TooManyTries


async def forget(later):
    await access.forget_guesses(NOW + later)


async def rows():
    async with transaction(Context.system(counting.NOBODY, NOW)) as db:
        return await db.scalar(select(func.count()).select_from(Guesses))


def test_the_timetable_forgets_them():
    assert 'forget old guesses' in [job.name for job in timetable.TIMETABLE]
