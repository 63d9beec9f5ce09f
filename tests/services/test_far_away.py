"""Nobody is in two places: a sign-in too far from the one before is flagged and told (S-22)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import geography
from app.database import reading
from app.errors import NotConfirmed
from services import access
from services.access import letters, passwords, resuming
from services.access.models import Session
from services.access.rules import is_impossible
from tests.apps import signed_in_wholly
from tests.given import NOW, PASSWORD, PASSWORD_HASH
from tests.services.outbox import nobody, outbox, token_in, worked_off
from tests.smtp_sink import plain

__all__ = ['outbox']

ADA = 'ada@acme.example'
FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
LONDON, READING, SYDNEY, NOWHERE = '203.0.113.9', '198.51.100.9', '192.0.2.9', '233.252.0.9'
HOUR = timedelta(hours=1)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / 'networks.csv'
    path.write_text('network,latitude,longitude\n192.0.2.0/24,-33.8688,151.2093\n198.51.100.0/24,51.4543,-0.9781\n'
                    '203.0.113.0/24,51.5074,-0.1278\n')
    geography.configure(path)
    yield
    geography.configure(None)


@pytest.fixture(autouse=True)
def cheap(outbox, monkeypatch):
    async def matches(known, password):
        return known is not None and password == PASSWORD

    monkeypatch.setattr(passwords, 'matches', matches)
    resuming._remembered.clear()


@pytest.fixture
async def ada(given):
    return await given.user('USER', name='Ada', email=ADA, password_hash=PASSWORD_HASH)


async def sign_in(address, later=timedelta(), *, known_by='', email=ADA):
    """As the doors do; the value of the device's cookie afterwards."""
    cookie = await access.sign_in(nobody(later), email=email, password=PASSWORD, known_by=known_by, device=FIREFOX,
                                  address=address)
    session = await access.resume(nobody(later), cookie=await signed_in_wholly(cookie, NOW + later))
    return await access.make_known(session.context(NOW + later), known_by=known_by, device=FIREFOX)


async def flagged(given):
    """Of all sessions, in their order."""
    async with reading(given.ctx) as db:
        return list(await db.scalars(select(Session.is_far).order_by(Session.created_at, Session.id)))


async def test_s22_too_far_in_too_short_a_time_is_flagged_and_told_also_with_a_known_device(outbox, given, ada, table):
    mine = await sign_in(LONDON)
    await sign_in(SYDNEY, HOUR, known_by=mine)
    assert await flagged(given) == [False, True]
    seen = await access.my_devices(replace(given.acting(ada), now=NOW + HOUR), session_id=ada.id)
    assert [(each.place, each.is_far) for each in seen.rows] == [('192.0.2.0', True), ('203.0.113.0', False)]
    await worked_off(HOUR)
    [mail] = outbox.mails_to(ADA)
    assert 'about 16,994 km from the sign-in before, which was 1 h 0 min earlier: nobody travels' in plain(mail)
    assert 'from the network 192.0.2.0, on 1 March 2027 at 09:00 (Europe/London)' in plain(mail)
    assert await access.disown(nobody(HOUR), token=token_in(mail, letters.NOT_ME))


async def test_s22_whoever_is_too_far_away_is_asked_once_more_before_an_act_of_weight(outbox, given, ada, table):
    cookies = [await access.sign_in(nobody(later), email=ADA, password=PASSWORD, device=FIREFOX, address=address)
               for address, later in ((LONDON, timedelta()), (SYDNEY, HOUR))]
    near, far = [await access.resume(nobody(HOUR), cookie=cookie) for cookie in cookies]
    near.context(NOW).demand_confirmed()
    with pytest.raises(NotConfirmed):
        far.context(NOW + HOUR).demand_confirmed()

    await access.confirm_oneself(far.context(NOW + HOUR), session_id=far.session_id, password=PASSWORD, code='')
    resuming._remembered.clear()
    (await access.resume(nobody(HOUR), cookie=cookies[1])).context(NOW + HOUR).demand_confirmed()


@pytest.mark.parametrize(('first', 'then', 'later'), [
    (LONDON, READING, timedelta(seconds=1)), (READING, LONDON, timedelta()),
    (LONDON, SYDNEY, timedelta(hours=19)), (LONDON, LONDON, timedelta()),
    (LONDON, NOWHERE, timedelta()), (NOWHERE, SYDNEY, timedelta()), (LONDON, '', timedelta())])
async def test_s22_the_control_a_network_nearby_or_time_enough_or_a_place_nobody_knows_is_not(
        outbox, given, ada, table, first, then, later):
    mine = await sign_in(first)
    await sign_in(then, later, known_by=mine)
    await worked_off(later)
    assert await flagged(given) == [False, False]
    assert outbox.mails_to(ADA) == []


async def test_s22_without_a_file_nobody_is_far_away(outbox, given, ada):
    mine = await sign_in(LONDON)
    await sign_in(SYDNEY, known_by=mine)
    await worked_off()
    assert await flagged(given) == [False, False]
    assert outbox.mails_to(ADA) == []


async def test_s22_far_away_with_a_new_browser_makes_one_letter(outbox, given, ada, table):
    await sign_in(LONDON)
    await sign_in(SYDNEY, HOUR)
    await worked_off(HOUR)
    assert len(outbox.mails_to(ADA)) == 1


async def test_s22_what_was_refused_does_not_count_as_a_place_somebody_was_at(outbox, given, ada, table):
    mine = await sign_in(LONDON)
    with pytest.raises(access.WrongCredentials):
        await access.sign_in(nobody(HOUR), email=ADA, password='wrong', address=SYDNEY, device=FIREFOX)
    await sign_in(READING, 2 * HOUR, known_by=mine)
    assert await flagged(given) == [False, False]


async def test_s22_whoever_has_a_factor_is_asked_for_it_before_anything_opens(outbox, given, table):
    email = 'boss@acme.example'
    await given.user('ADMIN', email=email, password_hash=PASSWORD_HASH)
    mine = await sign_in(LONDON, email=email)
    half = await access.sign_in(nobody(HOUR), email=email, password=PASSWORD, known_by=mine, device=FIREFOX,
                                address=SYDNEY)
    assert await access.resume(nobody(HOUR), cookie=half) is None
    assert (await access.half_signed_in(nobody(HOUR), cookie=half)).has_factor


@pytest.mark.parametrize(('kilometres', 'hours', 'is_too_much'), [
    (100, 0, False), (100.1, 0, True), (900, 1, False), (900.1, 1, True), (16_994, 18.9, False), (16_994, 18.8, True)])
def test_s22_beyond_both_limits_alone(kilometres, hours, is_too_much):
    assert is_impossible(kilometres, timedelta(hours=hours)) is is_too_much
