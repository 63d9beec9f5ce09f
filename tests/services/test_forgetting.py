"""A forgotten password: one answer for everybody, a link that works once, every session ends (S-03, S-06, S-07)."""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from structlog.testing import capture_logs

from app.database import reading, transaction
from app.errors import Invalid
from services import access
from services.access import LinkIsDead, TooManyLinks, WrongCredentials, forgetting, letters, tokens
from services.access.shapes import Purpose
from services.people import UserStatus
from tests.given import NOW, PASSWORD, PASSWORD_HASH, Given
from tests.services.outbox import nobody, outbox, token_in, worked_off
from tests.smtp_sink import plain

__all__ = ['outbox']

BETTER = 'seven quiet lanterns'
ADA = 'ada@acme.example'


@pytest.fixture(autouse=True)
def quick(outbox, monkeypatch):
    monkeypatch.setattr(forgetting, 'EVEN', 0)


@pytest.fixture
async def ada(given):
    return await given.user('USER', name='Ada', email=ADA, password_hash=PASSWORD_HASH)


async def asked(outbox, later=timedelta(), email=ADA):
    """The token in the mail that came of asking for it."""
    before = len(outbox.mails)
    await access.ask_for_reset(nobody(later), email=email)
    await worked_off(later)
    assert len(outbox.mails) == before + 1
    return token_in(outbox.mails[-1], letters.RESET)


async def test_a_link_by_mail_leads_to_a_new_password(outbox, given, ada):
    token = await asked(outbox, email=' ADA@Acme.example ')
    found = await access.reset_link(nobody(), token=token)
    assert (found.user_id, found.email) == (ada.id, ADA)
    assert (outbox.mails[0]['To'], outbox.mails[0]['Subject']) == (ADA, 'Choose a new password')
    await access.reset(nobody(), token=token, password=BETTER)

    assert await access.sign_in(nobody(), email=ADA, password=BETTER)
    with pytest.raises(WrongCredentials):
        await access.sign_in(nobody(), email=ADA, password=PASSWORD)


async def test_a_reset_ends_every_session_signs_nobody_in_and_mails_a_notice(outbox, given, ada):
    cookies = [await given.cookie(ada) for _ in range(3)]
    assert all([await access.resume(nobody(), cookie=cookie) for cookie in cookies])
    token = await asked(outbox)
    assert await access.reset(nobody(), token=token, password=BETTER) is None
    await worked_off()

    access.resuming._remembered.clear()
    assert [await access.resume(nobody(), cookie=cookie) for cookie in cookies] == [None] * 3
    async with reading(given.ctx) as db:
        assert await db.scalar(text('select count(*) from sessions where ended_at is null')) == 0
    notice = outbox.mails[-1]
    assert (notice['To'], notice['Subject']) == (ADA, 'Your password was changed')
    assert 'https://' not in plain(notice)


async def test_a_link_works_once(outbox, ada):
    token = await asked(outbox)
    await access.reset(nobody(), token=token, password=BETTER)
    for call in (access.reset_link(nobody(), token=token), access.reset(nobody(), token=token, password=PASSWORD)):
        with pytest.raises(LinkIsDead):
            await call


async def test_a_new_link_takes_the_place_of_the_old(outbox, ada):
    old, new = await asked(outbox), await asked(outbox)
    with pytest.raises(LinkIsDead):
        await access.reset(nobody(), token=old, password=BETTER)
    await access.reset(nobody(), token=new, password=BETTER)


async def test_a_link_lives_an_hour_and_not_a_second_longer(outbox, ada):
    token, hour = await asked(outbox), timedelta(hours=1)
    assert await access.reset_link(nobody(hour - timedelta(seconds=1)), token=token)
    with pytest.raises(LinkIsDead):
        await access.reset(nobody(hour), token=token, password=BETTER)
    await access.reset(nobody(hour - timedelta(seconds=1)), token=token, password=BETTER)


