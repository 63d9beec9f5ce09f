"""Who is told about appointments in tests, and what they were told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.database import reading
from services.notifications.models import Delivery
from tests.given import NOW
from tests.services.outbox import worked_off

ADA, DANA = 'ada@example.org', 'dana@acme.example'
HOUR = timedelta(hours=1)
UNDO_WINDOW = timedelta(seconds=60)  # as a business begins


@pytest.fixture
async def dana(outbox, given):
    return await a_provider(outbox, given, 'Dana')


@pytest.fixture
async def calendar(given, dana):
    return await given.calendar('Dana', provider=dana)


async def a_provider(outbox, given, name):
    """Invited, and told so."""
    user = await given.user('USER', name=name, email=f'{name.lower()}@acme.example')
    await worked_off()
    outbox.mails.clear()
    return user


def subjects(outbox, address=ADA):
    return [letter['Subject'] for letter in outbox.mails_to(address)]


def at(ctx, seconds):
    return replace(ctx, now=NOW + timedelta(seconds=seconds))


def event_in(letter):
    """Its one event, as the reader's own calendar reads it; the method is said in three places alike."""
    parts = [part for part in letter.walk() if part.get_content_type() == 'text/calendar']
    assert [part.get_filename() for part in parts] == [None, 'appointment.ics']
    [as_body, as_file] = [Calendar.from_ical(part.get_content()) for part in parts]
    assert as_body == as_file
    assert {part.get_param('method') for part in parts} == {str(as_body['METHOD'])}
    [event] = as_body.walk('VEVENT')
    return str(as_body['METHOD']), event


async def states(ctx):
    async with reading(ctx) as db:
        rows = await db.scalars(select(Delivery))
        return sorted((row.whom, row.kind, row.state) for row in rows)
