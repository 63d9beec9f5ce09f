"""The grid path: a question that is whole cells, answered by shifted ANDs over the bit matrices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.localtime import DAY, Seconds, midnight
from services.availability.bits import WORD, Matrix, heads, mask_of, run, unpacked
from services.availability.cuts import Yes, bounds, grid_rows, wanted_rows
from services.availability.grid import Grid, Phases
from services.availability.painting import CELL, CELLS_A_DAY, QUARTER
from services.availability.shapes import NO_SECONDS, Sort, Wanted

FURTHEST_WEST = 12 * 3600  # seconds by which the last clocks of all reach midnight after UTC
DAY_WORDS = 16  # words of calendars (64 each) of which a whole day is looked at first
LEAST_ROWS = 8
CHUNK_WORDS = 32_768  # 256 KiB of intermediate rows: stays in the second-level cache
NEVER = np.iinfo(np.int64).max  # later than any start
Hit = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]  # rows, columns


@dataclass(frozen=True, eq=False)
class Answer:
    """A page as (start seconds, column), the total when wanted, and head counts by distinct start."""

    starts: Seconds
    columns: npt.NDArray[np.int64]
    total: int | None
    has_more: bool
    start_seconds: Seconds
    start_counts: Seconds


def sweep_of(grid: Grid, wanted: Wanted) -> Sweep | None:
    """The question in rows, when the grid has the exact answer: whole cells, nothing shared, over before it ends."""
    before, duration, after = wanted.lengths
    if wanted.shares_buffers or wanted.step * 60 % CELL or before % CELL or duration % CELL or after % CELL:
        return None
    earliest, latest = bounds(wanted)
    last = min(midnight(wanted.last_on) + DAY + FURTHEST_WEST, latest)
    if last + duration + after > grid.end or earliest < grid.origin + before:
        return None
    return Sweep(grid, wanted)


class Sweep:
    """One question, in rows of the grid: of a quarter of an hour when all its lengths are quarters, else of a cell."""

    def __init__(self, grid: Grid, wanted: Wanted) -> None:
        lengths = wanted.lengths
        cells = QUARTER if not any(length % (QUARTER * CELL) for length in (wanted.step * 60, *lengths)) else 1
        self.grid, self.cells, self.unit = grid, cells, cells * CELL
        self.before, self.duration, self.after = (length // self.unit for length in lengths)
        self.reach = self.duration + self.after
        self.length = len(grid.hours) // cells
        self.step = wanted.step
        self.offset, end, inside = wanted_rows(
            grid.origin, self.length, self.unit, wanted.zone,
            wanted.first_on, wanted.last_on, wanted.weekdays, wanted.times,
        )  # fmt: skip
        earliest, latest = bounds(wanted)
        self.inside = inside
        self.first = max(self.offset, -((grid.origin - earliest) // self.unit))
        self.last = min(end, (latest - grid.origin) // self.unit + 1)
        self.phases = phases_of(grid, self.unit, self.step)
        self.mask = grid.masks.qualified(wanted)
        self.words = self._words()

    def _words(self) -> slice | npt.NDArray[np.int64]:
        """The words to look at: all, or those in which anybody qualifies when these are few."""
        if self.mask is None:
            return slice(None)
        used = np.flatnonzero(self.mask)
        if not len(used):
            return slice(0, 0)
        if used[-1] - used[0] < 2 * len(used):
            return slice(int(used[0]), int(used[-1]) + 1)
        return used if 2 * len(used) < len(self.mask) else slice(None)

    def starts_of(self, rows: npt.NDArray[np.int64]) -> Seconds:
        return self.grid.origin + rows * self.unit

    def free(self, start: int, end: int, words: slice | npt.NDArray[np.int64]) -> Matrix:
        """Bits of who can begin in each row of `[start, end)`, by hours, claims, skills, filters and grid."""
        grid = self.grid
        if self.cells == QUARTER:
            both = grid.quarters[start : end + self.duration - 1, words]
        else:
            cells = slice(start, end + self.duration - 1)
            both = grid.hours[cells, words] & grid.clear[cells, words]
        # A copy at least: from here on it is written to, and it must never be the grid itself.
        result = run(both, self.duration) if self.duration > 1 else both.copy()
        if self.before:
            result &= run(self._clear(start - self.before, end - 1, words), self.before)
        if self.after:
            result &= run(self._clear(start + self.duration, end + self.reach - 1, words), self.after)
        if self.mask is not None:
            result &= self.mask[words]
        return self._on_grid(result, start, end, words)

    def _clear(self, start: int, end: int, words: slice | npt.NDArray[np.int64]) -> Matrix:
        clear = self.grid.clear[start * self.cells : end * self.cells, words]
        return clear if self.cells == 1 else clear[0::3] & clear[1::3] & clear[2::3]

    def _on_grid(self, result: Matrix, start: int, end: int, words: slice | npt.NDArray[np.int64]) -> Matrix:
        for rows, mask in self.phases or ():
            result[~rows[start:end]] &= ~mask[words]
        return result

    def blocks(self, *, whole: bool) -> Iterator[tuple[int, int]]:
        """Stretches of rows: cache-sized when all are wanted, else longer and longer ones until somebody has enough.

        The first is a day, or less where calendars are so many that a part of a day fills any page.
        """
        width = max(1, self.grid.hours[:1, self.words].shape[1])
        day = CELLS_A_DAY // self.cells
        most = max(day, CHUNK_WORDS // width)
        size = most if whole else min(day, max(LEAST_ROWS, day * DAY_WORDS // width))
        start = self.first
        while start < self.last:
            end = min(start + size, self.last)
            yield start, end
            start, size = end, min(size * 2, most)

    def counted(self, free: Matrix, start: int, end: int) -> npt.NDArray[np.int64]:
        counts = heads(free)
        if self.inside is not None:
            counts *= self.inside[start - self.offset : end - self.offset]
        return counts

    def columns_in(self, free: Matrix) -> Hit:
        """(row, column) of every set bit, row by row in column order."""
        table = unpacked(free)
        # Ten times faster than nonzero of a table of bytes.
        rows, bits = np.divmod(table.view(np.bool_).reshape(-1).nonzero()[0], max(1, table.shape[1]))
        if isinstance(self.words, slice):
            return rows, bits + WORD * (self.words.start or 0)
        return rows, self.words[bits // WORD] * WORD + bits % WORD


def phases_of(grid: Grid, unit: int, step: int) -> Phases | None:
    """(rows on their grid, mask) for each group of zones that agree; None when every row is on everybody's."""
    if (unit, step) not in grid.phases:
        grid.phases[unit, step] = _phases(grid, unit, step)
    return grid.phases[unit, step]


