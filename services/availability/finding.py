"""The questions people ask: who can do it, and when. Answered from the grid; a warm answer needs no statement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from app.context import Context
from app.intervals import Interval
from app.localtime import epoch
from app.operation import query
from app.paging import Page
from app.permissions import Permission
from services.availability import exact
from services.availability.asking import bound, reached, want
from services.availability.claims import CORE_END, CORE_START
from services.availability.explaining import explain as reasons_of
from services.availability.missing import obstacle as obstacle_of
from services.availability.seeking import by_provider, qualified
from services.availability.shapes import ByProvider, CalendarCard, Match, Reason, Search, Slot, Wanted
from services.availability.store import Kept, store
from services.skills import SkillLevel


@query(needs=Permission.SEARCH_AVAILABILITY)
async def search(ctx: Context, *, wanted: Wanted, page: Page | None = None) -> Search:
    """Free slots of every calendar that qualifies: one page in a stable order, the total, and the distinct starts.

    Step, notice and horizon are the tenant's; the asker's reach narrows the calendars. Raises: Invalid.
    """
    kept = await store.fresh(ctx)
    page = page or Page()
    found = kept.search.find(bound(ctx, kept, wanted), limit=page.limit, offset=page.offset)
    # A near miss is as far within reach as any slot: giving something up never widens `calendar_ids`.
    mentioned = {*found.page_calendars, *(miss.slot.calendar_id for miss in found.near_misses)}
    return Search(found, cards(kept, mentioned))


@query(needs=Permission.SEARCH_AVAILABILITY)
async def search_by_provider(ctx: Context, *, wanted: Wanted, page: Page | None = None) -> ByProvider:
    """The providers who qualify, in the order wanted, each with the next free start and those of the first day.

    EARLIEST is by the next free start (then by name; nothing free comes last), PROVIDER by name. Raises: Invalid.
    """
    kept = await store.fresh(ctx)
    page = page or Page()
    providers, total = by_provider(kept.grid, bound(ctx, kept, wanted), limit=page.limit, offset=page.offset)
    return ByProvider(tuple(providers), cards(kept, {each.calendar_id for each in providers}), total)


@query(needs=Permission.SEARCH_AVAILABILITY)
async def find_available_slots(ctx: Context, *, calendar_id: UUID, date: date, duration: timedelta) -> tuple[Slot, ...]:
    """The free slots of one calendar that start on one day of its own zone. Raises: CalendarNotFound, Invalid."""
    kept = await store.fresh(ctx)
    entry = kept.grid.entry(reached(ctx, kept, calendar_id))
    wanted = bound(ctx, kept, want(duration=duration, first_on=date, last_on=date, zone=entry.zone))
    return tuple(exact.free_slots(entry, kept.grid.claims_of(calendar_id), wanted))


@query(needs=Permission.SEARCH_AVAILABILITY)
async def free_slots(ctx: Context, *, calendar_id: UUID, wanted: Wanted, besides: Interval | None = None
                     ) -> tuple[Slot, ...]:
    """What one calendar has for a question, as if the appointment at `besides` were not there: it is being moved.

    Raises: CalendarNotFound, Invalid.
    """
    kept = await store.fresh(ctx)
    entry, rows = kept.grid.entry(reached(ctx, kept, calendar_id)), kept.grid.claims_of(calendar_id)
    if besides is not None:
        rows = rows[(rows[:, CORE_START] != epoch(besides.starts_at)) | (rows[:, CORE_END] != epoch(besides.ends_at))]
    return tuple(exact.free_slots(entry, rows, bound(ctx, kept, wanted)))


@query(needs=Permission.SEARCH_AVAILABILITY)
async def calendars_with_skills(ctx: Context, *, required: Iterable[SkillLevel], match: Match = Match.ALL
                                ) -> tuple[CalendarCard, ...]:
    """The active calendars that have all (or any) of these skills, each at its level or above, by name."""
    kept = await store.fresh(ctx)
    today = ctx.now.date()
    wanted = bound(ctx, kept, want(duration=timedelta(hours=1), first_on=today, last_on=today, zone='UTC',
                                   required=tuple(required), match=match))
    ids = [kept.grid.entries[column].id for column in qualified(kept.grid, wanted).tolist()]
    return tuple(cards(kept, ids).values())


@query(needs=Permission.SEARCH_AVAILABILITY)
async def is_free(ctx: Context, *, calendar_id: UUID, during: Interval) -> bool:
    """Whether an interval lies inside the hours and clear of every claim. Raises: CalendarNotFound."""
    kept = await store.fresh(ctx)
    return exact.is_free(kept.grid.entry(reached(ctx, kept, calendar_id)), kept.grid.claims_of(calendar_id), during)


@query(needs=Permission.SEARCH_AVAILABILITY)
async def explain(ctx: Context, *, calendar_id: UUID, at: datetime, wanted: Wanted) -> tuple[Reason, ...]:
    """Why a start cannot be booked in a calendar; nothing when it can. Raises: CalendarNotFound, Invalid."""
    kept = await store.fresh(ctx)
    entry = kept.grid.entry(reached(ctx, kept, calendar_id))
    return tuple(reasons_of(entry, kept.grid.claims_of(calendar_id), at=at, wanted=bound(ctx, kept, wanted)))


@query(needs=Permission.SEARCH_AVAILABILITY)
async def obstacle(ctx: Context, *, calendar_id: UUID, wanted: Wanted) -> Reason | None:
    """The first thing that leaves a calendar without any start in the days asked for; None when it has one.

    Time off comes with its interval. Raises: CalendarNotFound, Invalid.
    """
    kept = await store.fresh(ctx)
    entry = kept.grid.entry(reached(ctx, kept, calendar_id))
    return obstacle_of(entry, kept.grid.claims_of(calendar_id), bound(ctx, kept, wanted))


def cards(kept: Kept, calendar_ids: Iterable[UUID]) -> dict[UUID, CalendarCard]:
    """What to show beside each calendar."""
    entries = (kept.grid.entry(calendar_id) for calendar_id in calendar_ids)
    return {entry.id: CalendarCard(entry.id, entry.name, entry.zone, entry.location_id, entry.region, entry.skills,
                                   entry.group_ids) for entry in entries}
