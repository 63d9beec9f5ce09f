"""The journal: every change leaves its line and what it owes, in the same transaction or not at all."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app import journal
from app.database import reading, transaction
from app.live import hub
from services import appointments, reactions
from tests.given import monday
from tests.services.journal import kinds


@pytest.fixture
def installed():
    """The product's table of reactions, as after a start."""
    reactions.install()
    yield
    journal.react({})


async def owed(ctx):
    async with reading(ctx) as db:
        rows = await db.execute(select(journal.JournalRow.kind, journal.Reaction.handler).order_by(
            journal.JournalRow.id, journal.Reaction.handler).join(
            journal.Reaction, journal.Reaction.journal_id == journal.JournalRow.id).where(
            journal.JournalRow.subject_kind == 'appointment'))
        return [tuple(row) for row in rows]


async def test_a_booking_owes_the_client_and_the_provider_word_of_every_step(installed, given, clerk):
    calendar = await given.calendar()
    made = await given.appointment(calendar, 'Mon 10:00-11:00', is_request=True, by=clerk)
    await appointments.confirm(clerk, appointment_id=made.id)
    await appointments.reschedule(clerk, appointment_id=made.id, during=monday('12:00-13:00'))
    await appointments.cancel(clerk, appointment_id=made.id, reason='Client asked')

    both = ('tell_the_client', 'tell_the_provider')
    ahead = ('remind_the_client', *both)  # at 12:00 a reminder is ahead, at 10:00 none is any more
    assert await owed(clerk) == [(f'appointment.{kind}', handler) for kind, handlers in (
        ('requested', both), ('confirmed', both), ('moved', ahead), ('cancelled', both)) for handler in handlers]


async def test_after_a_refusal_there_is_neither_a_line_nor_anything_owed_nor_announced(installed, given, clerk):
    calendar = await given.calendar()
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    facts, owed_before, rung = await kinds(clerk, made.id), await owed(clerk), []
    stop = hub.follow(given.tenant_id, f'calendar:{calendar.id}', lambda: rung.append(1))
    with pytest.raises(appointments.SlotTaken):
        await given.appointment(calendar, 'Mon 10:30-11:30', by=clerk)
    stop()

    async with reading(clerk) as db:
        lines = (await db.scalars(select(journal.JournalRow.kind).where(
            journal.JournalRow.subject_kind == 'appointment'))).all()
    assert lines == facts == ['appointment.booked']
    assert await owed(clerk) == owed_before
    assert rung == []


async def test_what_fails_at_the_last_moment_leaves_nothing(installed, given):
    @dataclass(frozen=True, kw_only=True)
    class Happened(journal.Event):
        kind: ClassVar[str] = 'thing.happened'
        subject_kind: ClassVar[str] = 'thing'
        thing_id: UUID

        def topics(self):
            return ('things',)

    rung = []
    stop = hub.follow(given.tenant_id, 'things', lambda: rung.append(1))

    async def failing():
        async with transaction(given.ctx) as db:
            await journal.record(db, Happened(thing_id=given.tenant_id))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    assert (await kinds(given.ctx, given.tenant_id), rung) == ([], [])

    async with transaction(given.ctx) as db:
        await journal.record(db, Happened(thing_id=given.tenant_id))
        assert rung == []  # not before the commit
    stop()
    assert (await kinds(given.ctx, given.tenant_id), rung) == (['thing.happened'], [1])


async def test_a_line_says_who_when_what_and_under_which_trace(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00', by=clerk)
    async with reading(clerk) as db:
        line = (await db.scalars(select(journal.JournalRow).where(journal.JournalRow.subject_id == made.id))).one()

    assert (line.actor_kind, line.actor_id, line.actor_name) == ('user', clerk.actor.user_id, clerk.actor.name)
    assert (line.at, line.trace_id, line.subject_kind) == (clerk.now, clerk.trace_id, 'appointment')
    assert line.data == {
        'appointment_id': str(made.id), 'calendar_id': str(made.calendar_id), 'was_known': False,
        'during': {'starts_at': '2027-03-01T10:00:00+00:00', 'ends_at': '2027-03-01T11:00:00+00:00'}}


async def test_history_is_newest_first(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    await appointments.cancel(clerk, appointment_id=made.id, reason='Client asked')
    entries = await appointments.history(clerk, appointment_id=made.id)

    assert [(entry.kind, entry.actor_name) for entry in entries] == [
        ('appointment.cancelled', clerk.actor.name), ('appointment.booked', 'Daybook')]
    assert entries[0].data['reason'] == 'Client asked'


@pytest.mark.parametrize('statement', ["update journal set kind = 'x'", 'delete from journal', 'truncate journal'])
async def test_nobody_rewrites_the_journal(given, ledger, statement):
    await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    with pytest.raises(DBAPIError, match='permission denied'):
        async with transaction(given.ctx) as db:
            await db.execute(text(statement))
    if not statement.startswith('truncate'):  # the owner empties whole tables between tests, and may
        with psycopg.connect(ledger.replace('+psycopg', ''), autocommit=True) as owner:
            owner.execute(f"set app.tenant_id = '{given.tenant_id}'")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match='append-only'):
                owner.execute(statement)


async def test_recording_nothing_is_nothing(given):
    async with transaction(given.ctx) as db:
        await journal.record_many(db, [])
        await appointments.enter(db, [])
