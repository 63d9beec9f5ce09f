"""Backup codes: shown once, used once, limited like any code, and their owner hears of it (S-03, S-10, S-26)."""

import asyncio

import pytest
from sqlalchemy import text, true

from app import secrets
from app.database import reading, transaction
from components import factor_card
from services import access
from services.access import MyFactors, NoFactor, TooManyCodes, WrongCode
from services.access.factors import backups
from tests.apps import App
from tests.given import NOW
from tests.services.journal import kinds
from tests.services.outbox import outbox, worked_off
from tests.services.second_step import (
    EMAIL,
    KEY,
    NEWER,
    PASSWORD_HASH,
    ada,
    app,
    nobody,
    nothing_remembered,
    password_given,
    prove,
    session_of,
    wrong_codes,
)

__all__ = ['ada', 'app', 'nothing_remembered', 'outbox']


@pytest.fixture
async def codes(given, ada, app):
    """Ada's, made just now."""
    return await access.renew_backup_codes(given.acting(ada))


async def left(given, ada):
    return (await access.my_factors(given.acting(ada))).codes_left


async def test_s10_a_backup_code_signs_in_once_and_its_owner_hears_of_it(given, ada, codes, outbox):
    assert await left(given, ada) == 10
    session = await session_of(await prove(await password_given(), codes[3]))
    assert session.user_id == ada.id
    assert await left(given, ada) == 9
    await worked_off()
    [letter] = outbox.mails_to(EMAIL)

    assert letter['Subject'] == 'A backup code was used'
    assert '9 are left' in letter.get_body().get_content()
    assert 'user.backup_code_used' in await kinds(given.ctx, ada.id)
    with pytest.raises(WrongCode):
        await prove(await password_given(), codes[3])
    assert await prove(await password_given(), codes[4])


@pytest.mark.parametrize('spell', [
    str.lower, lambda code: code.replace('-', ''), lambda code: f'  {code.replace("-", " – ")} ',
    lambda code: code.translate({ord(each): ord(each) + 0xFEE0 for each in code}),
    lambda code: code.replace('0', 'o').replace('1', 'l')], ids=['small', 'joined', 'spaced', 'wide', 'alike'])
async def test_s10_a_backup_code_is_read_however_it_is_spelled(codes, spell):
    assert await prove(await password_given(), spell(codes[0]))


@pytest.mark.parametrize('code', ['', '-', '0000-0000-0000', 'UUUU-UUUU-UUUU', '\ud800' * 12, 'é' * 12, 'x' * 100_000],
                         ids=lambda code: ascii(code)[:12])
async def test_s10_any_other_is_refused(codes, code):
    with pytest.raises(WrongCode):
        await prove(await password_given(), code)


async def test_s10_they_are_long_and_random_and_differ(given, ada, app):
    made = [code for _ in range(3) for code in await access.renew_backup_codes(given.acting(ada))]
    words = {backups.read(code) for code in made}

    assert len(words) == 30
    assert all(len(word) * 5 >= 50 and set(word) <= set(backups.ALPHABET) for word in words)
    assert len(set(backups.ALPHABET)) == 32
    assert len({each for word in words for each in word}) > 20


async def test_s10_new_ones_void_the_old_and_need_a_factor(given, ada, codes, clerk):
    newer = await access.renew_backup_codes(given.acting(ada))
    with pytest.raises(WrongCode):
        await prove(await password_given(), codes[0])
    assert await prove(await password_given(), newer[0])

    with pytest.raises(NoFactor):
        await access.renew_backup_codes(clerk)
    assert (await kinds(given.ctx, ada.id)).count('user.backup_codes_renewed') == 2


async def test_s10_they_are_no_ones_but_their_owners(given, ada, codes):
    bob = await given.user('USER', email='bob@acme.example')
    async with transaction(given.ctx) as db:
        assert not await backups.use(db, bob.id, codes[0])
        await db.execute(text('update backup_codes set user_id = :bob'), {'bob': bob.id})
        assert not await backups.use(db, bob.id, codes[0])


async def test_s10_the_database_holds_no_code(given, ada, codes):
    async with reading(given.ctx) as db:
        rows = str((await db.execute(text(
            "select array_agg(encode(code_hash, 'escape') || b::text)::text "
            "|| (select array_agg(j::text)::text from journal j) from backup_codes b"))).scalar_one())

    for code in codes:
        assert backups.read(code) not in rows
        assert code not in rows


