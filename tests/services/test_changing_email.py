"""Another e-mail address for oneself: asked with the password, proved by a link, both addresses told
(S-06, S-07, S-08; abuse 20, 31, 34).
"""

from datetime import timedelta

import pytest

from app import clock
from app.database import reading
from app.errors import Invalid
from services import access, people, timetable
from services.access import LinkIsDead, NothingAwaited, TooManyLinks, address_changes, letters, moving
from services.people import EmailTaken
from tests.given import NOW, PASSWORD, PASSWORD_HASH, Given
from tests.services.journal import kinds
from tests.services.outbox import nobody, outbox, token_in, worked_off
from tests.smtp_sink import plain

__all__ = ['outbox']

ADA, NEW, EVE = 'ada@acme.example', 'ada@new.example', 'eve@acme.example'
DAY, SECOND = timedelta(hours=24), timedelta(seconds=1)
OTHER = 'seven quiet lanterns'


pytestmark = pytest.mark.usefixtures('outbox')


@pytest.fixture
async def ada(given):
    return await given.user(name='Ada Byron', email=ADA, password_hash=PASSWORD_HASH)


@pytest.fixture
def mine(given, ada):
    return given.acting(ada)


async def asked(mine, email=NEW, later=timedelta()):
    await access.change_email(mine, email=email, current=PASSWORD)
    await worked_off(later)


def token_to(outbox, email=NEW):
    return token_in(outbox.mails_to(email)[-1], letters.VERIFY)


async def user_id_of(email):
    home = await people.home_of(email)
    return home and home[1]


async def lives(cookie):
    return await access.resume(nobody(), cookie=cookie) is not None


async def test_s08_the_new_address_is_proved_the_old_one_hears_of_it_and_both_are_told(outbox, given, ada, mine):
    await asked(mine, f' {NEW.upper()} ')
    assert [each['Subject'] for each in outbox.mails_to(NEW)] == ['Confirm your new address for Acme']
    [warning] = outbox.mails_to(ADA)
    assert warning['Subject'] == 'Another address was asked for'
    assert NEW in plain(warning)
    assert '/forgot' in plain(warning), 'how to stop this'
    assert (await user_id_of(ADA), await user_id_of(NEW)) == (ada.id, None), 'nothing yet'
    assert (await access.awaited_email(mine)).email == NEW

    token = token_to(outbox)
    for _ in range(3):
        found = await access.confirmation(nobody(), token=token)
    assert (found.email, found.asks_password, found.is_change) == (NEW, False, True)
    await access.confirm(nobody(), token=token)
    await worked_off()

    assert (await user_id_of(ADA), await user_id_of(NEW)) == (None, ada.id)
    assert (await people.by_id(given.ctx, user_id=ada.id)).email == NEW
    assert await access.awaited_email(mine) is None
    for email, other in ((ADA, f'It is {NEW} now.'), (NEW, f'It was {ADA} before.')):
        told = outbox.mails_to(email)[-1]
        assert (told['Subject'], other in plain(told)) == ('Your address was changed', True)
    assert await kinds(given.ctx, ada.id) == ['user.created', 'user.address_change_asked', 'user.address_changed']


async def test_s08_it_takes_the_password(outbox, mine):
    with pytest.raises(Invalid) as refusal:
        await access.change_email(mine, email=NEW, current='not the password')
    await worked_off()
    assert refusal.value.fields == {'current': 'This is not your password.'}
    assert outbox.mails == []


async def test_s14_a_password_that_became_another_one_meanwhile_moves_nothing(outbox, given, ada, mine, monkeypatch):
    knows = moving.must_know

    async def then_becomes_another(*known):
        await knows(*known)
        await access.set_password(given.ctx, user_id=ada.id, password='quite another battery')

    monkeypatch.setattr(moving, 'must_know', then_becomes_another)
    with pytest.raises(Invalid) as refusal:
        await asked(mine)
    await worked_off()
    assert refusal.value.fields == {'current': 'This is not your password.'}
    assert (await access.awaited_email(mine), outbox.mails) == (None, [])


@pytest.mark.parametrize('email', ['', 'nobody', 'a@b', ADA, 'ＡＤＡ@acme.example', f'{NEW}\r\nBcc: x@y.example'])
async def test_what_is_no_other_address_is_said_at_its_field(outbox, mine, email):
    with pytest.raises(Invalid) as refusal:
        await asked(mine, email)
    assert refusal.value.fields.keys() == {'email'}
    assert outbox.mails == []


async def test_s06_a_taken_address_is_answered_like_a_free_one_and_told_by_mail(outbox, given, mine):
    elsewhere = await Given.a_tenant(now=NOW, slug='second')
    there = await elsewhere.user(email='bob@second.example', password_hash=PASSWORD_HASH)
    eve = await given.user(email=EVE, password_hash=PASSWORD_HASH)
    for email, owner in ((EVE, eve), ('bob@second.example', there)):
        assert await asked(mine, email) is None
        assert (await access.awaited_email(mine)).email == email, 'it looks the same here'
        [letter] = outbox.mails_to(email)
        assert letter['Subject'] == 'This address has an account already'
        assert 'token=' not in plain(letter)
        assert await user_id_of(email) == owner.id


async def test_s08_whoever_takes_the_address_meanwhile_keeps_it(outbox, given, ada, mine):
    await asked(mine)
    token = token_to(outbox)
    eve = await given.user(email=NEW)
    with pytest.raises(EmailTaken):
        await access.confirm(nobody(), token=token)
    assert (await user_id_of(NEW), await user_id_of(ADA)) == (eve.id, ada.id)


