"""Registering: one answer for every address, an account once it is proved, and only with the password typed then
(S-01, S-03, S-06, S-07, S-22; abuse 14, 17, 18, 30, 31).
"""

from asyncio import gather
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.context import Context
from app.database import reading, transaction
from app.errors import Invalid
from app.permissions import Role
from services import access, people
from services.access import (
    LinkIsDead,
    NotProved,
    NotVerified,
    RegisteringIsClosed,
    TooManyLinks,
    TooManyRegistrations,
    TooManyTries,
    WrongCredentials,
    forgetting,
    letters,
    registering,
)
from services.people import EmailTaken, UserStatus
from tests.given import NOW, PASSWORD, PASSWORD_HASH, Given
from tests.services.journal import kinds
from tests.services.outbox import nobody, outbox, token_in, worked_off
from tests.services.second_step import set_up
from tests.smtp_sink import plain

__all__ = ['outbox']

OTHER = 'seven quiet lanterns'
EVE, ADA = 'eve@example.org', 'ada@acme.example'
HERE = '203.0.113.7'


@pytest.fixture(autouse=True)
def quick(outbox, monkeypatch):
    """These tests are about who is told what, not about how long that takes."""
    monkeypatch.setattr(forgetting, 'EVEN', 0)


async def registers(email=EVE, password=PASSWORD, later=timedelta(), slug='acme', name='Eve', address=''):
    await access.register(nobody(later), slug=slug, name=name, email=email, password=password, address=address)
    await worked_off(later)


async def everybody(given):
    found = await people.listed(given.ctx, including_deactivated=True)
    return {each.email: each for each in found.rows}


async def let_in_without_proof(given):
    async with transaction(given.ctx) as db:
        await db.execute(text('update tenants set needs_verified_email = false'))


async def test_whoever_registers_is_a_client_once_their_address_is_proved(outbox, given):
    await registers(' EVE@Example.org ')
    [letter] = outbox.mails_to(EVE)
    assert letter['Subject'] == 'Confirm your address for Acme'
    assert await everybody(given) == {}, 'nobody before'
    token = token_in(letter, letters.VERIFY)
    for _ in range(3):
        found = await access.confirmation(nobody(), token=token)
    assert (found.email, found.business, found.asks_password) == (EVE, 'Acme', True)
    await access.confirm(nobody(), token=token, password=PASSWORD)

    eve = (await everybody(given))[EVE]
    assert (eve.name, eve.role, eve.status) == ('Eve', Role.CLIENT, UserStatus.ACTIVE)
    session = await access.resume(nobody(), cookie=await access.sign_in(nobody(), email=EVE, password=PASSWORD))
    assert session.role is Role.CLIENT
    assert 'user.registered' in await kinds(given.ctx, eve.id)
    await worked_off()
    assert len(outbox.mails) == 1, 'and no invitation'


async def test_s06_whoever_has_an_account_is_told_so_by_mail_and_nothing_of_it_changes(outbox, given):
    ada = await given.user('USER', name='Ada', email=ADA, password_hash=PASSWORD_HASH)
    answers = [await access.register(nobody(), slug='acme', name='Eve', email=email, password=OTHER)
               for email in (ADA, EVE)]
    await worked_off()

    assert answers == [None, None]
    assert [mail['Subject'] for mail in outbox.mails_to(ADA)] == ['You have an account at Acme']
    said = plain(outbox.mails_to(ADA)[0])
    assert 'https://book.example.org/sign-in\n' in said
    assert 'Eve' not in said
    assert (await everybody(given))[ADA] == ada
    assert await access.sign_in(nobody(), email=ADA, password=PASSWORD)
    with pytest.raises(WrongCredentials):
        await access.sign_in(nobody(), email=ADA, password=OTHER)


async def refused(email, password):
    with pytest.raises(WrongCredentials) as refusal:
        await access.sign_in(nobody(), email=email, password=password)
    return type(refusal.value), refusal.value.data


