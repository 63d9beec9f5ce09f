"""Bit matrices: row = a stretch of time, bit = a calendar. Runs, head counts, and which bits are set."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from services.availability.spans import Spans, expanded

Matrix = npt.NDArray[np.uint64]  # (rows, words); bit p % 64 of word p // 64 is column p
Mask = npt.NDArray[np.uint64]    # (words,)
Columns = npt.NDArray[np.int64]

WORD = 64
AT_ONCE = 8192  # spans painted in one go: what they expand to stays in the cache


def words_for(columns: int) -> int:
    return max(1, -(-columns // WORD))


def bit(column: int) -> np.uint64:
    return np.uint64(1 << column % WORD)


def mask_of(columns: Iterable[int], words: int) -> Mask:
    """The mask with these columns set."""
    mask = np.zeros(words, dtype=np.uint64)
    chosen = np.fromiter(columns, dtype=np.int64)
    np.bitwise_or.at(mask, chosen // WORD, np.uint64(1) << (chosen % WORD).astype(np.uint64))
    return mask


def run(matrix: Matrix, length: int) -> Matrix:
    """Row i of the answer: the AND of rows i .. i + length - 1, in log2(length) steps; `length - 1` rows fewer."""
    covered, result = 1, matrix
    while covered * 2 <= length:
        result = result[:-covered] & result[covered:]
        covered *= 2
    rest = length - covered
    return result[:-rest] & result[rest:] if rest else result


def heads(matrix: Matrix) -> npt.NDArray[np.int64]:
    """How many bits each row has."""
    counts = np.bitwise_count(matrix)
    if matrix.shape[1] == 1:
        return counts[:, 0].astype(np.int64)
    # Summing bytes along a row is slow in numpy; as a product with ones it is one pass. Exact up to 2**24 columns.
    return (counts.astype(np.float32) @ np.ones(matrix.shape[1], dtype=np.float32)).astype(np.int64)


def unpacked(matrix: Matrix) -> npt.NDArray[np.uint8]:
    """(rows, words * 64) of 0 and 1, in column order."""
    packed = np.ascontiguousarray(matrix, dtype='<u8').view(np.uint8)
    return np.unpackbits(packed, axis=1, bitorder='little')


def paint(matrix: Matrix, spans: Spans, columns: Columns, *, on: bool) -> None:
    """Set or clear the bit of `columns[i]` in the rows of `spans[i]`; rows outside the matrix are left out."""
    for start in range(0, len(spans), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        _paint(matrix, spans[part], columns[part], on=on)


def clear_apart(matrix: Matrix, spans: Spans, columns: Columns) -> None:
    """Clear the bit of `columns[i]` in the rows of `spans[i]`; quick where no two spans of a column overlap.

    A bit is toggled where a span begins and where it ends, then carried down: two writes a span, however long.
    Spans that overlap after all set fewer bits than they are long, and are painted one by one instead.
    """
    spans = np.clip(spans, 0, len(matrix))
    first, last = (int(spans.min()), int(spans.max())) if len(spans) else (0, 0)
    words = matrix.shape[1]
    edges = np.zeros((last - first + 1, words), dtype=np.uint64)
    flat = edges.reshape(-1)
    bits = np.uint64(1) << (columns % WORD).astype(np.uint64)
    places = columns // WORD - first * words
    for edge in (0, 1):
        np.bitwise_xor.at(flat, spans[:, edge] * words + places, bits)
    if _carried_down(edges, int((spans[:, 1] - spans[:, 0]).sum())):
        matrix[first:last] &= np.bitwise_not(edges[:-1], out=edges[:-1])
    else:
        paint(matrix, spans, columns, on=False)


def set_apart(matrix: Matrix, spans: Spans, masks: Matrix) -> None:
    """Set the bits of `masks[i]` in the rows of `spans[i]`, in the way of `clear_apart`; the matrix holds all rows."""
    edges = np.zeros((len(matrix) + 1, matrix.shape[1]), dtype=np.uint64)
    for edge in (0, 1):
        np.bitwise_xor.at(edges, spans[:, edge], masks)
    if _carried_down(edges, int((heads(masks) * (spans[:, 1] - spans[:, 0])).sum())):
        matrix |= edges[:-1]
    else:
        for mask, (start, end) in zip(masks, spans.tolist(), strict=True):
            matrix[start:end] |= mask


def paint_alike(matrix: Matrix, spans: Spans, columns: Columns, *, on: bool) -> None:
    """`paint`, by mask where many columns have the same span: whole days off, mostly."""
    words = matrix.shape[1]
    distinct, which = np.unique(spans, axis=0, return_inverse=True)
    if len(distinct) * words > 8 * len(spans):
        paint(matrix, spans, columns, on=on)
        return
    masks = np.zeros((len(distinct), words), dtype=np.uint64)
    bits = np.uint64(1) << (columns % WORD).astype(np.uint64)
    np.bitwise_or.at(masks.reshape(-1), which.reshape(-1) * words + columns // WORD, bits)
    for mask, (start, end) in zip(masks, np.clip(distinct, 0, len(matrix)).tolist(), strict=True):
        if on:
            matrix[start:end] |= mask
        else:
            matrix[start:end] &= ~mask


def _carried_down(edges: Matrix, bits: int) -> bool:
    """Carry each toggled bit down to where it is toggled again; whether that set as many as it should have."""
    np.bitwise_xor.accumulate(edges, axis=0, out=edges)
    return int(np.bitwise_count(edges[:-1]).sum()) == bits


def _paint(matrix: Matrix, spans: Spans, columns: Columns, *, on: bool) -> None:
    first = np.clip(spans[:, 0], 0, len(matrix))
    which, rows = expanded(first, np.maximum(np.clip(spans[:, 1], 0, len(matrix)) - first, 0))
    column = columns[which]
    where = rows * matrix.shape[1] + column // WORD
    bits = np.uint64(1) << (column % WORD).astype(np.uint64)
    flat = matrix.reshape(-1)  # a view: the matrix is contiguous
    if on:
        np.bitwise_or.at(flat, where, bits)
    else:
        np.bitwise_and.at(flat, where, ~bits)