@pytest.mark.parametrize(('purpose', 'lasts'), [
    (Purpose.VERIFY, timedelta(hours=24)), (Purpose.RESET, timedelta(hours=1)), (Purpose.INVITE, timedelta(days=7)),
    (Purpose.DISOWN, timedelta(days=7))])
async def test_each_kind_of_link_lasts_as_long_as_it_should_and_is_good_for_nothing_else(given, ada, purpose, lasts):
    async with transaction(given.ctx) as db:
        token = await tokens.issue(db, ada.id, purpose, email=ADA)
    for later, stands in ((lasts - timedelta(seconds=1), True), (lasts, False)):
        async with reading(replace(given.ctx, now=NOW + later)) as db:
            assert (await tokens.standing(db, purpose, token) is not None) is stands
    async with transaction(given.ctx) as db:
        others = [other for other in Purpose if other is not purpose]
        assert [await tokens.use(db, other, token) for other in others] == [None] * len(others)
        assert len(token.partition('.')[2]) == 43, '32 bytes'


async def test_looking_uses_nothing_up(outbox, ada):
    token = await asked(outbox)
    for _ in range(3):
        await access.reset_link(nobody(), token=token)
    await access.reset(nobody(), token=token, password=BETTER)


@pytest.mark.parametrize('token', ['', '.', 'x', 'x.y', '0' * 32, '0' * 32 + '.', '0' * 32 + '.x', '\ud800.\x00',
                                   'a' * 10_000])
async def test_what_is_no_link_opens_nothing(ada, token):
    for call in (access.reset_link(nobody(), token=token), access.reset(nobody(), token=token, password=BETTER)):
        with pytest.raises(LinkIsDead):
            await call


async def test_a_link_opens_nothing_in_another_business(outbox, ada):
    other = await Given.a_tenant(now=NOW, slug='second')
    token = await asked(outbox)
    with pytest.raises(LinkIsDead):
        await access.reset(nobody(), token=f'{other.tenant_id.hex}.{token.partition(".")[2]}', password=BETTER)


async def test_a_link_sent_to_the_address_before_is_dead(outbox, given, ada):
    """Abuse 20."""
    token = await asked(outbox)
    async with transaction(given.ctx) as db:
        await db.execute(text("update users set email = 'new@acme.example' where id = :id"), {'id': ada.id})
    with pytest.raises(LinkIsDead):
        await access.reset(nobody(), token=token, password=BETTER)


async def test_a_password_chosen_meanwhile_makes_the_link_useless(outbox, given, ada):
    token = await asked(outbox)
    await access.change_password(given.acting(ada), session_id=ada.id, current=PASSWORD, password=BETTER)
    with pytest.raises(LinkIsDead):
        await access.reset(nobody(), token=token, password='nine loud whistles')


@pytest.mark.parametrize('password', ['short', 'acme acme acme acme', 'x' * 129, 'passwordpassword'])
async def test_a_weak_password_is_refused_at_its_field_and_costs_no_link(outbox, ada, password):
    token = await asked(outbox)
    with pytest.raises(Invalid) as refusal:
        await access.reset(nobody(), token=token, password=password)
    assert list(refusal.value.fields) == ['password']
    await access.reset(nobody(), token=token, password=BETTER)


def everything_kept(ledger, tenant_id):
    """Every row of every table, as text."""
    with psycopg.connect(ledger.replace('+psycopg', '')) as owner:
        owner.execute("select set_config('app.tenant_id', %s, true)", [str(tenant_id)])
        tables = [row[0] for row in owner.execute("select tablename from pg_tables where schemaname = 'public'")]
        rows = [owner.execute(sql.SQL('select t::text from {} t').format(sql.Identifier(table))) for table in tables]
        return '\n'.join(row[0] for found in rows for row in found)


