"""The search: by the grid where it is exact, by the exact path where it is not; the same answer by both."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from app.localtime import DAY, Seconds, midnight, moment
from services.availability.bits import unpacked
from services.availability.cuts import is_wanted
from services.availability.exact import free_starts
from services.availability.grid import Grid
from services.availability.missing import near_misses, reasons
from services.availability.shapes import NO_SECONDS, Found, ProviderFree, Slot, Sort, Wanted
from services.availability.sweeping import NEVER, Answer, Sweep, first_rows, page, sweep_of, table_of

MOST_KEPT = 512
StartsOf = Callable[[int], Seconds]  # of a column, ascending


class Search:
    """Searches of one grid, with the answers to repeated questions kept until anything in the tenant changes."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._kept: dict[Hashable, Found] = {}
        self._kept_at = grid.version

    def find(self, wanted: Wanted, *, limit: int, offset: int = 0) -> Found:
        """A page of `limit` slots from `offset`; nothing before the grid's first day is ever offered."""
        if self._kept_at != self.grid.version or len(self._kept) >= MOST_KEPT:
            self._kept.clear()
            self._kept_at = self.grid.version
        key = (wanted, limit, offset)
        found = self._kept.get(key)
        if found is None:
            found = find(self.grid, wanted, limit=limit, offset=offset)
            if not found.slots and not offset:
                found = with_reasons(self.grid, wanted, found)
            self._kept[key] = found
        return found


def find(grid: Grid, wanted: Wanted, *, limit: int, offset: int = 0) -> Found:
    """`Search.find` without memory."""
    wanted = not_past(grid, wanted)
    sweep = sweep_of(grid, wanted)
    if sweep is None:
        return found_as(grid, wanted, exact_page(grid, wanted, limit, offset))
    return found_as(grid, wanted, page(sweep, wanted, limit, offset))


def with_reasons(grid: Grid, wanted: Wanted, found: Found) -> Found:
    """What to say instead of an empty page: why, and the near misses."""
    wanted = not_past(grid, wanted)

    def first_slot(changed: Wanted) -> Slot | None:
        return next(iter(find(grid, replace(changed, want_total=False), limit=1).slots), None)

    return replace(found, reasons=reasons(grid, wanted), near_misses=near_misses(wanted, first_slot))


def not_past(grid: Grid, wanted: Wanted) -> Wanted:
    """Nothing before the grid's first whole day: the claims of the past are not kept."""
    earliest = moment(grid.origin + DAY)
    if wanted.not_before is not None and wanted.not_before >= earliest:
        return wanted
    return replace(wanted, not_before=earliest)


def found_as(grid: Grid, wanted: Wanted, answer: Answer) -> Found:
    entries = grid.entries
    return Found(
        page_starts=answer.starts,
        page_calendars=tuple([entries[column].id for column in answer.columns.tolist()]),
        duration=wanted.duration,
        total=answer.total,
        has_more=answer.has_more,
        start_seconds=answer.start_seconds,
        start_counts=answer.start_counts,
    )


def exact_page(grid: Grid, wanted: Wanted, limit: int, offset: int) -> Answer:
    """The same question calendar by calendar."""
    found = [(column, exact_starts(grid, column, wanted)) for column in qualified(grid, wanted).tolist()]
    starts = np.concatenate([NO_SECONDS, *(some for _, some in found)])
    lengths = np.array([len(some) for _, some in found], dtype=np.int64)
    columns = np.repeat(np.array([column for column, _ in found], dtype=np.int64), lengths)
    if wanted.sort is Sort.EARLIEST:
        order = np.lexsort((columns, starts))
        starts, columns = starts[order], columns[order]
    distinct, counts = np.unique(starts, return_counts=True)
    asked = slice(offset, offset + limit)
    return Answer(
        starts[asked], columns[asked], len(starts) if wanted.want_total else None, len(starts) > offset + limit,
        distinct, counts.astype(np.int64),
    )  # fmt: skip


def exact_starts(grid: Grid, column: int, wanted: Wanted) -> Seconds:
    entry = grid.entries[column]
    return free_starts(entry, grid.claims_of(entry.id), wanted)


def qualified(grid: Grid, wanted: Wanted) -> npt.NDArray[np.int64]:
    """Columns of the calendars that are active, skilled enough and inside every filter, by name."""
    mask = grid.masks.qualified(wanted)
    return np.flatnonzero(unpacked((grid.masks.active if mask is None else mask)[None, :])[0])


def by_provider(grid: Grid, wanted: Wanted, *, limit: int, offset: int = 0) -> tuple[list[ProviderFree], int]:
    """A page of the providers who qualify, and how many there are in all: by name, or by their next free start.

    By start, equal ones are in the order of names, and whoever has none comes last. Each with the next free start in
    the range asked for and with the free starts of its first day (the asker's).
    """
    wanted = not_past(grid, wanted)
    columns = qualified(grid, wanted)
    sweep = sweep_of(grid, wanted)
    starts = _exact_starts_by(grid, wanted) if sweep is None else _starts_by(sweep)
    if wanted.sort is Sort.EARLIEST:
        firsts = _firsts(columns, starts) if sweep is None else first_rows(sweep)[columns]
        columns = columns[np.argsort(firsts, kind='stable')]
    day = replace(wanted, last_on=wanted.first_on)
    summaries = []
    for column in columns[offset : offset + limit].tolist():
        free = starts(column)
        today = free[: int(np.searchsorted(free, _horizon(day)))]
        today = today[is_wanted(today, day)]
        summaries.append(ProviderFree(
            grid.entries[column].id, moment(int(free[0])) if len(free) else None, tuple(map(moment, today.tolist())),
        ))  # fmt: skip
    return summaries, len(columns)


def _horizon(day: Wanted) -> int:
    return midnight(day.last_on) + 3 * DAY


def _firsts(columns: npt.NDArray[np.int64], starts: StartsOf) -> npt.NDArray[np.int64]:
    """The first free start of each column, asked one by one; NEVER where there is none."""
    found = (starts(column)[:1].tolist() for column in columns.tolist())
    return np.array([first[0] if first else NEVER for first in found], dtype=np.int64)


def _exact_starts_by(grid: Grid, wanted: Wanted) -> StartsOf:
    kept: dict[int, Seconds] = {}

    def starts(column: int) -> Seconds:
        if column not in kept:
            kept[column] = exact_starts(grid, column, wanted)
        return kept[column]

    return starts


def _starts_by(sweep: Sweep) -> StartsOf:
    tables: dict[int, npt.NDArray[np.uint8] | None] = {}

    def starts(column: int) -> Seconds:
        word, place = divmod(column, 64)
        if word not in tables:
            tables[word] = table_of(sweep, word)
        table = tables[word]
        return NO_SECONDS if table is None else sweep.starts_of(np.flatnonzero(table[:, place]) + sweep.first)

    return starts
