"""S-23: the journal is sealed behind the bookings' back, and what was changed afterwards is found."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.database import Transaction, reading, transaction
from services import appointments, audit, timetable
from services.audit import Head, Verdict, Wrong
from services.audit.operating import examine_all
from tests.given import NOW, Given

SEED, TAMPERINGS = 23, 1_000
CHANGES = (
    "at = at + interval '1 microsecond'", "kind = kind || 'x'", "actor_name = actor_name || ' '",
    'actor_id = gen_random_uuid()', 'subject_id = gen_random_uuid()', "subject_kind = 'y'", "trace_id = 'ffffffff'",
    """data = data || '{"more": 1}'""",
    "actor_kind = case actor_kind when 'user' then 'system' else 'user' end",
)
EDITS = (*(f'update journal set {change} where id = :one' for change in CHANGES),
         'update journal_seals set digest = sha256(digest) where journal_id = :one')
DELETION = 'delete from journal where id = :one'
OTHER = 'case {} when :one then :other else :one end'
SWAPS = (
    f"""update journal j set (kind, subject_kind, subject_id, data) = (
        select kind, subject_kind, subject_id, data from journal o where o.id = {OTHER.format('j.id')})
        where j.id in (:one, :other)""",
    f"""update journal_seals s set digest = (
        select digest from journal_seals o where o.journal_id = {OTHER.format('s.journal_id')})
        where s.journal_id in (:one, :other)""",
)


class Undone(Exception):
    """Ends a tampering."""


async def sealed(ctx) -> int:
    async with transaction(ctx) as db:
        return await audit.seal(db)


async def examined(ctx, noted: Head | None = None) -> Verdict:
    async with reading(ctx, is_snapshot=True) as db:
        return await audit.examine(db, noted=noted)


@pytest.fixture
async def busy(given) -> Given:
    """A business with a few dozen lines, all sealed."""
    calendar = await given.calendar()
    for hour in range(9, 17):
        made = await given.appointment(calendar, f'Mon {hour:02d}:00-{hour + 1:02d}:00')
        await appointments.cancel(given.ctx, appointment_id=made.id, reason='Client asked')
    assert await sealed(given.ctx) >= 20
    return given


@asynccontextmanager
async def as_an_intruder(ctx) -> AsyncIterator[Transaction]:
    """The database's own superuser, with triggers and keys off, in a transaction that is undone."""
    try:
        async with transaction(ctx) as db:
            await db.execute(text('set local role none'))
            await db.execute(text('set local session_replication_role = replica'))
            yield db
            raise Undone
    except Undone:
        pass


async def tampered(ctx, act: Callable[[Transaction], Awaitable[None]]) -> Verdict:
    """What is found after somebody with all the rights there are changed the journal."""
    async with as_an_intruder(ctx) as db:
        await act(db)
        return await audit.examine(db)
    raise AssertionError('unreachable')


async def taken_out(db: Transaction, number: int) -> None:
    """A seal, and the line it seals."""
    await db.execute(text('delete from journal where id = (select journal_id from journal_seals where number = :n)'),
                     {'n': number})
    await db.execute(text('delete from journal_seals where number = :n'), {'n': number})


async def test_s23_a_thousand_tamperings_a_thousand_found(busy):
    chance, missed = random.Random(SEED), []
    async with reading(busy.ctx) as db:
        ids = list(await db.scalars(text('select id from journal')))
    assert (await examined(busy.ctx)).is_sound
    for number in range(TAMPERINGS):
        statement = chance.choice((*EDITS, *[DELETION] * 5, *SWAPS * 2))
        one, other = chance.sample(ids, 2)
        both = {'one': one, 'other': other} if ':other' in statement else {'one': one}
        async with as_an_intruder(busy.ctx) as db:
            done = await db.execute(text(statement), both)
            verdict = await audit.examine(db)
            if verdict.is_sound or not done.rowcount:
                missed.append((number, statement, both))
    assert missed == []
    assert (await examined(busy.ctx)).is_sound


