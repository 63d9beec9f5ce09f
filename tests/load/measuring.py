"""Paired measurements: two things by turns in one run, the median of their ratios with the least and the most."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

ROUNDS = 7
Action = Callable[[], object]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Ratios:
    """One over the other, a ratio for each round."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def __str__(self) -> str:
        return f'{self.median:,.4g} ({min(self.values):,.4g} - {max(self.values):,.4g})'


@dataclass(frozen=True)
class Goal:
    """A named measurement: what is compared, the gate, and how to measure it. `measure` may raise Unmeasured."""

    name: str
    compares: str
    gate: float
    measure: Callable[[], Ratios]
    at_least: bool = False

    def holds(self, ratios: Ratios) -> bool:
        return ratios.median >= self.gate if self.at_least else ratios.median <= self.gate


class Unmeasured(Exception):
    """This machine lacks something the measurement needs."""


def paired(
    one: Action, other: Action, *, times: int = 1, other_times: int | None = None, rounds: int = ROUNDS,
    clock: Clock = time.process_time,
) -> Ratios:
    """Time of `one` over time of `other`, each the mean of its `times`, by turns.

    Processor time, because on a shared machine the clock on the wall measures the neighbours; where the work is done
    in another process (a database, Redis) only that clock, `time.perf_counter`, sees it.
    """
    one()
    other()
    values = []
    for turn in range(rounds):
        pair = ((one, times), (other, other_times or times))
        order = pair if turn % 2 == 0 else pair[::-1]
        took = {id(action): _mean(action, count, clock) for action, count in order}
        values.append(took[id(one)] / took[id(other)])
    return Ratios(tuple(values))


def _mean(action: Action, count: int, clock: Clock) -> float:
    with garbage_left():
        start = clock()
        for _ in range(count):
            action()
        return (clock() - start) / count


@contextmanager
def garbage_left() -> Iterator[None]:
    """Nothing is collected inside: a look through all that a workload holds takes a tenth of a second."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def report(goals: Iterable[Goal]) -> bool:
    """Print one line for each; whether every gate holds."""
    all_hold = True
    for goal in goals:
        sign = '>=' if goal.at_least else '<='
        try:
            ratios = goal.measure()
        except Unmeasured as missing:
            print(f'{goal.name:<34} not measured: {missing}', flush=True)
            continue
        holds = goal.holds(ratios)
        all_hold &= holds
        verdict = 'holds' if holds else 'MISSED'
        print(f'{goal.name:<34} {ratios!s:<34} gate {sign} {goal.gate:<6g} {verdict:<7} {goal.compares}', flush=True)
    return all_hold
