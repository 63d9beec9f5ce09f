"""Hours and claims -> bit matrices of five-minute cells. Hours round inward, claims outward."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from app.localtime import DAY, epochs_of, wall_seconds
from services.availability.bits import Columns, Matrix, clear_apart, mask_of, paint, paint_alike, set_apart
from services.availability.claims import SHARES, WIDE_END, WIDE_START
from services.availability.hours import REACH_BACK, opened, overridden, windows
from services.availability.ledger import ClaimTable
from services.availability.spans import NONE, Spans
from services.calendars.shapes import CalendarRules, ExceptionKind, HoursException

CELL = 300
CELLS_A_DAY = DAY // CELL
QUARTER = 3  # cells
SHARED = 4  # calendars of one pattern from which painting them together pays
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

Numbered = tuple[int, CalendarRules]


def inward(spans: Spans, origin: int) -> Spans:
    """The cells that lie wholly inside each span."""
    cells: Spans = (spans - origin + np.array([CELL - 1, 0])) // CELL
    return cells


def outward(spans: Spans, origin: int) -> Spans:
    """The cells that each span touches."""
    cells: Spans = (spans - origin + np.array([0, CELL - 1])) // CELL
    return cells


def paint_hours(target: Matrix, entries: Iterable[Numbered], origin: int) -> None:
    """Open the cells of each active (column, calendar) in `target`, all closed, whose row 0 is the UTC day `origin`."""
    together: dict[tuple[str, int], list[Numbered]] = defaultdict(list)  # calendars of one pattern share its object
    for column, entry in entries:
        if entry.is_active:
            together[entry.zone, id(entry.weekly)].append((column, entry))
    aligned: list[Numbered] = []
    apart: list[Numbered] = []
    spans: list[Spans] = [NONE]
    masks = [target[:0]]
    for alike in together.values():
        members = [each for each in alike if _is_aligned(each[1].exceptions)]
        if len(members) < SHARED or any(slot.opens % 5 or slot.closes % 5 for slot in members[0][1].weekly):
            apart.extend(alike)
            continue
        apart.extend(each for each in alike if not _is_aligned(each[1].exceptions))
        opened_to_them, them = _pattern(target, members, origin)
        spans.append(opened_to_them)
        masks.append(them)
        aligned.extend(members)
    set_apart(target, np.concatenate(spans), np.concatenate(masks))
    _paint_dated(target, aligned, origin)
    _paint_apart(target, apart, origin)


def paint_claims(target: Matrix, table: ClaimTable, origin: int) -> None:
    """Clear the cells that the wide intervals touch; `table` is by column."""
    wide = table.others[:, [WIDE_START, WIDE_END]]
    shares = table.others[:, SHARES] == 1
    paint(target, outward(wide[shares], origin), table.others_of[shares], on=False)
    for spans, columns in ((table.plain, table.plain_of), (wide[~shares], table.others_of[~shares])):
        _paint_apart_claims(target, spans, columns, origin)


def quarters(hours: Matrix, clear: Matrix) -> Matrix:
    """Both, over each quarter of an hour: a third of the rows."""
    free = hours[0::QUARTER] & clear[0::QUARTER]
    for cell in range(1, QUARTER):
        free &= hours[cell::QUARTER]
        free &= clear[cell::QUARTER]
    return free


def _paint_apart_claims(target: Matrix, spans: Spans, columns: Columns, origin: int) -> None:
    """The ledger keeps wide intervals apart unless they share buffers; rounded to cells, whole ones stay apart."""
    cells = outward(spans, origin)
    is_whole = (cells * CELL == spans - origin).all(axis=1)
    if is_whole.all():
        clear_apart(target, cells, columns)
        return
    clear_apart(target, cells[is_whole], columns[is_whole])
    paint(target, cells[~is_whole], columns[~is_whole], on=False)


def _is_aligned(exceptions: Sequence[HoursException]) -> bool:
    """Every time on a whole cell, so that neighbouring ranges may be painted one by one."""
    return not exceptions or not any(
        wall_seconds(rule.starts) % CELL or wall_seconds(rule.ends) % CELL
        for rule in exceptions
        if rule.kind is not ExceptionKind.OFF
    )


def _days(target: Matrix, origin: int) -> tuple[int, int]:
    """Ordinals of the first and last day whose hours can reach into the matrix, in any zone."""
    first = origin // DAY + EPOCH_ORDINAL
    return first - REACH_BACK, first + len(target) // CELLS_A_DAY + 1


def _pattern(target: Matrix, members: Sequence[Numbered], origin: int) -> tuple[Spans, Matrix]:
    """The cells that the weekly hours these share open, and for whom: without those who override the day."""
    words = target.shape[1]
    replacing: dict[int, list[int]] = defaultdict(list)
    for column, entry in members:
        for day in overridden(entry.exceptions):
            replacing[day].append(column)
    shared = members[0][1]
    days = opened(shared.weekly, shared.zone, *_days(target, origin))
    cells = np.clip(inward(days[:, 1:], origin), 0, len(target))
    is_open = cells[:, 0] < cells[:, 1]
    masks = np.tile(mask_of((column for column, _ in members), words), (int(is_open.sum()), 1))
    for at, day in enumerate(days[is_open, 0].tolist()):
        if day in replacing:
            masks[at] &= ~mask_of(replacing[day], words)
    return cells[is_open], masks


def _paint_dated(target: Matrix, members: Iterable[Numbered], origin: int) -> None:
    """First what is added, then what is off."""
    added: dict[str, list[tuple[int, HoursException]]] = defaultdict(list)
    off: dict[str, list[tuple[int, HoursException]]] = defaultdict(list)
    for column, entry in members:
        for rule in entry.exceptions:
            if rule.starts < rule.ends:
                (off if rule.kind is ExceptionKind.OFF else added)[entry.zone].append((column, rule))
    for zone, rules in added.items():
        paint_alike(target, inward(_spans(rules, zone), origin), _columns(rules), on=True)
    for zone, rules in off.items():
        paint_alike(target, outward(_spans(rules, zone), origin), _columns(rules), on=False)


def _spans(rules: Sequence[tuple[int, HoursException]], zone: str) -> Spans:
    walls = np.array([(rule.starts, rule.ends) for _, rule in rules], dtype='datetime64[s]').astype(np.int64)
    return epochs_of(walls.ravel(), zone).reshape(-1, 2)


def _columns(rules: Sequence[tuple[int, HoursException]]) -> Columns:
    return np.array([column for column, _ in rules], dtype=np.int64)


def _paint_apart(target: Matrix, members: Sequence[Numbered], origin: int) -> None:
    first, last = (date.fromordinal(day) for day in _days(target, origin))
    spans = [windows(entry.weekly, entry.exceptions, entry.zone, first, last) for _, entry in members]
    lengths = np.array([len(one) for one in spans], dtype=np.int64)
    columns = np.repeat(np.array([column for column, _ in members], dtype=np.int64), lengths)
    paint(target, inward(np.concatenate([NONE, *spans]), origin), columns, on=True)
