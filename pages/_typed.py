"""What was typed into a form that was refused, on its way to the page that shows it again.

It never stands in an address, where histories and the logs of proxies would keep it; and never a password.
"""

from __future__ import annotations

from datetime import datetime, timedelta

LASTS = timedelta(minutes=5)
MOST = 2_000  # pages that nobody came back to; more push out the oldest
Words = dict[str, str]


class Typed:
    """By browser and page, until it is read once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[datetime, Words]] = {}

    def keep(self, browser: str, path: str, words: Words, *, now: datetime) -> None:
        """For this browser alone; in place of what it typed there before."""
        self._kept.pop((browser, path), None)
        self._kept[browser, path] = (now, words)
        for key, (at, _) in list(self._kept.items()):
            if now - at < LASTS and len(self._kept) <= MOST:
                break
            del self._kept[key]

    def taken(self, browser: str, path: str, *, now: datetime) -> Words:
        """What this browser typed for this page; only once."""
        at, words = self._kept.pop((browser, path), (now, {}))
        return words if now - at < LASTS else {}
