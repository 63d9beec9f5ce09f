"""Sets of half-open integer spans as sorted arrays: the arithmetic under hours, claims and starts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Spans = npt.NDArray[np.int64]  # (n, 2): start inclusive, end exclusive

ALWAYS = 2**62
NONE: Spans = np.empty((0, 2), dtype=np.int64)


def merged(spans: Spans) -> Spans:
    """Sorted; empty and turned-round ones dropped; touching or overlapping ones become one."""
    spans = spans[spans[:, 1] > spans[:, 0]]
    if len(spans) < 2:
        return spans
    spans = spans[np.argsort(spans[:, 0], kind='stable')]
    reach = np.maximum.accumulate(spans[:, 1])
    opens = np.empty(len(spans), dtype=bool)
    opens[0] = True
    np.greater(spans[1:, 0], reach[:-1], out=opens[1:])
    closes = np.append(opens[1:], True)
    return np.column_stack((spans[opens, 0], reach[closes]))


def outside(spans: Spans) -> Spans:
    """Everything not in `spans` (merged)."""
    gaps = np.empty((len(spans) + 1, 2), dtype=np.int64)
    gaps[0, 0], gaps[-1, 1] = -ALWAYS, ALWAYS
    gaps[1:, 0], gaps[:-1, 1] = spans[:, 1], spans[:, 0]
    return gaps


def intersected(these: Spans, those: Spans) -> Spans:
    """What is in both; each argument sorted and without overlaps."""
    if not len(these) or not len(those):
        return NONE
    first = np.searchsorted(those[:, 1], these[:, 0], side='right')
    last = np.searchsorted(those[:, 0], these[:, 1], side='left')
    which, other = expanded(first, np.maximum(last - first, 0))
    return np.column_stack((
        np.maximum(these[which, 0], those[other, 0]),
        np.minimum(these[which, 1], those[other, 1]),
    ))


def without(these: Spans, those: Spans) -> Spans:
    """`these` minus `those`; each merged."""
    return intersected(these, outside(those)) if len(those) else these


def clipped(spans: Spans, start: int, end: int) -> Spans:
    """`spans` (merged) inside `[start, end)`."""
    return intersected(spans, np.array([[start, end]], dtype=np.int64)) if start < end else NONE


def expanded(
    first: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Runs `first[i] .. first[i] + lengths[i]` laid end to end: (i of each element, its value)."""
    which = np.repeat(np.arange(len(first)), lengths)
    begins = np.cumsum(lengths) - lengths
    return which, np.arange(len(which)) - (begins - first)[which]
