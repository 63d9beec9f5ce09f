"""Claims as rows of epoch seconds, sorted by start: what the arithmetic reads."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from app.intervals import Interval
from app.localtime import epoch, epoch_after, moment
from services.availability.shapes import Claim
from services.availability.spans import ALWAYS, Spans, merged

ClaimRows = npt.NDArray[np.int64]  # (n, 6): wide start, wide end, core start, core end, shares buffers, expiry
ClaimRow = tuple[int, int, int, int, int, int]
WIDE_START, WIDE_END, CORE_START, CORE_END, SHARES, EXPIRES = range(6)
NO_CLAIMS: ClaimRows = np.empty((0, 6), dtype=np.int64)


def row_of(claim: Claim) -> ClaimRow:
    """Part seconds round outward: the ledger's word is never shortened."""
    wide = epoch(claim.wide.starts_at), epoch_after(claim.wide.ends_at)
    core = wide if claim.core is claim.wide else (epoch(claim.core.starts_at), epoch_after(claim.core.ends_at))
    expires = ALWAYS if claim.expires_at is None else epoch_after(claim.expires_at)
    return (*wide, *core, int(claim.shares_buffers), expires)


def rows_of(claims: Iterable[Claim]) -> ClaimRows:
    """Sorted by wide start."""
    rows = sorted(row_of(claim) for claim in claims)
    return np.array(rows, dtype=np.int64).reshape(-1, 6)


def live(rows: ClaimRows, now: int) -> ClaimRows:
    """Without the holds that have expired at `now` (epoch seconds)."""
    return rows[rows[:, EXPIRES] > now]


def forbidden(rows: ClaimRows, before: int, duration: int, after: int, *, shares: bool) -> Spans:
    """The starts (epoch seconds, merged) that these claims forbid to a length with its buffers, all in seconds.

    Neither wide interval may touch the other; when both sides share, buffer may lie on buffer, never on a core.
    """
    start, end = rows[:, WIDE_START] - (duration + after), rows[:, WIDE_END] + before
    if shares and rows[:, SHARES].any():
        sharing = rows[:, SHARES] == 1
        closest = np.minimum(rows[:, WIDE_START] - duration, rows[:, CORE_START] - (duration + after))
        furthest = np.maximum(rows[:, WIDE_END], rows[:, CORE_END] + before)
        start, end = np.where(sharing, closest, start), np.where(sharing, furthest, end)
    # A start exactly at either end is touching, which is free: the open interval (start, end).
    return merged(np.column_stack((start + 1, end)))


def core_of(row: npt.NDArray[np.int64]) -> Interval:
    return Interval(moment(int(row[CORE_START])), moment(int(row[CORE_END])))


def wide_of(row: npt.NDArray[np.int64]) -> Interval:
    return Interval(moment(int(row[WIDE_START])), moment(int(row[WIDE_END])))