async def test_s06_whoever_has_yet_to_confirm_and_knows_the_password_is_told_so(outbox, given):
    await registers(EVE)
    assert await refused(EVE, PASSWORD) == (NotProved, {'slug': 'acme'})
    assert await refused(EVE, OTHER) == (WrongCredentials, {})
    assert await refused('nobody@example.org', PASSWORD) == (WrongCredentials, {})
    await access.confirm(nobody(), token=token_in(outbox.mails_to(EVE)[0], letters.VERIFY), password=PASSWORD)
    assert await access.sign_in(nobody(), email=EVE, password=PASSWORD)
    assert await refused(EVE, OTHER) == (WrongCredentials, {})


async def test_s06_registering_with_the_address_of_somebody_else_does_not_tell_whether_they_have_an_account(
        outbox, given, counted_statements):
    await given.user('USER', name='Ada', email=ADA, password_hash=PASSWORD_HASH)
    for email in (ADA, EVE):
        await registers(email, OTHER)
    told, work = [], []
    for password in (OTHER, 'neither of the two of them'):
        for email in (ADA, EVE):
            with counted_statements() as count:
                told.append(await refused(email, password))
            work.append(len(count.sent))
    assert told == [(NotProved, {'slug': 'acme'})] * 2 + [(WrongCredentials, {})] * 2
    assert (work[0], work[2]) == (work[1], work[3])
    assert await access.sign_in(nobody(), email=ADA, password=PASSWORD), 'nor is she kept out'


async def test_s03_what_somebody_registered_with_is_a_guess_like_any_other(outbox, given):
    await registers(EVE)
    for _ in range(5):
        assert (await refused(EVE, PASSWORD))[0] is NotProved
    with pytest.raises(TooManyTries):
        await access.sign_in(nobody(), email=EVE, password=PASSWORD)


async def test_a_registration_that_nobody_confirmed_in_a_day_is_nothing_to_wait_for(outbox, given):
    await registers(EVE)
    with pytest.raises(WrongCredentials) as refusal:
        await access.sign_in(nobody(timedelta(days=1, seconds=1)), email=EVE, password=PASSWORD)
    assert not isinstance(refusal.value, NotProved)


async def test_whoever_has_an_account_at_another_business_is_told_where(outbox, given):
    other = await Given.a_tenant(now=NOW, slug='second')
    await other.user(email=ADA, password_hash=PASSWORD_HASH)
    await registers(ADA)
    assert 'at Second; an address signs in to one business' in plain(outbox.mails_to(ADA)[0])
    assert await everybody(given) == {}


async def test_s06_registering_takes_as_many_statements_for_a_known_address(outbox, given, counted_statements):
    await given.user(email=ADA, password_hash=PASSWORD_HASH)
    counts = []
    for email in (ADA, EVE):
        with counted_statements() as count:
            await access.register(nobody(), slug='acme', name='Eve', email=email, password=PASSWORD)
        counts.append(int(count))
    assert counts[0] == counts[1]


async def test_s06_the_control_an_account_made_at_once_can_be_found_out(outbox, given):
    """What a business chooses when it asks for no proof; the screen of its settings says so."""
    await let_in_without_proof(given)
    await given.user(email=ADA, password_hash=PASSWORD_HASH)
    await registers(ADA, OTHER)
    await registers(EVE, OTHER)
    with pytest.raises(WrongCredentials):
        await access.sign_in(nobody(), email=ADA, password=OTHER)
    assert await access.sign_in(nobody(), email=EVE, password=OTHER)


async def test_s07_the_proof_takes_the_password_that_was_typed_with_the_address(outbox, given):
    """Whoever registers with somebody else's address gains nothing by their pressing a button in a mail."""
    await registers(EVE, 'nine loud whistles', name='Mallory')
    await registers(EVE, PASSWORD)
    theirs, own = (token_in(mail, letters.VERIFY) for mail in outbox.mails_to(EVE))
    with pytest.raises(Invalid) as refusal:
        await access.confirm(nobody(), token=theirs, password=PASSWORD)
    assert list(refusal.value.fields) == ['password']
    await access.confirm(nobody(), token=own, password=PASSWORD)

    assert (await everybody(given))[EVE].name == 'Eve'
    with pytest.raises(EmailTaken):
        await access.confirm(nobody(), token=theirs, password='nine loud whistles')
    with pytest.raises(WrongCredentials):
        await access.sign_in(nobody(), email=EVE, password='nine loud whistles')