@pytest.mark.parametrize('variant', [
    'Ada@acme.example', 'ＡＤＡ@acme.example', 'ada@ａｃｍｅ.example', 'ada@ACME.example', 'ada@acme。example',
    'ıda@acme.example', 'İda@acme.example', 'аda@acme.example', 'adа@acme.example', 'ad\u00adа@acme.example',
    'a\u200bda@acme.example', 'ada@аcme.example', 'ᴬda@acme.example', 'ⓐda@acme.example', 'ada @acme.example',
    'ada@acme.example.', 'ada+x@acme.example', '𝐚da@acme.example', 'ida@acme.example', 'IDA@acme.example'])
async def test_s08_no_look_alike_claims_the_account_of_somebody_else(outbox, given, ada, variant):
    """Turkish i, full width, homoglyphs, invisible: each is refused, or is hers and stays hers, or is another one."""
    ida = await given.user(email='ida@acme.example', password_hash=PASSWORD_HASH)
    thief = await given.user(name='Mallory', email='mallory@acme.example', password_hash=PASSWORD_HASH)
    try:
        await asked(given.acting(thief), variant)
        for letter in [mail for mail in outbox.mails if 'token=' in plain(mail)]:
            assert letter['To'] not in (ADA, ida.email), 'a link would have gone to an account'
            await access.confirm(nobody(), token=token_in(letter, letters.VERIFY))
    except Invalid:
        assert outbox.mails == []
    assert (await user_id_of(ADA), await user_id_of(ida.email)) == (ada.id, ida.id)


async def test_s14_every_session_ends_but_the_one_that_confirms(outbox, given, ada, mine):
    here, there = await given.cookie(ada), await given.cookie(ada)
    others = await given.cookie(await given.user(email=EVE))
    await asked(mine)
    await access.confirm(nobody(), token=token_to(outbox), cookie=here)
    assert [await lives(each) for each in (here, there, others)] == [True, False, True]


@pytest.mark.parametrize('cookie', ['', 'x', 'of somebody else'])
async def test_s14_whoever_confirms_elsewhere_ends_them_all(outbox, given, ada, mine, cookie):
    theirs, others = await given.cookie(ada), await given.cookie(await given.user(email=EVE))
    await asked(mine)
    await access.confirm(nobody(), token=token_to(outbox), cookie=others if cookie == 'of somebody else' else cookie)
    assert [await lives(theirs), await lives(others)] == [False, True]


async def test_s07_the_link_works_for_a_day_once_and_only_the_newest(outbox, mine):
    await asked(mine)
    first = token_to(outbox)
    await asked(mine, 'ada@third.example')
    newest = token_to(outbox, 'ada@third.example')
    with pytest.raises(LinkIsDead):
        await access.confirm(nobody(), token=first)
    assert await access.confirmation(nobody(DAY - SECOND), token=newest)
    with pytest.raises(LinkIsDead):
        await access.confirm(nobody(DAY), token=newest)
    await access.confirm(nobody(DAY - SECOND), token=newest)
    with pytest.raises(LinkIsDead):
        await access.confirm(nobody(DAY - SECOND), token=newest)


async def test_abuse_20_a_link_to_reset_sent_to_the_old_address_is_dead(outbox, mine):
    await access.ask_for_reset(nobody(), email=ADA)
    await asked(mine)
    reset = token_in(next(mail for mail in outbox.mails_to(ADA) if 'reset' in plain(mail)), letters.RESET)
    assert await access.reset_link(nobody(), token=reset), 'a control: it works until then'
    await access.confirm(nobody(), token=token_to(outbox))
    with pytest.raises(LinkIsDead):
        await access.reset(nobody(), token=reset, password=OTHER)


@pytest.mark.parametrize('how', ['kept', 'new password', 'reset', 'deactivated'])
async def test_s08_it_can_be_stopped_until_it_has_happened(outbox, given, ada, mine, how):
    await access.ask_for_reset(nobody(), email=ADA)
    await asked(mine)
    if how == 'kept':
        await access.keep_email(mine)
    elif how == 'new password':
        own = await access.resume(nobody(), cookie=await given.cookie(ada))
        await access.change_password(mine, session_id=own.session_id, current=PASSWORD, password=OTHER)
    elif how == 'reset':
        reset = next(mail for mail in outbox.mails_to(ADA) if 'reset' in plain(mail))
        await access.reset(nobody(), token=token_in(reset, letters.RESET), password=OTHER)
    else:
        await access.deactivate(given.ctx, user_id=ada.id)
    with pytest.raises(LinkIsDead):
        await access.confirm(nobody(), token=token_to(outbox))
    assert await user_id_of(ADA) == ada.id


async def test_nothing_is_stopped_where_nothing_is_awaited(given, mine):
    with pytest.raises(NothingAwaited):
        await access.keep_email(mine)


async def test_abuse_34_neither_an_account_nor_a_mailbox_is_asked_more_than_three_times(outbox, given, mine):
    for number in range(3):
        await asked(mine, f'ada@nr{number}.example')
    with pytest.raises(TooManyLinks):
        await asked(mine, 'ada@more.example')
    others = [given.acting(await given.user(password_hash=PASSWORD_HASH)) for _ in range(4)]
    for other in others[:3]:
        await asked(other, 'victim@x.example')
    with pytest.raises(TooManyLinks):
        await asked(others[3], 'victim@x.example')
    assert len(outbox.mails_to('victim@x.example')) == 3


async def test_addresses_are_forgotten_a_week_after_the_link_died_and_not_before(outbox, given, mine, ada):
    await asked(mine)
    for later, is_known in ((DAY + timedelta(days=7), True), (DAY + timedelta(days=7) + SECOND, False)):
        with clock.frozen(NOW + later):
            await timetable.forget_address_changes()
        async with reading(given.ctx) as db:
            assert (await address_changes.awaited(db, ada.id) is not None) is is_known
