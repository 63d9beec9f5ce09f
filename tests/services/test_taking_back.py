"""Whoever reads the mail of an address takes the account back: what somebody else set up, began or knows is worth
nothing any more (S-07, S-08, S-11, S-12, S-22).
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.database import reading, transaction
from services import access, people
from services.access import HasFactor, LinkIsDead, WrongPasskey, letters, passwords, tokens
from services.access.shapes import Purpose
from tests.given import NOW
from tests.services.outbox import outbox, token_in, worked_off
from tests.services.second_step import (
    EMAIL,
    ada,
    app,
    is_half,
    nobody,
    nothing_remembered,
    password_given,
    prove,
    session_of,
    set_up,
)
from tests.services.test_passkeys import added, asked, signs_in

__all__ = ['ada', 'app', 'nothing_remembered', 'outbox']

EVIL, BETTER = 'evil@new.example', 'seven quiet lanterns'
FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'


async def a_link(given, user, purpose, later=timedelta()):
    async with transaction(replace(given.ctx, now=NOW + later)) as db:
        return await tokens.issue(db, user.id, purpose, email=EMAIL)


async def reset(given, user, later=timedelta()):
    await access.reset(nobody(later), token=await a_link(given, user, Purpose.RESET, later), password=BETTER)


async def moved(outbox, mine):
    """The link to prove the address that somebody with the password asked for."""
    await access.change_email(mine, email=EVIL, current='correct horse battery')
    await worked_off()
    return token_in(outbox.mails_to(EVIL)[-1], letters.VERIFY)


async def done_or_waiting(ctx, task):
    """It has gone through; or it stands in line for what is locked."""
    while not task.done():
        async with reading(ctx) as db:
            if await db.scalar(text('select exists(select from pg_locks join pg_stat_activity using (pid) '
                                    'where datname = current_database() and not granted)')):
                return
        await asyncio.sleep(0.01)


@pytest.mark.parametrize('is_verified', [False, True])
async def test_s12_a_reset_of_an_address_nobody_had_proved_takes_away_what_was_set_up_before(
        given, ada, app, is_verified):
    key, _ = await added(await session_of(await given.cookie(ada)))
    async with transaction(given.ctx) as db:
        await db.execute(text('update users set verified_at = :at where id = :id'),
                         {'at': NOW if is_verified else None, 'id': ada.id})
    await reset(given, ada)

    assert await access.half_signed_in(
        nobody(), cookie=await access.sign_in(nobody(), email=EMAIL, password=BETTER)) is None or is_verified
    if is_verified:
        assert await session_of(await signs_in(key.used(await asked())))
    else:
        with pytest.raises(WrongPasskey):
            await signs_in(key.used(await asked()))


@pytest.mark.parametrize('with_what', ['app', 'backup code'])
async def test_s22_whoever_reads_the_mail_and_says_it_was_not_them_still_needs_a_factor(given, ada, app, with_what):
    codes = await access.renew_backup_codes(given.acting(ada))
    await access.disown(nobody(), token=await a_link(given, ada, Purpose.DISOWN))
    await reset(given, ada)
    cookie = await access.sign_in(nobody(), email=EMAIL, password=BETTER)

    assert await is_half(cookie)
    with pytest.raises(HasFactor):
        await access.begin_first_factor(nobody(), cookie=cookie)
    assert await session_of(await prove(cookie, app.code(NOW) if with_what == 'app' else codes[0]))


async def test_s22_a_reset_forgets_the_devices_that_were_known(given, ada):
    session = await session_of(await password_given())
    known = await access.make_known(session.context(NOW), known_by='', device=FIREFOX)
    assert await access.recognising.is_known(nobody(), EMAIL, known, FIREFOX)
    await reset(given, ada)
    assert not await access.recognising.is_known(nobody(), EMAIL, known, FIREFOX)


async def test_s07_a_reset_link_of_the_old_address_is_dead_though_the_account_moves_while_it_is_used(
        given, ada, outbox, monkeypatch):
    link, proof = await a_link(given, ada, Purpose.RESET), await moved(outbox, given.acting(ada))
    hashed = passwords.hashed

    async def while_it_moves(password):
        await access.confirm(nobody(), token=proof)
        return await hashed(password)

    monkeypatch.setattr(passwords, 'hashed', while_it_moves)
    with pytest.raises(LinkIsDead):
        await access.reset(nobody(), token=link, password=BETTER)


async def test_s22_no_link_goes_to_an_address_the_account_moves_to_while_it_is_taken_back(
        given, ada, outbox, monkeypatch):
    link, proof = await a_link(given, ada, Purpose.DISOWN), await moved(outbox, given.acting(ada))
    take_password, moving = people.take_password, []

    async def while_it_moves(db, user_id):
        moving.append(asyncio.create_task(access.confirm(nobody(), token=proof)))
        await done_or_waiting(given.ctx, moving[0])
        await take_password(db, user_id)

    monkeypatch.setattr(people, 'take_password', while_it_moves)
    assert await access.disown(nobody(), token=link)
    [said] = await asyncio.gather(*moving, return_exceptions=True)
    await worked_off()

    assert isinstance(said, LinkIsDead)
    assert 'Choose a new password' in [each['Subject'] for each in outbox.mails_to(EMAIL)]
    assert 'Choose a new password' not in [each['Subject'] for each in outbox.mails_to(EVIL)]


@pytest.mark.parametrize('purpose', [Purpose.DISOWN, Purpose.RESET])
async def test_s07_an_invitation_that_was_not_needed_works_no_more_once_the_account_is_taken_back(given, ada, purpose):
    invitation = await a_link(given, ada, Purpose.INVITE)
    await reset(given, ada) if purpose is Purpose.RESET else await access.disown(
        nobody(), token=await a_link(given, ada, purpose))
    async with transaction(given.ctx) as db:
        await people.take_password(db, ada.id)
    with pytest.raises(LinkIsDead):
        await access.accept(nobody(), token=invitation, password=BETTER)


@pytest.mark.parametrize('done', [access.end_sessions_of, access.deactivate, access.reset_factors])
async def test_s08_whoever_is_shut_out_does_not_come_back_by_another_address(given, ada, app, admin, outbox, done):
    proof = await moved(outbox, given.acting(ada))
    await done(admin, user_id=ada.id)
    if done is access.deactivate:
        await people.reactivate(admin, user_id=ada.id)
    with pytest.raises(LinkIsDead):
        await access.confirm(nobody(), token=proof)


async def test_s11_the_owner_hears_of_an_app_that_is_set_up_and_of_codes_that_are_made(given, ada, outbox):
    await set_up(given, ada)
    await worked_off()
    assert [each['Subject'] for each in outbox.mails_to(EMAIL)] == ['An authenticator app was set up']
    await access.renew_backup_codes(given.acting(ada))
    await worked_off()
    assert outbox.mails_to(EMAIL)[-1]['Subject'] == 'New backup codes were made'
