"""Every claim of a tenant in memory: one sorted table, and a small one for each calendar that has changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from services.availability.bits import Columns
from services.availability.claims import EXPIRES, NO_CLAIMS, WIDE_END, WIDE_START, ClaimRow, ClaimRows
from services.availability.spans import ALWAYS


@dataclass(frozen=True, eq=False)
class ClaimTable:
    """Claims as loaded: `calendars[i]` is the position of row i's calendar in the entries handed in with them.

    Every live claim that ends after the first day of the grid belongs in it, also those beyond the horizon.
    """

    calendars: Columns
    rows: ClaimRows

    @classmethod
    def empty(cls) -> ClaimTable:
        return cls(np.empty(0, dtype=np.int64), NO_CLAIMS)


class Ledger:
    """The claims of each column, by start."""

    def __init__(self, columns: Columns, rows: ClaimRows, count: int) -> None:
        if (columns[1:] < columns[:-1]).any():
            order = np.argsort(columns, kind='stable')
            columns, rows = columns[order], rows[order]
        self._rows = rows
        self._ends = np.searchsorted(columns, np.arange(count + 1))
        self._changed: dict[int, ClaimRows] = {}
        self._in_order: set[int] = set()  # columns seen to be by start; the others are sorted when first looked at
        expiring = rows[:, EXPIRES] < ALWAYS
        self._expiring = set(columns[expiring].tolist())

    def of(self, column: int) -> ClaimRows:
        """The column's claims, sorted by start. Never write to it."""
        changed = self._changed.get(column)
        if changed is not None:
            return changed
        rows = self._rows[self._ends[column] : self._ends[column + 1]]
        if column not in self._in_order:
            self._in_order.add(column)
            starts = rows[:, WIDE_START]
            if (starts[1:] < starts[:-1]).any():
                rows = self._changed[column] = rows[np.argsort(starts, kind='stable')]
        return rows

    def add(self, column: int, row: ClaimRow) -> None:
        rows = self.of(column)
        at = int(rows[:, WIDE_START].searchsorted(row[WIDE_START]))
        more = np.empty((len(rows) + 1, 6), dtype=np.int64)
        more[:at], more[at], more[at + 1 :] = rows[:at], row, rows[at:]
        self._changed[column] = more
        if row[EXPIRES] < ALWAYS:
            self._expiring.add(column)

    def remove(self, column: int, row: ClaimRow) -> bool:
        """Take out one claim with the same intervals; False when there is none."""
        rows = self.of(column)
        wanted = list(row[:EXPIRES])
        first = int(rows[:, WIDE_START].searchsorted(row[WIDE_START]))
        for at in range(first, len(rows)):
            if rows[at, WIDE_START] != row[WIDE_START]:
                break
            if rows[at, :EXPIRES].tolist() == wanted:
                self._changed[column] = np.concatenate((rows[:at], rows[at + 1 :]))
                return True
        return False

    def replace(self, column: int, rows: ClaimRows) -> None:
        self._changed[column] = rows[np.argsort(rows[:, WIDE_START], kind='stable')]
        if (rows[:, EXPIRES] < ALWAYS).any():
            self._expiring.add(column)

    def expire(self, now: int) -> list[int]:
        """Drop the holds that have expired (epoch seconds) and say whose."""
        touched = []
        for column in sorted(self._expiring):
            rows = self.of(column)
            kept = rows[rows[:, EXPIRES] > now]
            if len(kept) < len(rows):
                self._changed[column] = kept
                touched.append(column)
            if not (kept[:, EXPIRES] < ALWAYS).any():
                self._expiring.discard(column)
        return touched

    def forget_before(self, moment: int) -> None:
        """Drop what ended before `moment` (epoch seconds)."""
        kept = self._rows[:, WIDE_END] > moment
        self._ends = np.concatenate(([0], np.cumsum(kept)))[self._ends]
        self._rows = self._rows[kept]
        for column, rows in self._changed.items():
            self._changed[column] = rows[rows[:, WIDE_END] > moment]

    def everything(self) -> tuple[Columns, ClaimRows]:
        """(column of each row, rows)."""
        count = len(self._ends) - 1
        parts = [self.of(column) for column in range(count)] if self._changed else [self._rows]
        lengths = [len(part) for part in parts] if self._changed else np.diff(self._ends)
        return np.repeat(np.arange(count), lengths), np.concatenate([NO_CLAIMS, *parts])
