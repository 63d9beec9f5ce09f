"""The measurements of finding time that need no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

import numpy as np

from app.intervals import Interval
from app.localtime import moment
from services.availability import seeking, sweeping
from services.availability.bits import heads
from services.availability.grid import Grid, Released, Taken
from services.availability.shapes import Claim
from tests.load.c_loop import Loop
from tests.load.measuring import Goal, Ratios, Unmeasured, paired
from tests.load.peer import Peer
from tests.load.workload import FIRST_DAY, Workload, wanted, workload

PAGE = 50
SMALL, LARGE = (1000, 14), (10_000, 30)
FREE_IN = {SMALL: 12_664, LARGE: 258_607}  # hour-long slots; the totals every timed run must give


@lru_cache(maxsize=4)
def load_of(size: tuple[int, int]) -> Workload:
    return workload(*size)


@lru_cache(maxsize=4)
def grid_of(size: tuple[int, int]) -> Grid:
    load = load_of(size)
    return Grid(load.entries, load.claims, first_day=FIRST_DAY - timedelta(days=1))


def page_and_counts(grid: Grid, days: int) -> int:
    """What a screen asks: a page of 50, the total, the head count of every start."""
    found = seeking.find(grid, wanted(days), limit=PAGE)
    assert found.total == int(found.start_counts.sum())
    return found.total


def every_slot_against_a_peer() -> Ratios:
    grid, peer, question = grid_of(SMALL), Peer(load_of(SMALL), SMALL[1]), wanted(SMALL[1])

    def ours() -> list[tuple[UUID, object]]:
        found = seeking.find(grid, question, limit=100_000)
        moments = {seconds: moment(seconds) for seconds in found.start_seconds.tolist()}
        return [
            (calendar_id, moments[seconds])
            for calendar_id, seconds in zip(found.page_calendars, found.page_starts.tolist(), strict=True)
        ]

    assert sorted(ours()) == sorted(peer.slots(question.duration))
    assert len(ours()) == FREE_IN[SMALL]
    return paired(lambda: peer.slots(question.duration), ours, other_times=5, rounds=5)


def screen_against_a_peer() -> Ratios:
    grid, peer = grid_of(SMALL), Peer(load_of(SMALL), SMALL[1])
    assert page_and_counts(grid, SMALL[1]) == len(peer.slots(timedelta(hours=1))) == FREE_IN[SMALL]
    theirs = lambda: peer.slots(timedelta(hours=1))
    return paired(theirs, lambda: page_and_counts(grid, SMALL[1]), other_times=50, rounds=5)


def _against_c(size: tuple[int, int], *, counts: bool) -> Ratios:
    try:
        loop = Loop()
    except FileNotFoundError as missing:
        raise Unmeasured(str(missing)) from missing
    grid = grid_of(size)
    sweep = sweeping.sweep_of(grid, wanted(size[1]))
    bits = grid.quarters[sweep.first : sweep.last + sweep.duration - 1]
    result = np.empty((sweep.last - sweep.first, bits.shape[1]), dtype=np.uint64)
    lines = np.empty(len(result), dtype=np.int64)

    def ours() -> list[np.ndarray]:
        return [sweep.free(start, end, sweep.words) for start, end in sweep.blocks(whole=True)]

    def ours_counted() -> int:
        parts = sweep.blocks(whole=True)
        return sum(int(sweep.counted(sweep.free(*part, sweep.words), *part).sum()) for part in parts)

    assert loop.count(bits, sweep.duration, result, lines) == ours_counted() == FREE_IN[size]
    assert np.array_equal(result, np.concatenate(ours()))
    assert np.array_equal(lines, heads(result))
    times = 100 if size == SMALL else 10
    if counts:
        return paired(ours_counted, lambda: loop.count(bits, sweep.duration, result, lines), times=times)
    return paired(ours, lambda: loop.sweep(bits, sweep.duration, result), times=times)


def after_a_booking(size: tuple[int, int]) -> Ratios:
    """A delta and the first search after it, against the search alone.

    Each booking is of another calendar in turn and at night, so that the total stays what it is.
    """
    load, days = load_of(size), size[1]
    grid = Grid(load.entries, load.claims, first_day=FIRST_DAY - timedelta(days=1))
    nights = (
        (entry.id, Claim.plain(Interval.lasting(moment(grid.origin + night * 86_400), timedelta(minutes=30))))
        for night in range(1, days)
        for entry in grid.entries
        if entry.zone == 'UTC'
    )

    def booked() -> None:
        calendar, claim = next(nights)
        assert grid.apply(calendar, grid.versions[calendar] + 1, [Taken(claim)])
        assert page_and_counts(grid, days) == FREE_IN[size]

    times = 200 if size == SMALL else 20
    return paired(booked, lambda: page_and_counts(grid, days), times=times)


def after_a_foreign_change(size: tuple[int, int]) -> Ratios:
    """One calendar read again in full, and the first search after it, against the search alone."""
    grid, days = grid_of(size), size[1]
    calendar = grid.entries[0].id
    rows = grid.claims_of(calendar).copy()

    def replaced() -> None:
        grid.replace(calendar, grid.versions[calendar] + 1, rows)
        assert page_and_counts(grid, days) == FREE_IN[size]

    return paired(replaced, lambda: page_and_counts(grid, days), times=20)


def _first_page(grid: Grid, days: int) -> None:
    found = seeking.find(grid, replace(wanted(days), want_total=False), limit=PAGE)
    assert len(found.page_starts) == PAGE


def growth_in_providers() -> Ratios:
    small, large = grid_of(SMALL), grid_of((10_000, 14))
    return paired(lambda: _first_page(large, 14), lambda: _first_page(small, 14), times=100)


def growth_in_days() -> Ratios:
    grid = grid_of((1000, 80))
    return paired(lambda: _first_page(grid, 80), lambda: _first_page(grid, 8), times=100)


def sparse_page() -> Ratios:
    """Only the last day has anything: walking there in growing blocks, against one pass over the whole range."""
    size = (1000, 80)
    load = load_of(size)
    grid = Grid(load.entries, load.claims, first_day=FIRST_DAY - timedelta(days=1))
    grid.hours[: 79 * 288] = 0
    grid.quarters[: 79 * 96] = 0
    whole = wanted(80)
    found = seeking.find(grid, replace(whole, want_total=False), limit=PAGE)
    assert found.slots == seeking.find(grid, whole, limit=PAGE).slots
    assert len(found.slots) == PAGE
    sparse = replace(whole, want_total=False)
    return paired(
        lambda: seeking.find(grid, sparse, limit=PAGE), lambda: seeking.find(grid, whole, limit=PAGE), times=50
    )


def delta_by_size() -> Ratios:
    """One claim taken and released in the middle of a full calendar: ten times the calendars, over twice the days."""

    def twice(grid: Grid) -> None:
        calendar = grid.entries[500].id
        claim = Claim.plain(Interval.lasting(moment(grid.origin + 5 * 86_400), timedelta(minutes=30)))
        assert grid.apply(calendar, grid.versions[calendar] + 1, [Taken(claim)])
        assert grid.apply(calendar, grid.versions[calendar] + 1, [Released(claim)])

    small, large = grid_of(SMALL), grid_of(LARGE)
    return paired(lambda: twice(large), lambda: twice(small), times=300)


def memory(size: tuple[int, int]) -> Ratios:
    grid = grid_of(size)
    days = len(grid.hours) // 288
    return Ratios((grid.nbytes / len(grid.entries) / days,))


GOALS = [
    Goal('P1 every slot, 1000 x 14', 'rrule + portion / engine: list of (calendar, start)', 200,
         every_slot_against_a_peer, at_least=True),
    Goal('P2 page and counts, 1000 x 14', 'rrule + portion (all slots) / engine (page of 50, total, counts)', 6000,
         screen_against_a_peer, at_least=True),
    *(
        goal
        for size in (SMALL, LARGE)
        for goal in (
            Goal(f'P4 run search {size}', 'engine / C -O3: free bits of every row', 2,
                 lambda size=size: _against_c(size, counts=False)),
            Goal(f'P4 with counts {size}', 'engine / C -O3: free bits, heads of every row, total', 4,
                 lambda size=size: _against_c(size, counts=True)),
            Goal(f'P6 after a booking {size}', 'delta + search / search: page of 50, total, counts', 1.3,
                 lambda size=size: after_a_booking(size)),
            Goal(f'P6 after a foreign change {size}', 'calendar replaced + search / search: the same', 20,
                 lambda size=size: after_a_foreign_change(size)),
            Goal(f'P18 bytes a provider-day {size}', 'bytes of the three matrices', 130,
                 lambda size=size: memory(size)),
        )
    ),
    Goal('P16 first page, 10x providers', '10,000 x 14 / 1,000 x 14: page of 50', 4, growth_in_providers),
    Goal('P16 first page, 10x days', '1,000 x 80 / 1,000 x 8: page of 50', 1.1, growth_in_days),
    Goal('P16 sparse page', 'page of 50 in the last day / page, total and counts of the range', 2, sparse_page),
    Goal('P17 delta, any size', '10,000 x 30 / 1,000 x 14: take and release', 1.2, delta_by_size),
]  # fmt: skip
