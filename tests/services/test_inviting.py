"""Whoever is added is mailed a link for seven days, and chooses a password with it, once (S-03, S-07)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.database import reading
from app.errors import Invalid, NotAllowed
from app.permissions import Role
from services import access, people
from services.access import AlreadySignsIn, InvitedOften, LinkIsDead, WrongCredentials, letters
from services.people import UserNotFound, UserStatus
from tests.given import NOW, Given
from tests.services.journal import kinds
from tests.services.outbox import nobody, outbox, token_in, worked_off

__all__ = ['outbox']

BETTER = 'seven quiet lanterns'
NEW = 'new@acme.example'
WEEK = timedelta(days=7)


@pytest.fixture
async def invited(outbox, admin):
    """Somebody an administrator has just added."""
    made = await people.create(admin, email=NEW, name='New Person', role=Role.USER)
    await worked_off()
    return made


async def proved_at(given, person):
    async with reading(given.ctx) as db:
        return await db.scalar(text('select verified_at from users where id = :id'), {'id': person.id})


@pytest.fixture
def mails(outbox):
    """Those to the person, not to the administrator of the test, who has no password either."""
    return lambda: [each for each in outbox.mails if each['To'] == NEW]


async def test_whoever_is_added_is_invited_and_chooses_a_password(given, invited, mails):
    [letter] = mails()
    token = token_in(letter, letters.INVITED)
    found = await access.invitation(nobody(), token=token)
    assert (letter['Subject'], found.user_id, found.email) == ('Your account at Acme', invited.id, NEW)
    assert (await people.by_id(given.ctx, user_id=invited.id)).status is UserStatus.INVITED
    with pytest.raises(WrongCredentials):
        await access.sign_in(nobody(), email=NEW, password=BETTER)
    assert await access.accept(nobody(), token=token, password=BETTER) is None
    await worked_off()

    assert (await people.by_id(given.ctx, user_id=invited.id)).status is UserStatus.ACTIVE
    assert await proved_at(given, invited) == NOW
    assert await access.sign_in(nobody(), email=NEW, password=BETTER)
    assert 'user.invitation_accepted' in await kinds(given.ctx, invited.id)
    assert len(mails()) == 1
    for call in (access.invitation(nobody(), token=token), access.accept(nobody(), token=token, password=BETTER)):
        with pytest.raises(LinkIsDead):
            await call


async def test_an_invitation_lasts_seven_days_and_a_weak_password_costs_none(invited, mails):
    token = token_in(mails()[0], letters.INVITED)
    last = nobody(WEEK - timedelta(seconds=1))
    with pytest.raises(LinkIsDead):
        await access.accept(nobody(WEEK), token=token, password=BETTER)
    with pytest.raises(Invalid):
        await access.accept(last, token=token, password='New Person Acme 1')
    await access.accept(last, token=token, password=BETTER)


async def test_an_invitation_is_no_reset_and_the_other_way_round(given, invited, mails):
    token = token_in(mails()[0], letters.INVITED)
    with pytest.raises(LinkIsDead):
        await access.reset(nobody(), token=token, password=BETTER)
    await access.ask_for_reset(nobody(), email=NEW)
    await worked_off()
    other = token_in(mails()[1], letters.RESET)
    with pytest.raises(LinkIsDead):
        await access.accept(nobody(), token=other, password=BETTER)
    await access.reset(nobody(), token=other, password=BETTER)
    assert (await people.by_id(given.ctx, user_id=invited.id)).status is UserStatus.ACTIVE, 'proved as well'
    with pytest.raises(LinkIsDead):
        await access.accept(nobody(), token=token, password='nine loud whistles')


async def test_whoever_is_let_go_before_they_accept_stays_out(admin, invited, mails):
    token = token_in(mails()[0], letters.INVITED)
    await access.deactivate(admin, user_id=invited.id)
    with pytest.raises(LinkIsDead):
        await access.accept(nobody(), token=token, password=BETTER)


async def test_inviting_again_voids_the_link_before_three_times_in_six_hours(admin, invited, mails):
    for number in range(3):
        await access.invite_again(admin, user_id=invited.id)
        await worked_off()
        assert len(mails()) == number + 2
    with pytest.raises(InvitedOften):
        await access.invite_again(admin, user_id=invited.id)
    for old in mails()[:-1]:
        with pytest.raises(LinkIsDead):
            await access.accept(nobody(), token=token_in(old, letters.INVITED), password=BETTER)
    await access.accept(nobody(), token=token_in(mails()[-1], letters.INVITED), password=BETTER)
    with pytest.raises(AlreadySignsIn):
        await access.invite_again(admin, user_id=invited.id)


async def test_only_administrators_invite_and_only_their_own(given, clerk, outsider, invited):
    with pytest.raises(NotAllowed):
        await access.invite_again(clerk, user_id=invited.id)
    with pytest.raises(UserNotFound):
        await access.invite_again(outsider, user_id=invited.id)


async def test_what_is_booked_with_somebody_does_not_wait_for_their_password(given, invited, clerk):
    calendar = await given.calendar(provider=invited)
    assert await given.appointment(calendar, 'Mon 10:00-11:00', by=clerk)


async def test_whoever_has_a_password_from_the_start_is_not_invited(outbox):
    other = await Given.a_tenant(slug='second')
    await other.user(email=NEW, password_hash='made by somebody')
    await worked_off()
    assert outbox.mails == []


async def test_s03_a_mistyped_address_is_corrected_and_the_first_link_is_dead(given, invited, admin, outbox, mails):
    first = token_in(mails()[0], letters.INVITED)
    assert await access.correct_address(admin, user_id=invited.id, email=' Right@Acme.example ') == 'right@acme.example'
    await worked_off()
    with pytest.raises(LinkIsDead):
        await access.accept(nobody(), token=first, password=BETTER)
    letter = next(each for each in outbox.mails if each['To'] == 'right@acme.example')
    corrected = await people.by_id(given.ctx, user_id=invited.id)
    assert (corrected.email, corrected.status) == ('right@acme.example', UserStatus.INVITED)
    assert await proved_at(given, invited) is None
    assert {'user.address_corrected', 'user.invited_again'} <= set(await kinds(given.ctx, invited.id))
    await access.accept(nobody(), token=token_in(letter, letters.INVITED), password=BETTER)
    assert await access.sign_in(nobody(), email='right@acme.example', password=BETTER)
    with pytest.raises(WrongCredentials):
        await access.sign_in(nobody(), email=NEW, password=BETTER)


async def test_s19_nobody_elses_address_is_corrected_nor_of_whoever_is_in(given, invited, admin, clerk, outsider):
    taken, there = await given.user(email='taken@acme.example'), await given.user()
    for email, field in (('no address', 'email'), (taken.email, 'email')):
        with pytest.raises(Invalid) as refusal:
            await access.correct_address(admin, user_id=invited.id, email=email)
        assert set(refusal.value.fields) == {field}
    for ctx, user, refused in ((admin, there, AlreadySignsIn), (clerk, invited, NotAllowed),
                               (outsider, invited, UserNotFound)):
        with pytest.raises(refused):
            await access.correct_address(ctx, user_id=user.id, email='else@acme.example')
    assert (await people.by_id(given.ctx, user_id=invited.id)).email == NEW