async def test_no_usable_token_stands_anywhere_but_in_the_mail(outbox, ledger, given, ada):
    """S-07: neither in the database, the journal with it, nor in the log."""
    with capture_logs() as logs:
        await asked(outbox)
        token = await asked(outbox)
        with pytest.raises(Invalid):
            await access.reset(nobody(), token=token, password='short')
    kept, secret = everything_kept(ledger, given.tenant_id), token.partition('.')[2]

    assert tokens.digest(secret).hex() in kept, 'it is the whole of it'
    assert 'user.reset_asked' in kept
    assert secret not in kept
    assert secret not in repr(logs)


@pytest.mark.parametrize('email', ['nobody@acme.example', 'gone@acme.example'])
async def test_whoever_cannot_sign_in_is_mailed_nothing_and_told_nothing(outbox, given, email):
    await given.user(email='gone@acme.example', status=UserStatus.DEACTIVATED)
    assert await access.ask_for_reset(nobody(), email=email) is None
    await worked_off()
    assert outbox.mails == []


async def test_three_an_hour_and_five_a_day_known_or_not(outbox, ada):
    """S-03, at each limit and one more."""
    def tries(hours):
        return [timedelta(hours=hours, seconds=second) for second in range(4)]

    for email in (ADA, 'nobody@acme.example'):
        said = []
        for later in (*tries(0), *tries(1.1), timedelta(hours=24, seconds=30)):
            try:
                await access.ask_for_reset(nobody(later), email=email)
                said.append('yes')
            except TooManyLinks as refusal:
                said.append(refusal.message)
        no = TooManyLinks.sentence
        assert said == ['yes'] * 3 + [no] + ['yes'] * 2 + [no] * 2 + ['yes'], email
    await worked_off(timedelta(hours=25))
    assert len(outbox.mails) == 6


async def test_a_restart_does_not_make_more_of_five_a_day(outbox, ada):
    for second in range(7):
        for window in forgetting.OF_ACCOUNT:
            window.clear()
        await access.ask_for_reset(nobody(timedelta(seconds=second)), email=ADA)
    await worked_off(timedelta(minutes=1))
    assert len(outbox.mails) == 5


async def test_one_place_asks_twenty_times_an_hour_for_whomever(outbox):
    for number in range(20):
        await access.ask_for_reset(nobody(), email=f'{number}@acme.example', address='203.0.113.7')
    with pytest.raises(TooManyLinks):
        await access.ask_for_reset(nobody(), email='20@acme.example', address='203.0.113.7')
    await access.ask_for_reset(nobody(), email='20@acme.example', address='203.0.113.8')


async def took(email, number):
    started = perf_counter()
    await access.ask_for_reset(nobody(timedelta(days=number)), email=email)
    return perf_counter() - started


@pytest.mark.parametrize('email', [ADA, 'nobody@acme.example'])
async def test_time_does_not_tell_whether_anybody_signs_in_with_an_address(monkeypatch, ada, email):
    """S-06: everybody is answered when the slowest would be; `tests/load/door.py` measures how alike."""
    monkeypatch.setattr(forgetting, 'EVEN', 0.2)
    assert await took(email, 0) >= 0.2


async def test_without_the_floor_time_would_tell(monkeypatch, ada, counted_statements):
    """The control: there is more to do for one who is known, and nobody waits for them."""
    monkeypatch.setattr(forgetting, 'EVEN', 0.0)
    work = []
    for email in (ADA, 'nobody@acme.example'):
        with counted_statements() as count:
            await took(email, 1)
        work.append(int(count))
    assert work[0] > work[1]


async def test_a_mail_server_that_is_away_costs_only_time(outbox, ada):
    outbox.close()
    await access.ask_for_reset(nobody(), email=ADA)
    await worked_off()
    assert outbox.mails == []
    outbox.open()
    await worked_off(timedelta(seconds=15))
    token = token_in(outbox.mails[0], letters.RESET)
    await access.reset(nobody(timedelta(seconds=15)), token=token, password=BETTER)
