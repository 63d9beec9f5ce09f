"""The grid of one tenant: who is free in every five-minute cell of the next ninety days, kept true by small changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

import numpy as np

from app.localtime import DAY, epoch, midnight
from services.availability.bits import WORD, Mask, Matrix, bit, words_for
from services.availability.claims import WIDE_END, WIDE_START, ClaimRow, ClaimRows, row_of, rows_of
from services.availability.cuts import Yes
from services.availability.ledger import ClaimTable, Ledger
from services.availability.masks import Masks
from services.availability.painting import (
    CELL,
    CELLS_A_DAY,
    QUARTER,
    outward,
    paint_claims,
    paint_hours,
    quarters,
)
from services.availability.shapes import Claim
from services.calendars.shapes import CalendarRules

HORIZON_DAYS = 90
ROOM_DAYS = 1  # on each side, so that any zone's first and last day is whole


@dataclass(frozen=True, slots=True)
class Taken:
    claim: Claim


@dataclass(frozen=True, slots=True)
class Released:
    claim: Claim


Phases = list[tuple[Yes, Mask]]  # (rows on their grid, the calendars they are of)


class Grid:
    """Rows are UTC cells from `first_day` (a day of room before today); columns are calendars by name, then id.

    `hours` has the bit of a calendar where it is open, `clear` where nothing is claimed, `quarters` both of them over
    a whole quarter of an hour. Only one task may change a grid at a time; a search between changes sees a whole state.
    Without `claims` it is not whole until `claim` hands them in.
    """

    def __init__(
        self,
        entries: Sequence[CalendarRules],
        claims: ClaimTable | None,
        *,
        first_day: date,
        versions: Mapping[UUID, int] | None = None,
        days: int = HORIZON_DAYS + 2 * ROOM_DAYS,
    ) -> None:
        order = sorted(range(len(entries)), key=lambda position: (entries[position].name, entries[position].id))
        self.entries = [entries[position] for position in order]
        self.columns = {entry.id: column for column, entry in enumerate(self.entries)}
        self.version = 0  # of the whole tenant, in this process only: any change makes every kept answer stale
        self.origin = midnight(first_day)
        self.phases: dict[tuple[int, int], Phases | None] = {}
        self.hours: Matrix = np.zeros((days * CELLS_A_DAY, words_for(len(order))), dtype=np.uint64)
        paint_hours(self.hours, enumerate(self.entries), self.origin)
        if claims is not None:
            column_of = np.empty(len(order), dtype=np.int64)
            column_of[order] = np.arange(len(order))
            self.claim(claims.by_column(column_of), versions or {})

    def claim(self, table: ClaimTable, versions: Mapping[UUID, int]) -> None:
        """Take over all claims, by column, and the version of each calendar's."""
        self.versions = {entry.id: versions.get(entry.id, 0) for entry in self.entries}
        self._ledger = Ledger(table, len(self.entries))
        self.clear: Matrix = np.full_like(self.hours, ~np.uint64(0))
        paint_claims(self.clear, table, self.origin)
        self.quarters = quarters(self.hours, self.clear)

    @cached_property
    def masks(self) -> Masks:
        return Masks(self.entries)

    @property
    def end(self) -> int:
        """Epoch seconds at which the last row ends."""
        return self.origin + len(self.hours) * CELL

    @property
    def nbytes(self) -> int:
        """Of the three matrices."""
        return self.hours.nbytes + self.clear.nbytes + self.quarters.nbytes

    @cached_property
    def zones(self) -> dict[str, list[int]]:
        """Columns of each zone."""
        found: dict[str, list[int]] = {}
        for column, entry in enumerate(self.entries):
            found.setdefault(entry.zone, []).append(column)
        return found

    def claims_of(self, calendar_id: UUID) -> ClaimRows:
        """The calendar's claims by start. Never write to it. Raises KeyError for a calendar not in the grid."""
        return self._ledger.of(self.columns[calendar_id])

    def entry(self, calendar_id: UUID) -> CalendarRules:
        """Raises KeyError for a calendar not in the grid."""
        return self.entries[self.columns[calendar_id]]

    def apply(self, calendar_id: UUID, version: int, changes: Iterable[Taken | Released]) -> bool:
        """Follow one change of the ledger: all that happened to the calendar between `version - 1` and `version`.

        True when the grid is now at `version` or already was; False when something was missed (or the calendar is not
        known): read that calendar again and `replace` it.
        """
        known = self.versions.get(calendar_id)
        if known is None or version > known + 1:
            return False
        if version <= known:
            return True
        column = self.columns[calendar_id]
        for change in changes:
            row = row_of(change.claim)
            if isinstance(change, Taken):
                self._take(column, row)
            elif not self._release(column, row):
                return False
        self.versions[calendar_id] = version
        self.version += 1
        return True

    def replace(self, calendar_id: UUID, version: int, claims: Iterable[Claim] | ClaimRows) -> None:
        """Take over a calendar's claims as read again at `version`. Raises KeyError for a calendar not in the grid."""
        rows = claims if isinstance(claims, np.ndarray) else rows_of(claims)
        column = self.columns[calendar_id]
        self._ledger.replace(column, rows)
        self._repaint_claims(column, 0, len(self.clear))
        self.versions[calendar_id] = version
        self.version += 1

    def repaint(self, entry: CalendarRules) -> None:
        """Take over changed hours, zone, skills, groups, place or activity of one calendar.

        Raises KeyError for a new calendar and ValueError for a changed name: columns are in the order of names, so
        both need a new grid.
        """
        column = self.columns[entry.id]
        if entry.name != self.entries[column].name:
            raise ValueError('a renamed calendar needs a new grid')
        self.entries[column] = entry
        self.hours[:, column // WORD] &= ~bit(column)
        paint_hours(self.hours, [(column, entry)], self.origin)
        self._refresh(column, 0, len(self.hours))
        for kept in ('masks', 'zones'):
            self.__dict__.pop(kept, None)
        self.phases.clear()
        self.version += 1

    def expire(self, now: datetime) -> int:
        """Free what holds that expired by `now` had taken; how many calendars that touched."""
        touched = self._ledger.expire(epoch(now))
        for column in touched:
            self._repaint_claims(column, 0, len(self.clear))
        self.version += bool(touched)
        return len(touched)

    def roll_to(self, first_day: date) -> None:
        """Let the days before `first_day` go and paint as many new ones at the end; never backwards."""
        days = (midnight(first_day) - self.origin) // DAY
        if days <= 0:
            return
        gone = min(days * CELLS_A_DAY, len(self.hours))
        for matrix, lost in ((self.hours, gone), (self.clear, gone), (self.quarters, gone // QUARTER)):
            matrix[: len(matrix) - lost] = matrix[lost:]
        self.origin += days * DAY
        self.phases.clear()
        self._ledger.forget_before(self.origin)
        fresh = len(self.hours) - gone
        origin = self.origin + fresh * CELL
        self.hours[fresh:] = 0
        self.clear[fresh:] = ~np.uint64(0)
        paint_hours(self.hours[fresh:], enumerate(self.entries), origin)
        paint_claims(self.clear[fresh:], self._ledger.everything(), origin)
        self.quarters[fresh // QUARTER :] = quarters(self.hours[fresh:], self.clear[fresh:])
        self.version += 1

    def _take(self, column: int, row: ClaimRow) -> None:
        self._ledger.add(column, row)
        start, end = self._cells(row)
        word, others = column // WORD, ~bit(column)
        self.clear[start:end, word] &= others
        self.quarters[start // QUARTER : -(-end // QUARTER), word] &= others

    def _release(self, column: int, row: ClaimRow) -> bool:
        if not self._ledger.remove(column, row):
            return False
        self._repaint_claims(column, *self._cells(row))
        return True

    def _cells(self, row: ClaimRow) -> tuple[int, int]:
        start, end = (row[WIDE_START] - self.origin) // CELL, -((self.origin - row[WIDE_END]) // CELL)
        return max(0, min(start, len(self.clear))), max(0, min(end, len(self.clear)))

    def _repaint_claims(self, column: int, start: int, end: int) -> None:
        """Set the cells clear, then claim again what remains there: two claims may share a cell."""
        self.clear[start:end, column // WORD] |= bit(column)
        rows = self._ledger.of(column)
        here = (rows[:, WIDE_START] < self.origin + end * CELL) & (rows[:, WIDE_END] > self.origin + start * CELL)
        if here.any():
            cells = outward(rows[here, : WIDE_END + 1], self.origin)
            word, others = self.clear[:, column // WORD], ~bit(column)
            for first, last in cells.tolist():
                word[max(first, start) : min(last, end)] &= others
        self._refresh(column, start, end)

    def _refresh(self, column: int, start: int, end: int) -> None:
        """Work out the quarters that the cells lie in again, for one column."""
        first, last = start // QUARTER, -(-end // QUARTER)
        word = column // WORD
        cells = slice(first * QUARTER, last * QUARTER)
        free = self.hours[cells, word] & self.clear[cells, word]
        free = free[0::QUARTER] & free[1::QUARTER] & free[2::QUARTER]
        mine = bit(column)
        self.quarters[first:last, word] = (self.quarters[first:last, word] & ~mine) | (free & mine)
