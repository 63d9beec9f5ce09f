"""Tables for spreadsheet programs: CSV with a byte order mark, in which no cell is taken for a formula."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

MARK = '\ufeff'
BEGINS_A_FORMULA = ('=', '+', '-', '@', '\t', '\r')


def cell(value: object) -> str:
    """What stands in a cell. A beginning a program would take for a formula, full width too, is kept from it by a '."""
    text = '' if value is None else str(value)
    return f"'{text}" if unicodedata.normalize('NFKC', text[:1]).startswith(BEGINS_A_FORMULA) else text


def sheet(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A whole table as a file."""
    file = StringIO(newline='')
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return (MARK + file.getvalue()).encode()