async def rush(given, ada, code):
    """How many of 50 who try the same code at once get through."""
    async def one():
        async with transaction(given.acting(ada)) as db:
            return await backups.use(db, ada.id, code)

    return sum(await asyncio.gather(*(one() for _ in range(50))))


async def test_s10_of_fifty_who_try_one_code_at_once_one_gets_through(given, ada, codes):
    assert [await rush(given, ada, code) for code in codes] == [1] * 10


async def test_s10_without_the_guard_more_than_one_gets_through(given, ada, codes, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(backups, 'is_unused', lambda: true())
    assert await rush(given, ada, codes[0]) > 1


async def test_s03_backup_codes_are_counted_with_all_others(given, ada, codes):
    cookie = await password_given()
    await wrong_codes(given, ada, 4)
    with pytest.raises(WrongCode):
        await prove(cookie, '0000-0000-0000')
    with pytest.raises(TooManyCodes):
        await prove(cookie, codes[0])


async def test_s26_a_code_is_known_again_under_the_key_of_before(given, ada, codes):
    for keys, is_known in (([NEWER], False), ([NEWER, KEY], True)):
        secrets.configure(keys)
        async with transaction(given.ctx) as db:
            assert await backups.use(db, ada.id, codes[0]) is is_known


async def told(given, ada):
    """How many work, may work, and do not, as whoever looks sees it."""
    mine = await access.my_factors(given.acting(ada))
    return mine.codes_left, mine.codes_perhaps, mine.codes_gone


async def test_s10_codes_that_no_key_of_ours_knows_are_told_as_gone(given, ada, codes, outbox):
    secrets.configure([NEWER, KEY])
    assert await told(given, ada) == (10, 0, 0)
    assert await prove(await password_given(), codes[0])
    async with transaction(given.ctx) as db:
        await access.seal_anew(db)
    secrets.configure([NEWER])

    assert await told(given, ada) == (0, 0, 9)
    with pytest.raises(WrongCode):
        await prove(await password_given(), codes[1])
    await access.renew_backup_codes(given.acting(ada))
    assert await told(given, ada) == (10, 0, 0)
    await worked_off()
    said = [letter.get_body().get_content() for letter in outbox.mails_to(EMAIL)]
    assert any('9 are left' in each for each in said), said


async def test_s10_codes_of_which_nobody_noted_the_key_may_work_until_one_of_them_does(given, ada, codes, outbox):
    async with transaction(given.ctx) as db:
        await db.execute(text('update backup_codes set key_id = null'))
    assert await told(given, ada) == (0, 10, 0)
    with pytest.raises(WrongCode):
        await prove(await password_given(), '0000-0000-0000')
    assert await told(given, ada) == (0, 10, 0)
    assert await prove(await password_given(), codes[0])
    assert await told(given, ada) == (9, 0, 0)
    await worked_off()
    said = [letter.get_body().get_content() for letter in outbox.mails_to(EMAIL)]
    assert any('9 are left' in each for each in said), said
    secrets.configure([NEWER])
    assert await told(given, ada) == (0, 0, 9)


@pytest.mark.parametrize(('kept', 'says'), [
    ({'codes_left': 9}, '9 left.'), ({'codes_perhaps': 9}, 'may still work'), ({'codes_gone': 9}, 'work no more'),
    ({}, 'none left.')])
def test_s10_what_is_known_of_the_codes_is_said_and_no_more(kept, says):
    mine = MyFactors(**{'app_since': None, 'is_required': False, 'codes_left': 0} | kept)
    said = factor_card._codes(mine)
    assert [each for each in ('9 left.', 'may still work', 'work no more', 'none left.') if each in said] == [says]


async def test_s10_whoever_sets_a_factor_up_at_the_door_is_given_them_there(given):
    admin = await given.user('ADMIN', email='boss@acme.example', password_hash=PASSWORD_HASH)
    cookie = await password_given('boss@acme.example')
    await access.begin_first_factor(nobody(), cookie=cookie)
    begun = (await access.half_signed_in(nobody(), cookie=cookie)).begun
    proved = await access.prove(nobody(), cookie=cookie, code=App(begun.secret).at(NOW))

    assert len(proved.codes) == 10
    assert proved.codes[0] not in repr(proved)
    again = await access.prove(nobody(), cookie=await password_given('boss@acme.example'), code=proved.codes[0])
    assert again.codes == ()
    assert (await access.my_factors(given.acting(admin))).codes_left == 9
