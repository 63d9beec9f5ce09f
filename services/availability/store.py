"""The grids of this process: one per tenant that is searched, kept true by what is announced, forgotten by size.

A grid can only ever be behind, never wrong for long: the database stays the judge of every booking. What was missed
is repaired by versions.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from app import topics
from app.context import Context
from app.database import reading
from app.intervals import Interval
from app.live import Change
from services import tenants
from services.availability.grid import Grid, Released, Taken
from services.availability.loading import Catalogue, first_day_of, load_catalogue, load_claims, load_grid, versions_of
from services.availability.seeking import Search
from services.availability.shapes import Claim

MOST_BYTES = 512 * 1024 * 1024


@dataclass(slots=True)
class Kept:
    """One tenant's grid, and what of it is known to be behind."""

    catalogue: Catalogue
    search: Search
    behind: set[UUID] = field(default_factory=set)
    is_catalogue_old: bool = False
    is_doubtful: bool = False
    is_in_repair: bool = False  # somebody is at it, and everybody else waits for them

    @property
    def grid(self) -> Grid:
        return self.search.grid

    @property
    def is_behind(self) -> bool:
        return bool(self.behind) or self.is_catalogue_old or self.is_doubtful or self.is_in_repair


class Store:
    """Grids by tenant, least recently used first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._kept: OrderedDict[UUID, Kept] = OrderedDict()
        self._locks: dict[UUID, asyncio.Lock] = {}
        self._while_loading: dict[UUID, list[Change]] = {}
        self._most_bytes = most_bytes

    async def fresh(self, ctx: Context, *, doubting: UUID | None = None) -> Kept:
        """The tenant's grid, as true as this process can know; no statement when nothing is behind.

        `doubting` reads one calendar again: whoever was just refused knows more than the grid.
        """
        kept = self._kept.get(ctx.tenant)
        if kept is not None:
            if doubting in kept.grid.columns:
                kept.behind.add(doubting)
            kept.is_catalogue_old |= kept.catalogue.first_day < first_day_of(ctx)  # it reaches one day further now
        if kept is None or kept.is_behind:
            async with self._locks.setdefault(ctx.tenant, asyncio.Lock()):
                kept = await self._repaired(ctx)
        self._kept.move_to_end(ctx.tenant)
        kept.grid.roll_to(first_day_of(ctx))
        kept.grid.expire(ctx.now)
        return kept

    def hear(self, change: Change) -> None:
        """Follow a change that was committed, here or elsewhere."""
        if change.tenant_id in self._while_loading:
            self._while_loading[change.tenant_id].append(change)
        kept = self._kept.get(change.tenant_id)
        if kept is None:
            return
        try:
            _heard(kept, change)
        except (ValueError, TypeError, IndexError):  # the words of another release: find out by versions
            kept.is_doubtful = True

    def doubt(self) -> None:
        """Something may have been missed: compare versions before the next answer."""
        for kept in self._kept.values():
            kept.is_doubtful = True
        for tenant_id, heard in self._while_loading.items():
            heard.append(Change(tenant_id, topics.LEDGER_AGAIN))

    def forget(self) -> None:
        """Drop every grid."""
        self._kept.clear()
        self._locks.clear()
        self._while_loading.clear()

    def roll(self, now: datetime) -> None:
        """Let yesterday go and paint the new last day, before anybody waits for it."""
        for tenant_id, kept in self._kept.items():
            kept.grid.roll_to(first_day_of(Context.system(tenant_id, now)))

    async def _repaired(self, ctx: Context) -> Kept:
        heard = self._while_loading[ctx.tenant] = []
        try:
            kept = self._kept.get(ctx.tenant)
            if kept is None:
                catalogue, grid = await load_grid(ctx, first_day_of(ctx))
                kept = self._kept[ctx.tenant] = Kept(catalogue, Search(grid))
                self._make_room(ctx.tenant)
            else:
                await self._caught_up(ctx, kept)
        finally:
            del self._while_loading[ctx.tenant]
        kept = self._kept[ctx.tenant]
        for change in heard:
            self.hear(change)
        return kept

    async def _caught_up(self, ctx: Context, kept: Kept) -> None:
        kept.is_in_repair = True
        try:
            await self._catch_up(ctx, kept)
        except BaseException:
            kept.is_doubtful = True  # what was to be repaired is still behind: find out again
            raise
        finally:
            kept.is_in_repair = False

    async def _catch_up(self, ctx: Context, kept: Kept) -> None:
        """What becomes known as behind from here on is for the next repair: our reading may have missed it."""
        if kept.is_doubtful:
            kept.is_doubtful = False
            async with reading(ctx) as db:
                now = await versions_of(db)
                kept.is_catalogue_old |= await tenants.catalogue_version(db) != kept.catalogue.version
            kept.behind |= {id_ for id_, known in kept.grid.versions.items() if now.get(id_, 0) != known}
        if kept.is_catalogue_old:
            kept.is_catalogue_old = False
            catalogue = await load_catalogue(ctx, first_day_of(ctx))
            if not _repainted(kept, catalogue):
                catalogue, grid = await load_grid(ctx, first_day_of(ctx))
                self._kept[ctx.tenant] = Kept(catalogue, Search(grid))
                return
        if kept.behind:
            behind, kept.behind = kept.behind, set()
            for calendar_id, (version, rows) in (await load_claims(ctx, first_day_of(ctx), behind)).items():
                kept.grid.replace(calendar_id, version, rows)

    def _make_room(self, newest: UUID) -> None:
        for oldest in list(self._kept):
            if sum(kept.grid.nbytes for kept in self._kept.values()) <= self._most_bytes:
                return
            if oldest != newest and oldest not in self._while_loading:
                del self._kept[oldest]


def _heard(kept: Kept, change: Change) -> None:
    if change.topic == topics.LEDGER:
        _follow(kept, change)
    elif change.topic == topics.LEDGER_AGAIN:
        kept.is_doubtful = True
    elif change.topic == topics.CATALOGUE and change.detail[0] > kept.catalogue.version:
        kept.is_catalogue_old = True


def _follow(kept: Kept, change: Change) -> None:
    resource, version, is_taken, _, starts, ends, core_starts, core_ends, shares = change.detail
    calendar_id = UUID(resource)
    claim = Claim(wide=_interval(starts, ends), core=_interval(core_starts, core_ends), shares_buffers=shares)
    if calendar_id in kept.grid.versions and not kept.grid.apply(
            calendar_id, version, [Taken(claim) if is_taken else Released(claim)]):
        kept.behind.add(calendar_id)


def _repainted(kept: Kept, catalogue: Catalogue) -> bool:
    """Take over what changed column by column; False when columns came, went or were renamed."""
    grid = kept.grid
    if {(entry.id, entry.name) for entry in catalogue.entries} != {(entry.id, entry.name) for entry in grid.entries}:
        return False
    for entry in catalogue.entries:
        if grid.entry(entry.id) != entry:
            grid.repaint(entry)
    kept.catalogue = catalogue
    return True


def _interval(starts: float, ends: float) -> Interval:
    return Interval(datetime.fromtimestamp(starts, UTC), datetime.fromtimestamp(ends, UTC))


store = Store()