async def test_the_password_of_a_proof_is_guessed_no_faster_than_at_the_sign_in(outbox, given):
    await registers()
    token = token_in(outbox.mails[0], letters.VERIFY)
    for _ in range(5):
        with pytest.raises(Invalid):
            await access.confirm(nobody(), token=token, password=OTHER)
    with pytest.raises(TooManyTries):
        await access.confirm(nobody(), token=token, password=PASSWORD)


async def test_s07_a_link_lives_a_day_works_once_and_only_the_newest(outbox, given):
    await registers()
    await access.ask_for_confirmation(nobody(), slug='acme', email=EVE)
    await worked_off()
    old, new = (token_in(mail, letters.VERIFY) for mail in outbox.mails_to(EVE))
    day = timedelta(days=1)
    for token, later in ((old, timedelta()), (new, day)):
        with pytest.raises(LinkIsDead):
            await access.confirm(nobody(later), token=token, password=PASSWORD)
    await access.confirm(nobody(day - timedelta(seconds=1)), token=new, password=PASSWORD)
    for call in (access.confirmation(nobody(), token=new), access.confirm(nobody(), token=new, password=PASSWORD)):
        with pytest.raises(LinkIsDead):
            await call


@pytest.mark.parametrize('token', ['', 'x.y', '0' * 32 + '.x', '\ud800.\x00'])
async def test_what_is_no_link_proves_nothing(given, token):
    for call in (access.confirmation(nobody(), token=token), access.confirm(nobody(), token=token)):
        with pytest.raises(LinkIsDead):
            await call


async def test_s03_three_mails_again_in_six_hours_for_any_address(outbox, given):
    await registers()
    for email in (EVE, 'nobody@example.org'):
        said = []
        for later in [timedelta(seconds=second) for second in range(4)] + [timedelta(hours=6, seconds=1)]:
            try:
                await access.ask_for_confirmation(nobody(later), slug='acme', email=email)
                said.append('yes')
            except TooManyLinks:
                said.append('no')
            await worked_off(later)
        assert said == ['yes'] * 3 + ['no', 'yes'], email
    assert len(outbox.mails_to(EVE)) == 1 + 3 + 1
    assert len(outbox.mails) == 5


@pytest.mark.parametrize('is_forgotten_here', [False, True])
async def test_s03_three_letters_go_to_an_address_in_six_hours_however_many_register_with_it(
        outbox, given, is_forgotten_here):
    """Whoever is in another process is counted by the database, and told the same."""
    for _ in range(5):
        await registers(name='Mallory')
        if is_forgotten_here:
            registering.OF_ADDRESS.clear()
    assert len(outbox.mails_to(EVE)) == 3
    await registers('nobody@example.org')
    assert len(outbox.mails_to('nobody@example.org')) == 1

    await access.ask_for_confirmation(nobody(), slug='acme', email=EVE)
    await worked_off()
    await access.confirm(nobody(), token=token_in(outbox.mails_to(EVE)[3], letters.VERIFY), password=PASSWORD)
    assert (await everybody(given))[EVE], 'it is the one asked for last that is proved'
    await registers(later=timedelta(hours=6))
    assert len(outbox.mails_to(EVE)) == 5


async def test_s03_those_who_register_an_address_at_once_are_counted_too(outbox, given):
    await gather(*(access.register(nobody(), slug='acme', name='Mallory', email=EVE, password=PASSWORD)
                   for _ in range(6)))
    await worked_off()
    assert len(outbox.mails_to(EVE)) == 3


async def test_s03_ten_an_hour_from_one_place(outbox, given):
    hour = timedelta(hours=1)
    for number in range(10):
        await registers(f'{number}@example.org', address=HERE)
    with pytest.raises(TooManyRegistrations):
        await registers('ten@example.org', address=HERE)
    await registers('ten@example.org', address='203.0.113.8')
    await registers('eleven@example.org', address=HERE, later=hour)


async def test_a_business_may_let_nobody_register(outbox, given):
    async with transaction(given.ctx) as db:
        await db.execute(text('update tenants set is_registering_open = false'))
    with pytest.raises(RegisteringIsClosed):
        await registers()
    assert outbox.mails == []


