"""From the database to a grid: a fixed number of statements, whatever the number of calendars and days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
from sqlalchemy import text

from app.context import Context
from app.database import Reading, fetched_binary, reading
from services import calendars, people, tenants
from services.availability.claims import NO_CLAIMS, WIDE_START, ClaimRows
from services.availability.grid import ROOM_DAYS, Grid
from services.availability.ledger import ClaimTable
from services.availability.spans import ALWAYS
from services.calendars import CalendarRules
from services.tenants import TenantShape

_Y2000 = 946_684_800  # epoch seconds of PostgreSQL's own zero
_PLAIN = np.dtype('>i8')  # starts, ends, starts, ends ...
_OTHER = np.dtype([('instants', '>i8', (4,)), ('expires', '>i8'), ('shares', 'u1')])
_NEVER = (1 << 63) - 1

# The version of each calendar's claims, and these as two values: instants as the server keeps them (microseconds since
# 2000), joined. Plain claims (no buffers, no expiry) are two instants, which is most of them; the others everything.
_LEDGER = '''
    select id, version, plain, other
    from resources left join (
        select resource_id,
            string_agg(timestamptz_send(starts_at) || timestamptz_send(ends_at), ''::bytea)
                filter (where is_plain) as plain,
            string_agg(timestamptz_send(starts_at) || timestamptz_send(ends_at)
                || timestamptz_send(core_starts_at) || timestamptz_send(core_ends_at)
                || timestamptz_send(coalesce(expires_at, 'infinity')) || boolsend(shares_buffers), ''::bytea)
                filter (where not is_plain) as other
        from claims, lateral (select starts_at = core_starts_at and ends_at = core_ends_at
                              and expires_at is null and not shares_buffers as is_plain) kind
        where tenant_id = %(tenant)s and ends_at > %(since)s
            and (%(only)s::uuid[] is null or resource_id = any(%(only)s))
        group by resource_id) claimed on resource_id = id
    where tenant_id = %(tenant)s and (%(only)s::uuid[] is null or id = any(%(only)s))
'''
_VERSIONS = text('select id, version from resources where tenant_id = :tenant')


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What searches know about a tenant besides claims: its rules, its calendars, who leads which groups."""

    tenant: TenantShape
    version: int
    first_day: date
    entries: tuple[CalendarRules, ...]
    led: dict[UUID, frozenset[UUID]]


async def load_grid(ctx: Context, first_day: date) -> tuple[Catalogue, Grid]:
    """Everything of a tenant, as of one instant: claims and versions must come from the same snapshot."""
    async with reading(ctx, is_snapshot=True) as db:
        catalogue = await _catalogue(db, first_day)
        claimed = await _claimed(db, first_day)
    places = {entry.id: place for place, entry in enumerate(catalogue.entries)}
    known = [(places[id_], plain, other) for id_, _, plain, other in claimed if id_ in places]
    positions = np.array([place for place, _, _ in known], dtype=np.int64)
    repeated = (np.repeat(positions, [len(plain) // (2 * _PLAIN.itemsize) for _, plain, _ in known]),
                np.repeat(positions, [len(other) // _OTHER.itemsize for _, _, other in known]))
    table = ClaimTable(np.concatenate(repeated), _rows(b''.join(plain for _, plain, _ in known),
                                                       b''.join(other for _, _, other in known)))
    return catalogue, Grid(catalogue.entries, table, first_day=first_day,
                           versions={id_: version for id_, version, _, _ in claimed})


async def load_catalogue(ctx: Context, first_day: date) -> Catalogue:
    """The catalogue alone, after a change to it."""
    async with reading(ctx, is_snapshot=True) as db:
        return await _catalogue(db, first_day)


async def load_claims(ctx: Context, first_day: date, calendar_ids: Collection[UUID]
                      ) -> dict[UUID, tuple[int, ClaimRows]]:
    """Version and claims of a few calendars, as of one instant."""
    async with reading(ctx, is_snapshot=True) as db:
        claimed = {id_: (version, _rows(plain, other))
                   for id_, version, plain, other in await _claimed(db, first_day, calendar_ids)}
    nothing = 0, NO_CLAIMS
    found = {calendar_id: claimed.get(calendar_id, nothing) for calendar_id in calendar_ids}
    return {calendar_id: (version, rows[np.argsort(rows[:, WIDE_START])])
            for calendar_id, (version, rows) in found.items()}


async def versions_of(db: Reading) -> dict[UUID, int]:
    """The ledger's versions."""
    return {row.id: row.version for row in await db.execute(_VERSIONS, {'tenant': db.ctx.tenant})}


async def _catalogue(db: Reading, first_day: date) -> Catalogue:
    tenant = await tenants.mine(db)
    last_day = first_day + timedelta(days=tenant.staff_horizon_days + 2)
    rules = await calendars.rules_of(db, None, first_day, last_day)
    return Catalogue(tenant=tenant, version=await tenants.catalogue_version(db), first_day=first_day,
                     entries=rules, led=await people.leaders(db))


async def _claimed(db: Reading, first_day: date, calendar_ids: Collection[UUID] | None = None
                   ) -> list[tuple[UUID, int, bytes, bytes]]:
    """(calendar, version, plain, other) with the claims that end after the first day."""
    rows = await fetched_binary(db, _LEDGER, {
        'tenant': db.ctx.tenant, 'since': datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC),
        'only': None if calendar_ids is None else list(calendar_ids)})
    return [(id_, version, plain or b'', other or b'') for id_, version, plain, other in rows]


def _rows(plain: bytes, other: bytes) -> ClaimRows:
    """Claim rows of the engine: starts round down, ends round up to whole seconds, so that none is ever shortened."""
    both = np.frombuffer(plain, dtype=_PLAIN).astype(np.int64).reshape(-1, 2)
    raw = np.frombuffer(other, dtype=_OTHER)
    rows = np.empty((len(both) + len(raw), 6), dtype=np.int64)
    micros = np.concatenate((both[:, [0, 1, 0, 1]], raw['instants'].astype(np.int64)))
    rows[:, [0, 2]] = micros[:, [0, 2]] // 1_000_000 + _Y2000
    rows[:, [1, 3]] = -(-micros[:, [1, 3]] // 1_000_000) + _Y2000
    rows[:, 4:] = 0, ALWAYS
    expires = raw['expires'].astype(np.int64)
    rows[len(both):, 4] = raw['shares']
    rows[len(both):, 5] = np.where(expires == _NEVER, ALWAYS, -(-expires // 1_000_000) + _Y2000)
    return rows


def first_day_of(ctx: Context) -> date:
    """The first day a grid keeps: yesterday in UTC, so that today is whole in every zone."""
    return ctx.now.date() - timedelta(days=ROOM_DAYS)