async def test_s23_the_control_without_seals_nothing_is_found(given):
    """The same tampering where no line was sealed: the chain is what finds it, not the examination's mere presence."""
    await given.appointment(await given.calendar(), 'Mon 09:00-10:00')

    async def act(db: Transaction) -> None:
        assert (await db.execute(text("update journal set kind = kind || 'x'"))).rowcount

    verdict = await tampered(given.ctx, act)
    assert verdict.is_sound
    assert (verdict.sound, verdict.waiting > 0) == (0, True)


async def test_s23_seals_taken_out_of_the_middle_are_missed(busy):
    async def act(db: Transaction) -> None:
        await taken_out(db, 7)

    [finding] = (await tampered(busy.ctx, act)).findings
    assert (finding.number, finding.wrong) == (8, Wrong.SKIPPED)


async def test_s23_a_chain_that_was_rewritten_whole_or_cut_short_is_told_by_what_was_noted_elsewhere(busy):
    noted = (await examined(busy.ctx)).head

    async def rewritten(db: Transaction) -> None:
        await db.execute(text("update journal set actor_name = 'Nobody'"))
        await db.execute(text('delete from journal_seals'))
        await audit.seal(db)

    async def cut(db: Transaction) -> None:
        await taken_out(db, noted.number)

    for act in (rewritten, cut):
        async with as_an_intruder(busy.ctx) as db:
            await act(db)
            alone, told = await audit.examine(db), await audit.examine(db, noted=Head.read(str(noted)))
        assert alone.is_sound  # a control: inside the database alone this cannot be seen
        assert [finding.wrong for finding in told.findings] == [Wrong.REWRITTEN]


async def test_s23_a_line_that_commits_behind_others_is_sealed_too(busy):
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        async with transaction(busy.ctx) as db:
            await db.execute(text(
                """insert into journal (at, kind, subject_kind, subject_id, actor_kind, actor_name, data, trace_id)
                values (now(), 'k', 's', gen_random_uuid(), 'system', '', '{}', '')"""))
            begun.set()
            await may_end.wait()

    late = asyncio.create_task(slowly())
    await begun.wait()
    await busy.skill()
    assert await sealed(busy.ctx) == 1
    may_end.set()
    await late
    assert await sealed(busy.ctx) == 1
    verdict = await examined(busy.ctx)
    assert (verdict.is_sound, verdict.waiting) == (True, 0)


async def test_s23_two_who_seal_at_once_take_turns(given):
    for _ in range(5):
        await given.skill()
    counts = await asyncio.gather(*(sealed(given.ctx) for _ in range(6)))
    verdict = await examined(given.ctx)
    assert sorted(counts)[:5] == [0] * 5
    assert (verdict.sound, verdict.is_sound) == (max(counts), True)


async def test_s23_a_booking_does_not_wait_for_the_seals(given):
    """While a sealing holds everything it ever locks, a booking goes through."""
    calendar = await given.calendar()
    async with transaction(given.ctx) as db:
        assert await audit.seal(db)
        await asyncio.wait_for(given.appointment(calendar, 'Mon 09:00-10:00'), 2)
    assert await sealed(given.ctx) > 0


async def test_s23_the_timetable_seals_every_business_and_each_has_a_chain_of_its_own(given):
    other = await Given.a_tenant(now=NOW, slug='other')
    for each in (given, other):
        await each.skill()
    with clock.frozen(NOW + timedelta(minutes=1)):
        await timetable.seal_the_journal()
    ours, theirs = [await examined(each.ctx) for each in (given, other)]
    assert ours.waiting == theirs.waiting == 0
    assert ours.head.number == theirs.head.number > 0
    assert ours.head.digest != theirs.head.digest


async def test_s23_operators_examine_every_business_by_a_command(busy, ledger):
    verdicts = await examine_all({})
    assert verdicts[busy.slug].is_sound
    told = await examine_all({busy.slug: Head(1, b'\0' * 32)})
    assert [finding.wrong for finding in told[busy.slug].findings] == [Wrong.REWRITTEN]