def _phases(grid: Grid, unit: int, step: int) -> Phases | None:
    groups: dict[bytes, tuple[Yes, list[int]]] = {}
    for zone, columns in grid.zones.items():
        rows = grid_rows(grid.origin, len(grid.hours) * CELL // unit, unit, zone, step)
        groups.setdefault(rows.tobytes(), (rows, []))[1].extend(columns)
    if all(rows.all() for rows, _ in groups.values()):
        return None
    return [(rows, mask_of(columns, grid.masks.words)) for rows, columns in groups.values()]


def page(sweep: Sweep, wanted: Wanted, limit: int, offset: int) -> Answer:
    """One page of a sweep, in the order wanted."""
    if wanted.sort is Sort.PROVIDER:
        return _by_provider(sweep, wanted, limit, offset)
    return _by_time(sweep, limit, offset, whole=wanted.want_total)


def _by_time(sweep: Sweep, limit: int, offset: int, *, whole: bool) -> Answer:
    seen, rows, columns = 0, [NO_SECONDS], [NO_SECONDS]
    counted: list[npt.NDArray[np.int64]] = []
    for start, end in sweep.blocks(whole=whole):
        free = sweep.free(start, end, sweep.words)
        counts = sweep.counted(free, start, end)
        met = int(counts.sum())
        if seen < offset + limit and seen + met > offset:
            taken, who = _piece(sweep, free, counts, offset - seen, offset + limit - seen)
            rows.append(taken + start)
            columns.append(who)
        seen += met
        counted.append(counts)
        if not whole and seen > offset + limit:
            break
    return _answer(sweep, counted, seen, (np.concatenate(rows), np.concatenate(columns)), offset + limit, whole=whole)


def _piece(sweep: Sweep, free: Matrix, counts: npt.NDArray[np.int64], start: int, end: int) -> Hit:
    """The hits numbered `[start, end)` of this stretch, touching only the rows they lie in."""
    reached = counts.cumsum()
    first = int(reached.searchsorted(max(start, 0), side='right'))
    last = int(reached.searchsorted(end, side='left')) + 1
    lines = counts[first:last].nonzero()[0] + first
    rows, columns = sweep.columns_in(free[lines])
    skipped = max(start, 0) - (int(reached[first - 1]) if first else 0)
    taken = slice(skipped, skipped + end - max(start, 0))
    return lines[rows[taken]], columns[taken]


def _answer(
    sweep: Sweep, counted: list[npt.NDArray[np.int64]], seen: int, hits: Hit, until: int, *, whole: bool
) -> Answer:
    counts = np.concatenate(counted) if counted else NO_SECONDS
    some = counts.nonzero()[0]
    rows, columns = hits
    return Answer(
        sweep.starts_of(rows), columns, seen if whole else None, seen > until,
        sweep.starts_of(some + sweep.first), counts[some],
    )  # fmt: skip


def _by_provider(sweep: Sweep, wanted: Wanted, limit: int, offset: int) -> Answer:
    """Word by word, 64 providers at a time in the order of names, until the page is full."""
    counted = []
    total = 0
    if wanted.want_total:
        for start, end in sweep.blocks(whole=True):
            counted.append(sweep.counted(sweep.free(start, end, sweep.words), start, end))
            total += int(counted[-1].sum())
    seen, rows, columns = 0, [NO_SECONDS], [NO_SECONDS]
    for word in range(sweep.grid.masks.words):
        if seen > offset + limit:
            break
        table = table_of(sweep, word)
        if table is None:
            continue
        who, when = np.nonzero(table.T)
        taken = slice(max(0, offset - seen), max(0, offset + limit - seen))
        rows.append(when[taken] + sweep.first)
        columns.append(who[taken] + word * WORD)
        seen += len(who)
    hits = (np.concatenate(rows), np.concatenate(columns))
    return _answer(sweep, counted, total if wanted.want_total else seen, hits, offset + limit, whole=wanted.want_total)


def table_of(sweep: Sweep, word: int) -> npt.NDArray[np.uint8] | None:
    """(rows, 64): who of one word is free at each row asked for; None when nobody can be."""
    if sweep.first >= sweep.last or (sweep.mask is not None and not sweep.mask[word]):
        return None
    table = unpacked(sweep.free(sweep.first, sweep.last, slice(word, word + 1)))
    if sweep.inside is not None:
        table *= sweep.inside[sweep.first - sweep.offset : sweep.last - sweep.offset, None]
    return table


def first_rows(sweep: Sweep) -> npt.NDArray[np.int64]:
    """The first row in which each column is free; NEVER where it is not. Stops as soon as everybody was met."""
    masks = sweep.grid.masks
    firsts = np.full(masks.words * WORD, NEVER, dtype=np.int64)
    missing = (masks.active if sweep.mask is None else sweep.mask).copy()
    for start, end in sweep.blocks(whole=False):
        words = np.flatnonzero(missing)
        if not len(words):
            break
        free = sweep.free(start, end, words)
        if sweep.inside is not None:
            free[~sweep.inside[start - sweep.offset : end - sweep.offset]] = 0
        # One OR says who appears in these rows at all; only their words are looked at bit by bit.
        fresh = np.bitwise_or.reduce(free, axis=0) & missing[words]
        met = np.flatnonzero(fresh)
        if not len(met):
            continue
        is_new = unpacked(fresh[None, met])[0].view(np.bool_)
        columns = (words[met, None] * WORD + np.arange(WORD)).reshape(-1)
        rows = unpacked(free[:, met]).view(np.bool_).argmax(axis=0)
        firsts[columns[is_new]] = rows[is_new] + start
        missing[words[met]] &= ~fresh[met]
    return firsts
