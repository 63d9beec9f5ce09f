"""S-11: enrol, lose the device, recover: by another administrator, or after a day in which the owner can stop it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from app.database import reading, transaction
from app.errors import NotAllowed, NotSignedIn
from app.journal import JournalRow
from app.relay import Fact
from services import access
from services.access import HasFactor, NoFactor, NotByOneself, WrongCode, letters, reacting, resuming, tokens
from services.access.shapes import Purpose
from services.people import UserNotFound
from tests.apps import App
from tests.given import NOW
from tests.services.journal import kinds
from tests.services.outbox import outbox, token_in, worked_off
from tests.services.second_step import (
    EMAIL,
    PASSWORD,
    PASSWORD_HASH,
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
from tests.smtp_sink import plain

__all__ = ['ada', 'app', 'nothing_remembered', 'outbox']

DAY, LATE, MINUTE, SECOND = timedelta(hours=24), timedelta(hours=20), timedelta(minutes=1), timedelta(seconds=1)
OTHER = 'seven quiet lanterns'


@pytest.fixture(autouse=True)
def a_mail_server(app, outbox):
    """The wait begins with the letter; of what was set up before nobody hears."""


async def asked_for(later=timedelta()):
    """Ada, or whoever knows her password, has said that she has lost everything; the letter has left."""
    await access.ask_for_recovery(nobody(later), cookie=await password_given(later=later))
    await worked_off(later)


async def new_app(cookie, later):
    await access.begin_first_factor(nobody(later), cookie=cookie)
    return App((await access.half_signed_in(nobody(later), cookie=cookie)).begun.secret)


async def test_s11_another_administrator_resets_what_somebody_has_lost(given, ada, app, admin, outbox):
    session, half = await prove(await password_given(), app.code(NOW)), await password_given()
    assert (await access.overview(admin, user_id=ada.id)).has_factor
    await access.reset_factors(admin, user_id=ada.id)

    assert not (await access.overview(admin, user_id=ada.id)).has_factor
    assert await session_of(session) is None
    assert not await is_half(half)
    assert await session_of(await password_given())
    assert (await access.my_factors(given.acting(ada))).codes_left == 0
    assert 'user.factors_reset' in await kinds(given.ctx, ada.id)
    await worked_off()
    assert 'Your second factor was reset' in [letter['Subject'] for letter in outbox.mails_to(EMAIL)]
    with pytest.raises(NoFactor):
        await access.reset_factors(admin, user_id=ada.id)


async def test_s11_an_administrator_who_was_reset_sets_another_app_up_before_anything_else(given, admin):
    boss = await given.user('ADMIN', email='boss@acme.example', password_hash=PASSWORD_HASH)
    await set_up(given, boss)
    await access.reset_factors(admin, user_id=boss.id)
    cookie = await password_given('boss@acme.example')

    assert await is_half(cookie)
    proved = await access.prove(nobody(), cookie=cookie, code=(await new_app(cookie, timedelta())).at(NOW))
    assert (await session_of(proved.cookie)).user_id == boss.id


async def test_s11_nobody_resets_their_own_and_nobody_elses_business(given, ada, app, supervisor, outsider):
    boss = await given.user('ADMIN', email='boss@acme.example', password_hash=PASSWORD_HASH)
    await set_up(given, boss)
    with pytest.raises(NotByOneself):
        await access.reset_factors(given.acting(boss), user_id=boss.id)
    with pytest.raises(NotAllowed):
        await access.reset_factors(supervisor, user_id=ada.id)
    with pytest.raises(UserNotFound):
        await access.reset_factors(outsider, user_id=ada.id)
    with pytest.raises(UserNotFound):
        await access.overview(outsider, user_id=ada.id)
    assert await is_half(await password_given())


async def test_s11_who_has_lost_everything_waits_a_day_and_then_sets_another_app_up(given, ada, app, outbox):
    codes = await access.renew_backup_codes(given.acting(ada))
    await worked_off()
    await asked_for()
    letter = outbox.mails_to(EMAIL)[-1]
    assert letter['Subject'] == 'Somebody has lost your second factor'
    assert '02 March 2027, 08:00' in letter.get_body().get_content()
    early = await password_given(later=DAY - SECOND)
    half = await access.half_signed_in(nobody(DAY - SECOND), cookie=early)
    assert (half.has_factor, half.recovers_at, half.may_recover) == (True, NOW + DAY, False)
    with pytest.raises(HasFactor):
        await access.begin_first_factor(nobody(DAY - SECOND), cookie=early)

    cookie = await password_given(later=DAY)
    assert (await access.half_signed_in(nobody(DAY), cookie=cookie)).may_recover
    other = await new_app(cookie, DAY)
    with pytest.raises(WrongCode):
        await prove(cookie, '000000', DAY)
    proved = await access.prove(nobody(DAY), cookie=cookie, code=other.code(NOW + DAY))
    assert (await session_of(proved.cookie, DAY)).user_id == ada.id
    assert len(proved.codes) == 10
    assert 'user.factors_recovered' in await kinds(given.ctx, ada.id)
    for lost in (app.at(NOW + DAY), codes[0]):
        with pytest.raises(WrongCode):
            await prove(await password_given(later=DAY), lost, DAY)
    assert await prove(await password_given(later=DAY), other.code(NOW + DAY), DAY)
    await worked_off(DAY)
    assert 'Your second factor was replaced' in [each['Subject'] for each in outbox.mails_to(EMAIL)]


async def test_s11_the_owner_stops_it_with_the_mailed_link_and_the_password_is_worth_nothing(given, ada, app, outbox):
    await asked_for()
    await access.disown(nobody(DAY), token=token_in(outbox.mails_to(EMAIL)[0], letters.NOT_ME))

    with pytest.raises(access.WrongCredentials):
        await password_given(later=DAY)
    await access.set_password(given.ctx, user_id=ada.id, password='seven quiet lanterns')
    cookie = await access.sign_in(nobody(DAY), email=EMAIL, password='seven quiet lanterns')
    assert (await access.half_signed_in(nobody(DAY), cookie=cookie)).recovers_at is None
    with pytest.raises(HasFactor):
        await access.begin_first_factor(nobody(DAY), cookie=cookie)


async def test_s11_whoever_signs_in_with_the_factor_stops_it(ada, app):
    await asked_for()
    late = await password_given(later=DAY)
    theirs = await new_app(late, DAY)
    await prove(await password_given(later=DAY), app.at(NOW + DAY), DAY)

    with pytest.raises(WrongCode):
        await prove(late, theirs.at(NOW + DAY), DAY)
    with pytest.raises(HasFactor):
        await access.begin_first_factor(nobody(DAY), cookie=await password_given(later=DAY))


async def test_s14_whoever_has_what_was_lost_is_out_once_another_app_is_set_up(given, ada, app):
    await asked_for()
    with_the_phone = await replace(given, ctx=replace(given.ctx, now=NOW + DAY)).cookie(ada)
    mine = await password_given(later=DAY)
    other = await new_app(mine, DAY)
    assert await session_of(with_the_phone, DAY)
    mine = await prove(mine, other.code(NOW + DAY), DAY)
    resuming._remembered.clear()

    assert await session_of(with_the_phone, DAY) is None
    assert await session_of(mine, DAY)


@pytest.mark.parametrize('by', ['reset', 'change', 'another app'])
async def test_s11_whoever_chooses_another_password_or_sets_up_another_app_stops_it(given, ada, app, by):
    await asked_for()
    password, mine = OTHER, given.acting(ada)
    if by == 'reset':
        async with transaction(given.ctx) as db:
            link = await tokens.issue(db, ada.id, Purpose.RESET, email=EMAIL)
        await access.reset(nobody(), token=link, password=OTHER)
    elif by == 'change':
        await access.change_password(mine, session_id=ada.id, current=PASSWORD, password=OTHER)
    else:
        password = PASSWORD
        begun = await access.begin_factor(mine)
        await access.confirm_factor(mine, session_id=ada.id, code=App(begun.secret).at(NOW))

    half = await access.half_signed_in(
        nobody(DAY), cookie=await access.sign_in(nobody(DAY), email=EMAIL, password=password))
    assert (half.recovers_at, half.may_recover) == (None, False)


async def test_s11_asking_again_neither_prolongs_nor_mails_and_after_a_week_it_is_over(given, ada, app, outbox):
    await asked_for()
    await asked_for(DAY - SECOND)
    assert len(outbox.mails_to(EMAIL)) == 1
    half = await access.half_signed_in(nobody(DAY), cookie=await password_given(later=DAY))
    assert half.may_recover
    week = timedelta(days=7)
    cookie = await password_given(later=week)
    with pytest.raises(HasFactor):
        await access.begin_first_factor(nobody(week), cookie=cookie)
    await asked_for(week)

    assert (await access.half_signed_in(nobody(week), cookie=cookie)).recovers_at == NOW + week + DAY
    assert (await kinds(given.ctx, ada.id)).count('user.recovery_asked') == 2


async def test_s11_the_day_begins_when_the_letter_has_left_for_nobody_stops_what_they_were_not_told(ada, app, outbox):
    outbox.answers = ['451 later', '421 going down']
    await asked_for()
    half = await access.half_signed_in(nobody(), cookie=await password_given())
    assert (half.is_recovering, half.recovers_at, half.may_recover) == (True, None, False)
    await worked_off(MINUTE)
    assert outbox.mails_to(EMAIL) == []
    await worked_off(LATE)

    [letter] = outbox.mails_to(EMAIL)
    assert '03 March 2027, 04:00' in plain(letter)
    for later in (DAY, LATE + DAY - SECOND):
        early = await password_given(later=later)
        half = await access.half_signed_in(nobody(later), cookie=early)
        assert (half.is_recovering, half.recovers_at, half.may_recover) == (True, NOW + LATE + DAY, False)
        with pytest.raises(HasFactor):
            await access.begin_first_factor(nobody(later), cookie=early)
    cookie = await password_given(later=LATE + DAY)
    assert await prove(cookie, (await new_app(cookie, LATE + DAY)).code(NOW + LATE + DAY), LATE + DAY)


async def test_s11_the_control_counted_from_the_asking_the_day_is_over_before_anybody_was_told(given, ada, app, outbox):
    outbox.answers = ['451 later']
    await asked_for()
    async with transaction(given.ctx) as db:
        await db.execute(text('update recoveries set told_at = asked_at'))

    assert await new_app(await password_given(later=DAY), DAY)
    assert outbox.mails_to(EMAIL) == []


async def test_s11_what_nobody_was_told_within_a_day_is_over_and_asked_for_anew(ada, app, outbox):
    outbox.answers = ['550 no']
    await asked_for()
    await asked_for(DAY - SECOND)
    assert outbox.mails_to(EMAIL) == []
    half = await access.half_signed_in(nobody(DAY), cookie=await password_given(later=DAY))
    assert (half.is_recovering, half.recovers_at, half.may_recover) == (False, None, False)
    await asked_for(DAY)

    assert len(outbox.mails_to(EMAIL)) == 1
    half = await access.half_signed_in(nobody(DAY), cookie=await password_given(later=DAY))
    assert (half.is_recovering, half.recovers_at) == (True, NOW + 2 * DAY)


async def test_s11_a_letter_that_leaves_twice_prolongs_nothing(given, ada, app, outbox):
    await asked_for()
    async with reading(given.ctx) as db:
        line = (await db.scalars(select(JournalRow).where(JournalRow.kind == 'user.recovery_asked'))).one()
    fact = Fact(uuid4(), line.kind, line.at, line.subject_id, line.actor_id, line.data)
    await reacting.mail_about_the_recovery(replace(given.ctx, now=NOW + LATE), fact)

    assert (await access.half_signed_in(nobody(), cookie=await password_given())).recovers_at == NOW + DAY


async def test_s11_whoever_finds_it_again_stops_the_wait_and_may_ask_anew_three_times_a_day(given, ada, app, outbox):
    for _ in range(3):
        await asked_for()
        cookie = await password_given()
        assert (await access.half_signed_in(nobody(), cookie=cookie)).is_recovering
        await access.stop_recovery(nobody(), cookie=cookie)
        await access.stop_recovery(nobody(), cookie=cookie)
        assert not (await access.half_signed_in(nobody(), cookie=cookie)).is_recovering
    late = await password_given(later=DAY - SECOND)
    assert not (await access.half_signed_in(nobody(DAY - SECOND), cookie=late)).may_recover, 'stopped is stopped'
    with pytest.raises(access.TooManyLinks):
        await access.ask_for_recovery(nobody(DAY - SECOND), cookie=late)
    await asked_for(DAY + SECOND)
    assert (await kinds(given.ctx, ada.id)).count('user.recovery_stopped') == 3


async def test_s11_only_half_a_session_of_somebody_with_a_factor_asks(given, ada, app):
    whole = await prove(await password_given(), app.code(NOW))
    for cookie in ('', whole, 'no cookie of anybody'):
        with pytest.raises(NotSignedIn):
            await access.ask_for_recovery(nobody(), cookie=cookie)
        with pytest.raises(NotSignedIn):
            await access.stop_recovery(nobody(), cookie=cookie)
    await given.user('ADMIN', email='boss@acme.example', password_hash=PASSWORD_HASH)
    with pytest.raises(NoFactor):
        await access.ask_for_recovery(nobody(), cookie=await password_given('boss@acme.example'))
