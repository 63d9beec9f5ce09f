"""From the database to a grid: a fixed number of statements, whatever the number of calendars and days."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
import numpy.typing as npt
from sqlalchemy import text

from app.context import Context
from app.database import Reading, fetched_binary, reading
from services import calendars, people, tenants
from services.availability.claims import NO_CLAIMS, ClaimRows
from services.availability.grid import ROOM_DAYS, Grid
from services.availability.ledger import ClaimTable, Ledger
from services.availability.spans import ALWAYS, Spans
from services.calendars import CalendarRules, FetchedRules
from services.tenants import TenantShape

_Y2000 = 946_684_800  # epoch seconds of PostgreSQL's own zero
_PLAIN = np.dtype([('instants', '>i8', (2,))])
_OTHER = np.dtype([('instants', '>i8', (4,)), ('expires', '>i8'), ('shares', 'u1')])
_NEVER = (1 << 63) - 1

Claimed = tuple[UUID, int, bytes, bytes]  # calendar, version, plain claims, others

# The version of each calendar's claims, and these as two values: instants as the server keeps them (microseconds since
# 2000), joined. Plain claims (no buffers, no expiry) are two instants, which is most of them; the others everything.
# As one row: it comes when all is gathered, so that until then nobody here is woken up to read.
_LEDGER = '''
    select array_agg(id), array_agg(version), array_agg(plain), array_agg(other)
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
    """Everything of a tenant, as of one instant: claims and versions must come from the same snapshot.

    While the server gathers the claims, a thread makes shapes of the rules and paints the hours.
    """
    async with reading(ctx, is_snapshot=True) as db:
        tenant = await tenants.mine(db)
        rules = await _rules(db, tenant, first_day)
        painting = asyncio.create_task(asyncio.to_thread(_painted, rules, first_day))
        try:
            claimed = await _claimed(db, first_day)
            version, led = await tenants.catalogue_version(db), await people.leaders(db)
        finally:
            await asyncio.wait([painting])
    entries, grid = painting.result()
    await asyncio.to_thread(_claim, grid, claimed)
    return Catalogue(tenant, version, first_day, entries, led), grid


async def load_catalogue(ctx: Context, first_day: date) -> Catalogue:
    """The catalogue alone, after a change to it."""
    async with reading(ctx, is_snapshot=True) as db:
        tenant = await tenants.mine(db)
        rules = await _rules(db, tenant, first_day)
        return Catalogue(tenant, await tenants.catalogue_version(db), first_day, rules.shapes(),
                         await people.leaders(db))


async def load_claims(ctx: Context, first_day: date, calendar_ids: Collection[UUID]
                      ) -> dict[UUID, tuple[int, ClaimRows]]:
    """Version and claims of a few calendars, as of one instant."""
    async with reading(ctx, is_snapshot=True) as db:
        claimed = {id_: (version, Ledger(_table([(0, plain, others)]), 1).of(0))
                   for id_, version, plain, others in await _claimed(db, first_day, calendar_ids)}
    return {calendar_id: claimed.get(calendar_id, (0, NO_CLAIMS)) for calendar_id in calendar_ids}


async def versions_of(db: Reading) -> dict[UUID, int]:
    """The ledger's versions."""
    return {row.id: row.version for row in await db.execute(_VERSIONS, {'tenant': db.ctx.tenant})}


async def _rules(db: Reading, tenant: TenantShape, first_day: date) -> FetchedRules:
    return await calendars.rules_fetched(db, None, first_day, first_day + timedelta(days=tenant.staff_horizon_days + 2))


def _painted(rules: FetchedRules, first_day: date) -> tuple[tuple[CalendarRules, ...], Grid]:
    entries = rules.shapes()
    return entries, Grid(entries, None, first_day=first_day)


async def _claimed(db: Reading, first_day: date, calendar_ids: Collection[UUID] | None = None
                   ) -> list[Claimed]:
    """With the claims that end after the first day."""
    [joined] = await fetched_binary(db, _LEDGER, {
        'tenant': db.ctx.tenant, 'since': datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC),
        'only': None if calendar_ids is None else list(calendar_ids)})
    return [(id_, version, plain or b'', other or b'')
            for id_, version, plain, other in zip(*(column or () for column in joined), strict=True)]


def _claim(grid: Grid, claimed: Sequence[Claimed]) -> None:
    grid.claim(_table(sorted((grid.columns[id_], plain, others) for id_, _, plain, others in claimed
                             if id_ in grid.columns)), {id_: version for id_, version, _, _ in claimed})


def _table(joined: Sequence[tuple[int, bytes, bytes]]) -> ClaimTable:
    """By column, from (column, plain claims, others) in that order."""
    columns = np.array([column for column, _, _ in joined], dtype=np.int64)
    plain_of = np.repeat(columns, [len(plain) // _PLAIN.itemsize for _, plain, _ in joined])
    others_of = np.repeat(columns, [len(others) // _OTHER.itemsize for _, _, others in joined])
    return ClaimTable(plain_of, _plain(b''.join(plain for _, plain, _ in joined)),
                      others_of, _others(b''.join(others for _, _, others in joined)))


def _plain(sent: bytes) -> Spans:
    return _outward(np.frombuffer(sent, dtype=_PLAIN)['instants'].astype(np.int64))


def _others(sent: bytes) -> ClaimRows:
    raw = np.frombuffer(sent, dtype=_OTHER)
    expires = raw['expires'].astype(np.int64)
    return np.column_stack((
        _outward(raw['instants'].astype(np.int64)), raw['shares'].astype(np.int64),
        np.where(expires == _NEVER, ALWAYS, -(-expires // 1_000_000) + _Y2000)))


def _outward(micros: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Starts (even columns) round down, ends up to whole epoch seconds, so that no claim is ever shortened."""
    micros[:, 1::2] += 999_999
    micros //= 1_000_000
    micros += _Y2000
    return micros


def first_day_of(ctx: Context) -> date:
    """The first day a grid keeps: yesterday in UTC, so that today is whole in every zone."""
    return ctx.now.date() - timedelta(days=ROOM_DAYS)