async def test_where_no_proof_is_asked_for_the_account_is_there_at_once_and_the_proof_follows(outbox, given):
    await let_in_without_proof(given)
    await registers()
    eve = (await everybody(given))[EVE]
    assert await access.sign_in(nobody(), email=EVE, password=PASSWORD)
    token = token_in(outbox.mails_to(EVE)[0], letters.VERIFY)
    assert (await access.confirmation(nobody(), token=token)).asks_password
    await access.confirm(nobody(), token=token, password=PASSWORD)
    assert await is_proved(given, eve)
    with pytest.raises(LinkIsDead):
        await access.confirm(nobody(), token=token, password=PASSWORD)


async def test_s22_nobody_proves_their_address_for_somebody_else_who_is_in_with_it_already(outbox, given):
    """Whose address it is chooses another password instead, and what the other set up counts no more."""
    await let_in_without_proof(given)
    await registers()
    eve = (await everybody(given))[EVE]
    await worked_off()
    token = token_in(outbox.mails_to(EVE)[0], letters.VERIFY)
    for password in ('', OTHER):
        with pytest.raises(Invalid) as refusal:
            await access.confirm(nobody(), token=token, password=password)
        assert list(refusal.value.fields) == ['password']
    assert not await is_proved(given, eve)

    await set_up(given, eve)
    await access.ask_for_reset(nobody(), email=EVE)
    await worked_off()
    await access.reset(nobody(), token=token_in(outbox.mails[-1], letters.RESET), password=OTHER)
    assert await access.resume(nobody(), cookie=await access.sign_in(nobody(), email=EVE, password=OTHER))


async def test_whoever_has_yet_to_prove_their_address_waits_where_the_business_wants_it_so(outbox, given):
    eve = await given.user('CLIENT', email=EVE, password_hash=PASSWORD_HASH, is_verified=False)
    for _ in range(4):
        with pytest.raises(NotVerified):
            await access.sign_in(nobody(), email=EVE, password=PASSWORD)
        await worked_off()
    with pytest.raises(WrongCredentials):  # said to nobody else
        await access.sign_in(nobody(), email=EVE, password=OTHER)
    old, *_, newest = [token_in(mail, letters.VERIFY) for mail in outbox.mails_to(EVE)]
    assert len(outbox.mails) == 3
    with pytest.raises(LinkIsDead):
        await access.confirm(nobody(), token=old)
    await access.confirm(nobody(), token=newest, password=PASSWORD)
    assert await access.sign_in(nobody(), email=EVE, password=PASSWORD)
    assert await is_proved(given, eve)


async def test_a_reset_proves_the_address_as_well(outbox, given):
    eve = await given.user('CLIENT', email=EVE, password_hash=PASSWORD_HASH, is_verified=False)
    await access.ask_for_reset(nobody(), email=EVE)
    await worked_off()
    await access.reset(nobody(), token=token_in(outbox.mails[-1], letters.RESET), password=OTHER)
    assert await is_proved(given, eve)
    assert await access.sign_in(nobody(), email=EVE, password=OTHER)


async def test_one_asks_for_ones_own_link_three_times_in_six_hours(outbox, given):
    eve = given.acting(await given.user('CLIENT', email=EVE, password_hash=PASSWORD_HASH, is_verified=False))
    for _ in range(3):
        await access.ask_to_verify(eve)
    with pytest.raises(TooManyLinks):
        await access.ask_to_verify(eve)
    await worked_off()
    await access.confirm(nobody(), token=token_in(outbox.mails_to(EVE)[-1], letters.VERIFY),
                         password=PASSWORD)
    await access.ask_to_verify(eve)
    await worked_off()
    assert len(outbox.mails) == 3, 'there is nothing left to prove'


async def test_what_nobody_proved_is_forgotten(outbox, given):
    await registers()
    async with transaction(Context.system(given.tenant_id, NOW + timedelta(days=2, seconds=1))) as db:
        await access.forget_registrations(db, before=db.ctx.now - timedelta(days=1))
    async with reading(given.ctx) as db:
        assert await db.scalar(text('select count(*) from registrations')) == 0


async def is_proved(given, person):
    async with reading(given.ctx) as db:
        return await db.scalar(text('select verified_at is not null from users where id = :id'), {'id': person.id})
