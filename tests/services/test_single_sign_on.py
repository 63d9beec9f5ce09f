"""Single sign-on: who somebody is elsewhere counts by the issuer and its own name for them, linked by hand (S-32)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.errors import Invalid
from services import access
from services.access import (
    IsLinked,
    LinkedToAnother,
    NobodyLinked,
    NoIssuer,
    NotBelieved,
    NotLinked,
    NotVerified,
    TooManyTries,
    WayIsLost,
    letters,
    recognising,
)
from services.access.sign_on import departing
from tests.apps import signed_in_wholly
from tests.given import NOW, PASSWORD, PASSWORD_HASH
from tests.issuer import SECRET, trust
from tests.services.journal import kinds
from tests.services.outbox import nobody, outbox, token_in, worked_off
from tests.services.sign_on import (
    BACK,
    MINUTE,
    ada,
    back,
    identities,
    issuer,
    leave_for,
    linked,
    of_claims,
    running,
    session_of,
    there,
)

__all__ = ['ada', 'issuer', 'outbox', 'running']


async def test_s32_whoever_linked_themselves_signs_in_by_it(issuer, given, ada):
    await linked(issuer, given, ada)
    assert await identities(given) == [(issuer.url, 'ada-at-the-issuer', ada.id)]
    kept, answer = await there(issuer)
    arrived = await back(kept, answer)
    assert arrived.following == '/board'
    assert (await access.resume(nobody(), cookie=arrived.cookie)).user_id == ada.id
    assert 'user.identity_linked' in await kinds(given.ctx, ada.id)
    mine = await access.my_identity(given.acting(ada))
    assert (mine.label, mine.linked_since, mine.used_at) == ('Acme ID', NOW, NOW)


async def test_s32_the_question_is_asked_with_state_nonce_and_pkce_and_a_new_one_each_time(issuer, given):
    ways = [await access.depart(nobody(), slug='acme', back=BACK, following='/', browser='mine') for _ in range(2)]
    asked = [{name: values[0] for name, values in parse_qs(urlsplit(way.url).query).items()} for way in ways]
    assert asked[0]['redirect_uri'] == BACK
    for name in ('state', 'nonce', 'code_challenge'):
        assert asked[0][name] != asked[1][name]
        assert len(asked[0][name]) >= 43
    assert all(SECRET not in way.url + way.kept and asked[0]['nonce'] not in way.kept for way in ways)


async def test_s32_nobody_is_linked_by_an_address_whoever_says_it_is_proved(issuer, given, ada):
    kept, answer = await there(issuer)
    with pytest.raises(NobodyLinked, match='Sign in with your password first, and link it'):
        await back(kept, answer)
    assert await identities(given) == []


async def test_s32_what_comes_back_counts_in_the_browser_it_began_in_and_soon(issuer, given, outsider, ada):
    await linked(issuer, given, ada)
    issuer.bend = of_claims(exp=lambda claims: claims['iat'] + 3600)
    kept, answer = await there(issuer)
    issuer.asked.clear()
    for bent in ({'browser': 'theirs'}, {'slug': 'elsewhere'}, {'later': timedelta(minutes=10)},
                 {'kept': ''}, {'kept': 'x'}, {'kept': '\ud800'}, {'answer': answer | {'state': 'made up'}},
                 {'answer': answer | {'state': ''}}, {'answer': {'code': answer['code']}}, {'answer': {}}):
        with pytest.raises(WayIsLost):
            await back(**({'kept': kept, 'answer': answer} | bent))
    assert issuer.asked == [], 'and nobody is asked'
    assert (await back(kept, answer, timedelta(minutes=10, seconds=-1))).cookie, 'the control'


async def test_s32_another_issuer_no_code_or_a_made_up_one_is_not_believed(issuer, given, ada):
    await linked(issuer, given, ada)
    for bent in ({'iss': 'https://login.example.org'}, {'code': ''}, {'code': 'made up'}):
        kept, answer = await there(issuer)
        with pytest.raises(NotBelieved):
            await back(kept, answer | bent)


async def test_s32_a_code_of_another_way_is_worth_nothing_here(issuer, given, ada):
    """What PKCE is for: a code that was read on the way."""
    await linked(issuer, given, ada)
    _, theirs = await there(issuer, browser='theirs')
    kept, mine = await there(issuer)
    with pytest.raises(NotBelieved):
        await back(kept, mine | {'code': theirs['code']})


async def test_s32_a_way_is_gone_once(issuer, given, ada):
    await linked(issuer, given, ada)
    kept, answer = await there(issuer)
    await back(kept, answer)
    with pytest.raises(NotBelieved):
        await back(kept, answer)


async def test_s32_linking_takes_ones_password_anew(issuer, given, ada):
    session = await session_of(given, ada)
    with pytest.raises(Invalid) as refusal:
        await access.begin_link(given.acting(ada), session_id=session.session_id, current='wrong horse battery')
    assert list(refusal.value.fields) == ['current']
    with pytest.raises(WayIsLost):
        await there(issuer, leave='made up', session=session)


async def test_s32_leave_to_link_is_for_this_session_and_this_minute(issuer, given, ada):
    bob = await given.user('USER', name='Bob', password_hash=PASSWORD_HASH)
    session, leave = await leave_for(given, ada)
    for other in (await session_of(given, ada), await session_of(given, bob), None):
        with pytest.raises(WayIsLost):
            await there(issuer, leave=leave, session=other)
    with pytest.raises(WayIsLost):
        await there(issuer, MINUTE, leave=leave, session=session)
    kept, answer = await there(issuer, leave=leave, session=session)
    for other in (await session_of(given, bob), None):
        with pytest.raises(WayIsLost):
            await back(kept, answer, session=other)
        kept, answer = await there(issuer, leave=leave, session=session)
    assert await identities(given) == []
    await back(kept, answer, session=session)


async def test_s32_a_new_way_in_is_told_to_whose_account_it_is_with_a_way_out(issuer, outbox, given, ada):
    await linked(issuer, given, ada)
    await worked_off()
    [mail] = outbox.mails_to(ada.email)
    assert mail['Subject'] == 'Your account at Acme was linked with Acme ID'
    assert await access.disown(nobody(), token=token_in(mail, letters.NOT_ME))
    assert await identities(given) == []


async def test_s03_thirty_ways_that_come_to_nothing_in_five_minutes_from_one_place(issuer, given):
    departing.OF_PLACE.clear()
    for _ in range(30):
        await there(issuer, address='203.0.113.7')
        with pytest.raises(WayIsLost):
            await back('', {}, address='203.0.113.7')
    issuer.asked.clear()
    for call in (there(issuer, address='203.0.113.7'), back('', {}, address='203.0.113.7')):
        with pytest.raises(TooManyTries):
            await call
    assert issuer.asked == []
    await there(issuer, address='203.0.113.8')
    await there(issuer, 5 * MINUTE, address='203.0.113.7')


async def test_s32_one_account_elsewhere_is_linked_with_one_person(issuer, given, ada):
    bob = await given.user('USER', name='Bob', password_hash=PASSWORD_HASH)
    await linked(issuer, given, ada)
    with pytest.raises(LinkedToAnother):
        await linked(issuer, given, bob)
    with pytest.raises(IsLinked):
        await leave_for(given, ada)
    session, leave = await leave_for(given, bob)
    ways = [await there(issuer, leave=leave, session=session) for _ in range(2)]
    issuer.subject = 'bob-at-the-issuer'
    ways += [await there(issuer, leave=leave, session=session)]
    await back(*ways[2], session=session)
    issuer.subject = 'robert-at-the-issuer'
    with pytest.raises(LinkedToAnother):
        await back(*ways[0], session=session)
    assert len(await identities(given)) == 2


async def test_s32_a_second_factor_is_asked_for_all_the_same(issuer, given):
    boss = await given.user('ADMIN', name='Boss', email='boss@acme.example', password_hash=PASSWORD_HASH)
    session = await access.resume(nobody(), cookie=await signed_in_wholly(
        await access.sign_in(nobody(), email='boss@acme.example', password=PASSWORD), NOW))
    leave = await access.begin_link(given.acting(boss), session_id=session.session_id, current=PASSWORD)
    await back(*await there(issuer, leave=leave, session=session), session=session)
    arrived = await back(*await there(issuer))
    assert await access.resume(nobody(), cookie=arrived.cookie) is None
    assert (await access.half_signed_in(nobody(), cookie=arrived.cookie)).has_factor


async def test_s32_whoever_was_let_go_or_unlinked_comes_in_no_more(issuer, given, ada):
    await linked(issuer, given, ada)
    await access.unlink(given.acting(ada))
    with pytest.raises(NobodyLinked):
        await back(*await there(issuer))
    with pytest.raises(NotLinked):
        await access.unlink(given.acting(ada))
    await linked(issuer, given, ada)
    await access.deactivate(given.ctx, user_id=ada.id)
    with pytest.raises(NobodyLinked):
        await back(*await there(issuer))


async def test_s32_another_business_that_believes_the_same_issuer_knows_nobody(issuer, given, outsider, ada):
    await linked(issuer, given, ada)
    await trust(outsider, issuer.url)
    way = await access.depart(nobody(), slug='elsewhere', back=BACK, following='/', browser='mine')
    with pytest.raises(NobodyLinked):
        await back(way.kept, issuer.authorized(way.url), slug='elsewhere')


async def test_s32_a_way_that_began_with_another_issuer_ends_nowhere(issuer, given, ada):
    await linked(issuer, given, ada)
    kept, answer = await there(issuer)
    await trust(given.ctx, 'https://login.example.org')
    with pytest.raises(NotBelieved):
        await back(kept, answer)
    await access.trust_no_issuer(given.ctx)
    for call in (back(kept, answer), there(issuer), access.trust_no_issuer(given.ctx), access.try_issuer(given.ctx)):
        with pytest.raises(NoIssuer):
            await call
    assert await access.my_identity(given.acting(ada)) is None
    assert await access.issuer_at(nobody(), slug='acme') is None


async def test_s32_who_has_yet_to_prove_their_address_is_asked_to_where_the_business_wants_it(issuer, given):
    new = await given.user('CLIENT', name='New', password_hash=PASSWORD_HASH, is_verified=False)
    await linked(issuer, given, new)
    with pytest.raises(NotVerified):
        await back(*await there(issuer))


@pytest.mark.parametrize('how', ['unlinked', 'let go'])
async def test_s14_whoever_is_unlinked_or_let_go_while_they_come_back_is_not_let_in(
        issuer, given, ada, monkeypatch, how):
    await linked(issuer, given, ada)

    async def meanwhile(*_):
        if how == 'unlinked':
            await access.unlink(given.acting(ada))
        else:
            await access.deactivate(given.ctx, user_id=ada.id)
        return False

    monkeypatch.setattr(recognising, 'is_known', meanwhile)
    with pytest.raises(NobodyLinked):
        await back(*await there(issuer), known_by='some device')


async def test_s14_a_session_that_ended_on_the_way_links_nobody(issuer, given, ada):
    session, leave = await leave_for(given, ada)
    way = await there(issuer, leave=leave, session=session)
    await access.sign_out(nobody(), session=session)
    with pytest.raises(WayIsLost):
        await back(*way, session=session)
    assert await identities(given) == []
