"""What the journal's ids are called now: people, groups, what can be booked, appointments by reference, businesses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import union_all

from app.database import Reading
from services import appointments, calendars, clients, locations, offerings, people, skills, tenants
from services.audit.shapes import ID

CROSSING: Final = ('business_id', 'home_id')  # in a fact, these are businesses


def mentioned(subject_id: UUID, data: Any) -> set[UUID]:
    """Every id in a fact."""
    return {subject_id, *(UUID(found) for found in ID.findall(repr(data)))}


async def names(db: Reading, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Their names, as far as they have one; three statements however many."""
    asked = set(ids)
    of = (people, skills, calendars, clients, locations, offerings)
    named = union_all(*(each.names(db.ctx, asked) for each in of))
    found = {row.id: row.name for row in await db.execute(named)}
    return found | await appointments.references(db, asked - found.keys())


def businesses(data: dict[str, Any]) -> set[UUID]:
    """The businesses in a fact."""
    return {UUID(data[key]) for key in CROSSING if data.get(key)}


async def of_businesses(ids: Iterable[UUID]) -> dict[UUID, str]:
    """What they are called; nothing is asked where there are none."""
    asked = set(ids)
    return await tenants.names(asked) if asked else {}
