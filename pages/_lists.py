"""The address of a list: true to what is looked for and to the page in sight; Back takes one choice back."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

from nicegui import ui

from components.data_table import PAGE_SIZES, Wanted
from pages import paths

PAGE: Final = re.compile('[1-9][0-9]{0,3}')
DESCENDING: Final = 'descending'


class ListAddress:
    """Opened with these words in its query. Those `typed`, which change with every letter, are one step together."""

    def __init__(self, path: str, query: Mapping[str, str], *, typed: Collection[str] = ()) -> None:
        self._path, self._typed, self._now = path, frozenset(typed), paths.with_query(path, **query)

    def show(self, query: Mapping[str, str]) -> None:
        """Have the browser show this query from now on."""
        before, self._now = self._now, paths.with_query(self._path, **query)
        if self._now == before:
            return
        if self._is_typing(before):
            ui.navigate.history.replace(self._now)
        else:
            ui.navigate.history.push(self._now)

    def _is_typing(self, before: str) -> bool:
        was, now = (parse_qs(urlsplit(address).query) for address in (before, self._now))
        changed = {name for name in was.keys() | now.keys() if was.get(name) != now.get(name)} - {'page'}
        return bool(changed) and all(name in self._typed and name in was and name in now for name in changed)


def page_number(text: str) -> int:
    """The page in an address, counted from 1; the first where it says nothing of the kind."""
    return int(text) if PAGE.fullmatch(text) else 1


def page_word(number: int) -> str:
    """It as an address says it: the first page is not mentioned."""
    return str(number) if number > 1 else ''


def rows_wanted(page: str, rows: str = '', order: str = '', *, sort: str = '') -> Wanted:
    """The rows an address wants, by the column `sort`; what it says that is nothing of ours is left out."""
    size = int(rows) if rows in map(str, PAGE_SIZES) else PAGE_SIZES[0]
    return Wanted(page_number(page), size, sort, bool(sort) and order == DESCENDING)


def rows_words(wanted: Wanted) -> dict[str, str]:
    """They as an address says them: what is as ever is not mentioned."""
    return {'page': page_word(wanted.page), 'rows': '' if wanted.size == PAGE_SIZES[0] else str(wanted.size),
            'order': DESCENDING if wanted.is_descending else ''}
