"""Every claim of a tenant in memory: as loaded, and a small table for each calendar that was looked at or changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.availability.bits import Columns
from services.availability.claims import (
    CORE_END,
    CORE_START,
    EXPIRES,
    NO_CLAIMS,
    SHARES,
    WIDE_END,
    WIDE_START,
    ClaimRow,
    ClaimRows,
)
from services.availability.spans import ALWAYS, NONE, Spans

Table = npt.NDArray[np.int64]
NOBODY: Columns = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class ClaimTable:
    """Claims as loaded; `plain_of[i]` and `others_of[i]` say whose row i is: a position in the entries handed in too.

    Plain claims have neither buffers nor an expiry, so that two instants say all; that is most of them. Every live
    claim that ends after the first day of the grid belongs in it, also those beyond the horizon.
    """

    plain_of: Columns
    plain: Spans
    others_of: Columns
    others: ClaimRows

    @classmethod
    def empty(cls) -> ClaimTable:
        return cls(NOBODY, NONE, NOBODY, NO_CLAIMS)

    @classmethod
    def of(cls, calendars: Columns, rows: ClaimRows) -> ClaimTable:
        """From whole rows."""
        is_plain = ((rows[:, [WIDE_START, WIDE_END]] == rows[:, [CORE_START, CORE_END]]).all(axis=1)
                    & (rows[:, SHARES] == 0) & (rows[:, EXPIRES] == ALWAYS))
        return cls(calendars[is_plain], rows[is_plain, : WIDE_END + 1], calendars[~is_plain], rows[~is_plain])

    def by_column(self, column_of: Columns) -> ClaimTable:
        """The same with the column of each entry for its position, in the order of columns."""
        return ClaimTable(*_in_order(column_of[self.plain_of], self.plain),
                          *_in_order(column_of[self.others_of], self.others))

    def after(self, moment: int) -> ClaimTable:
        """What ends after `moment` (epoch seconds)."""
        plain, others = self.plain[:, WIDE_END] > moment, self.others[:, WIDE_END] > moment
        return ClaimTable(self.plain_of[plain], self.plain[plain], self.others_of[others], self.others[others])


class Ledger:
    """The claims of each column, by start."""

    def __init__(self, table: ClaimTable, count: int) -> None:
        """`table` is by column; `count` is the number of columns."""
        self._count = count
        self._changed: dict[int, ClaimRows] = {}
        self._expiring = set(table.others_of[table.others[:, EXPIRES] < ALWAYS].tolist())
        self._load(table)

    def of(self, column: int) -> ClaimRows:
        """The column's claims, sorted by start. Never write to it."""
        if column not in self._changed:
            self._changed[column] = self._loaded(column)
        return self._changed[column]

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
        self._load(self._table.after(moment))
        for column, rows in self._changed.items():
            self._changed[column] = rows[rows[:, WIDE_END] > moment]

    def everything(self) -> ClaimTable:
        """All claims, by column."""
        parts = [self._changed[column] if column in self._changed else self._loaded(column)
                 for column in range(self._count)]
        whose = np.repeat(np.arange(self._count), [len(part) for part in parts])
        return ClaimTable.of(whose, np.concatenate([NO_CLAIMS, *parts]))

    def _load(self, table: ClaimTable) -> None:
        self._table = table
        every = np.arange(self._count + 1)
        self._plain_ends = np.searchsorted(table.plain_of, every)
        self._others_ends = np.searchsorted(table.others_of, every)

    def _loaded(self, column: int) -> ClaimRows:
        plain = self._table.plain[self._plain_ends[column] : self._plain_ends[column + 1]]
        others = self._table.others[self._others_ends[column] : self._others_ends[column + 1]]
        rows = np.empty((len(plain) + len(others), 6), dtype=np.int64)
        rows[: len(plain), [WIDE_START, WIDE_END]] = rows[: len(plain), [CORE_START, CORE_END]] = plain
        rows[: len(plain), [SHARES, EXPIRES]] = 0, ALWAYS
        rows[len(plain) :] = others
        return rows[np.argsort(rows[:, WIDE_START], kind='stable')]


def _in_order(columns: Columns, rows: Table) -> tuple[Columns, Table]:
    if (columns[1:] >= columns[:-1]).all():
        return columns, rows
    order = np.argsort(columns, kind='stable')
    return columns[order], rows[order]
