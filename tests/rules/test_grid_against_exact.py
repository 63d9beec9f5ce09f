"""Grid, exact path and oracle give one answer, page by page, before and after any change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from services.availability import claims, painting, seeking, sweeping
from services.availability.grid import Grid, Released, Taken
from services.availability.ledger import ClaimTable
from services.availability.shapes import Sort, TimeOfDay
from services.calendars.shapes import ExceptionKind, HoursException
from tests.rules import oracle, worlds

DAYS = 12


def grid_of(world: worlds.World, held=None, days: int = DAYS) -> Grid:
    held = world.claims if held is None else held
    rows = [(position, claim) for position, entry in enumerate(world.entries) for claim in held[entry.id]]
    table = ClaimTable.of(
        np.array([position for position, _ in rows], dtype=np.int64),
        np.array([claims.row_of(claim) for _, claim in rows], dtype=np.int64).reshape(-1, 6),
    )
    return Grid(world.entries, table, first_day=world.wanted.first_on - timedelta(days=4), days=days)


def pages(find_page, size: int = 7):
    """Walk all pages: (slots, total)."""
    slots, offset = [], 0
    while True:
        found = find_page(limit=size, offset=offset)
        slots.extend(found.slots)
        offset += size
        if not found.has_more:
            return slots, found.total


def by_exact(grid, wanted):
    return lambda limit, offset: seeking.found_as(grid, wanted, seeking.exact_page(grid, wanted, limit, offset))


def by_grid(grid, wanted):
    sweep = sweeping.sweep_of(grid, wanted)
    assert sweep is not None
    return lambda limit, offset: seeking.found_as(grid, wanted, sweeping.page(sweep, wanted, limit, offset))


def disagrees(world: worlds.World) -> bool:
    grid = grid_of(world)
    wanted = seeking.not_past(grid, world.wanted)
    expected = oracle.search(world.entries, world.claims, wanted)
    size = 1 + len(expected) // 3
    answers = [
        pages(by_grid(grid, wanted), size),
        pages(by_exact(grid, wanted), size),
        pages(by_grid(grid, replace(wanted, want_total=False)), size),
    ]
    return any(slots != expected for slots, _ in answers) or any(
        total not in {None, len(expected)} for _, total in answers
    )


@worlds.PATIENT
@given(worlds.world(coarse=True, most=5))
def test_the_grid_finds_what_the_exact_path_and_the_oracle_find_without_holes_between_pages(world):
    assert not disagrees(world)


@worlds.PATIENT
@given(worlds.world(coarse=True))
def test_both_paths_count_the_same_heads_at_the_same_starts(world):
    grid = grid_of(world)
    wanted = seeking.not_past(grid, world.wanted)
    everything = {'limit': 500, 'offset': 0}
    assert by_grid(grid, wanted)(**everything).starts == by_exact(grid, wanted)(**everything).starts


@worlds.PATIENT
@given(worlds.world(most=4), st.integers(5, DAYS))
def test_whatever_the_grid_does_not_cover_is_found_all_the_same(world, days):
    grid = grid_of(world, days=days)
    wanted = seeking.not_past(grid, world.wanted)
    slots, _ = pages(lambda **page: seeking.find(grid, world.wanted, **page), 100)
    assert slots == oracle.search(world.entries, world.claims, wanted)


@worlds.PATIENT
@given(worlds.world(coarse=True, most=4), st.integers(5, DAYS))
def test_each_provider_is_summed_up_with_the_next_start_and_those_of_the_day(world, days):
    grid = grid_of(world, days=days)
    wanted = replace(seeking.not_past(grid, world.wanted), sort=Sort.PROVIDER)
    slots = oracle.search(world.entries, world.claims, wanted)
    today = oracle.search(world.entries, world.claims, replace(wanted, last_on=wanted.first_on))
    summaries, total = seeking.by_provider(grid, wanted, limit=10)
    assert total == len(summaries) == sum(oracle.qualifies(entry, wanted) for entry in world.entries)
    for summary in summaries:
        mine = [slot.starts_at for slot in slots if slot.calendar_id == summary.calendar_id]
        assert summary.next_at == (mine[0] if mine else None)
        assert list(summary.starts) == [one.starts_at for one in today if one.calendar_id == summary.calendar_id]


def ranked(world, wanted):
    """Who qualifies with their next start, in the order wanted: by the oracle."""
    slots = oracle.search(world.entries, world.claims, wanted)
    able = sorted((entry for entry in world.entries if oracle.qualifies(entry, wanted)),
                  key=lambda entry: (entry.name, str(entry.id)))
    first = {entry.id: min((slot.starts_at for slot in slots if slot.calendar_id == entry.id), default=None)
             for entry in able}
    if wanted.sort is Sort.EARLIEST:
        able.sort(key=lambda entry: (first[entry.id] is None, first[entry.id]))
    return [(entry.id, first[entry.id]) for entry in able]


def ranks_otherwise(world: worlds.World, days: int = DAYS) -> bool:
    grid = grid_of(world, days=days)
    wanted = seeking.not_past(grid, world.wanted)
    expected = ranked(world, wanted)
    found = []
    for offset in range(0, len(expected) + 2, 2):
        some, total = seeking.by_provider(grid, wanted, limit=2, offset=offset)
        assert total == len(expected)
        found += [(each.calendar_id, each.next_at) for each in some]
    return found != expected


@worlds.PATIENT
@given(worlds.world(coarse=True, most=5), st.integers(5, DAYS))
def test_providers_are_ranked_by_their_next_start_or_by_name_without_holes_between_pages(world, days):
    assert not ranks_otherwise(world, days)


@worlds.PATIENT
@given(worlds.world(most=4))
def test_providers_are_ranked_where_the_grid_has_no_answer(world):
    assert not ranks_otherwise(world)


@worlds.PATIENT
@given(worlds.world(coarse=True, most=5))
def test_the_first_row_of_each_column_is_that_of_the_exact_path(world):
    grid = grid_of(world)
    wanted = seeking.not_past(grid, world.wanted)
    sweep = sweeping.sweep_of(grid, wanted)
    for column in seeking.qualified(grid, wanted).tolist():
        row = sweeping.first_rows(sweep)[column]
        starts = seeking.exact_starts(grid, column, wanted)
        assert (row == sweeping.NEVER) if not len(starts) else sweep.starts_of(row) == starts[0]


@worlds.PATIENT
@given(worlds.world(coarse=True), st.data())
def test_a_grid_kept_by_changes_is_the_grid_built_anew(world, data):
    held = {calendar_id: list(some) for calendar_id, some in world.claims.items()}
    grid = grid_of(world)
    for version in range(1, 6):
        entry = data.draw(st.sampled_from(world.entries))
        mine = held[entry.id]
        if mine and data.draw(st.booleans()):
            claim = mine.pop(data.draw(st.integers(0, len(mine) - 1)))
            change = Released(claim)
        else:
            claim = data.draw(worlds.claim(world.wanted.first_on))
            mine.append(claim)
            change = Taken(claim)
        assert grid.apply(entry.id, grid.versions[entry.id] + 1, [change])
        assert version == grid.version
    assert_same(grid, grid_of(world, held))


@worlds.PATIENT
@given(worlds.world(coarse=True), worlds.world(coarse=True), st.integers(1, DAYS + 1))
def test_a_repainted_and_rolled_grid_is_the_grid_built_anew(world, other, days):
    grid = grid_of(world)
    changed = replace(other.entries[0], id=world.entries[0].id, name=world.entries[0].name)
    grid.repaint(changed)
    grid.replace(changed.id, 5, other.claims[other.entries[0].id])
    grid.roll_to(world.wanted.first_on - timedelta(days=4 - days))
    first, last = (day + timedelta(days=days) for day in (world.wanted.first_on, world.wanted.last_on))
    later = replace(world.wanted, first_on=first, last_on=last)
    held = {**world.claims, changed.id: other.claims[other.entries[0].id]}
    assert_same(grid, grid_of(worlds.World((changed, *world.entries[1:]), held, later), held))


def assert_same(kept: Grid, anew: Grid) -> None:
    assert kept.origin == anew.origin
    for matrix in ('hours', 'clear', 'quarters'):
        assert np.array_equal(getattr(kept, matrix), getattr(anew, matrix)), matrix


def buffers_are_forgotten(monkeypatch):
    right = sweeping.Sweep.__init__

    def broken(self, grid, wanted):
        right(self, grid, wanted)
        self.before = 0

    monkeypatch.setattr(sweeping.Sweep, '__init__', broken)


def phases_are_forgotten(monkeypatch):
    monkeypatch.setattr(sweeping, 'phases_of', lambda *args: None)


def claims_end_a_cell_early(monkeypatch):
    right = painting.outward
    monkeypatch.setattr(painting, 'outward', lambda spans, origin: right(spans, origin) - [0, 1])


@pytest.mark.parametrize('breakage', [buffers_are_forgotten, phases_are_forgotten, claims_end_a_cell_early])
def test_a_broken_grid_is_caught(breakage, monkeypatch):
    """The negative control: without it, agreement would prove nothing."""
    breakage(monkeypatch)
    quick = settings(worlds.PATIENT, max_examples=3000, phases=[Phase.generate], derandomize=True)
    find(worlds.world(coarse=True, most=3), disagrees, settings=quick)


def times_of_day_are_forgotten(monkeypatch):
    right = sweeping.first_rows

    def broken(sweep):
        sweep.inside = None
        return right(sweep)

    monkeypatch.setattr(seeking, 'first_rows', broken)


def only_the_first_day_is_looked_at(monkeypatch):
    right = sweeping.Sweep.blocks
    monkeypatch.setattr(sweeping.Sweep, 'blocks', lambda self, *, whole: list(right(self, whole=whole))[:1])


def nobody_comes_last(monkeypatch):
    right = sweeping.first_rows
    monkeypatch.setattr(seeking, 'first_rows', lambda sweep: right(sweep) % sweeping.NEVER)


def in_the_afternoon(world):
    return replace(world, wanted=replace(world.wanted, times=(TimeOfDay(13 * 60, 17 * 60),)))


def all_off_on_the_first_day(world):
    """And the day before, whatever the zone."""
    first = datetime.combine(world.wanted.first_on, time())
    off = HoursException(ExceptionKind.OFF, first - timedelta(days=1), first + timedelta(days=1))
    later = replace(world.wanted, last_on=world.wanted.first_on + timedelta(days=2))
    entries = tuple(replace(entry, exceptions=(*entry.exceptions, off)) for entry in world.entries)
    return worlds.World(entries, world.claims, later)


@pytest.mark.parametrize(('breakage', 'where_it_matters'), [
    (times_of_day_are_forgotten, in_the_afternoon), (only_the_first_day_is_looked_at, all_off_on_the_first_day),
    (nobody_comes_last, lambda world: world)])
def test_a_broken_ranking_is_caught(breakage, where_it_matters, monkeypatch):
    """The negative control of the order by next start."""
    breakage(monkeypatch)
    quick = settings(worlds.PATIENT, max_examples=3000, phases=[Phase.generate], derandomize=True)
    find(worlds.world(coarse=True, most=5).map(where_it_matters), ranks_otherwise, settings=quick)
