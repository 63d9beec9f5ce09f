"""The exact path says what the oracle says; a broken engine does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings

from services.availability import claims, exact
from tests.rules import oracle, worlds


def disagrees(world: worlds.World) -> bool:
    """Whether engine and oracle give different starts for any calendar of the world."""
    return any(
        exact.free_slots(entry, claims.rows_of(world.claims[entry.id]), world.wanted)
        != oracle.free_slots(entry, world.claims[entry.id], world.wanted)
        for entry in world.entries
    )


@worlds.PATIENT
@given(worlds.world())
def test_the_exact_path_finds_what_the_oracle_finds(world):
    assert not disagrees(world)


def clock_changes_are_ignored(monkeypatch):
    from services.availability import hours

    right = hours.epochs_of
    offset = lambda walls, zone: walls[:1] - right(walls[:1], zone)
    monkeypatch.setattr(hours, 'epochs_of', lambda walls, zone: walls - offset(walls, zone) if len(walls) else walls)


def touching_is_taken(monkeypatch):
    right = exact.forbidden
    monkeypatch.setattr(exact, 'forbidden', lambda *args, **more: np.add(right(*args, **more), [-1, 1]))


def grid_of_utc(monkeypatch):
    from services.availability import cuts

    right = cuts.on_grid
    monkeypatch.setattr(cuts, 'on_grid', lambda starts, zone, step: right(starts, 'UTC', step))


def off_is_ignored(monkeypatch):
    from services.availability import hours

    monkeypatch.setattr(hours, 'without', lambda these, those: these)


@pytest.mark.parametrize(
    'breakage', [clock_changes_are_ignored, touching_is_taken, grid_of_utc, off_is_ignored]
)
def test_a_broken_engine_is_caught_by_the_oracle(breakage, monkeypatch):
    """The negative control: without it, agreement would prove nothing."""
    from services.availability import cuts, hours

    breakage(monkeypatch)
    cuts._candidates.cache_clear()
    hours._windows.cache_clear()
    hours.opened.cache_clear()
    quick = settings(worlds.PATIENT, max_examples=3000, phases=[Phase.generate], derandomize=True)
    try:
        find(worlds.world(), disagrees, settings=quick)
    finally:
        cuts._candidates.cache_clear()
        hours._windows.cache_clear()
        hours.opened.cache_clear()
