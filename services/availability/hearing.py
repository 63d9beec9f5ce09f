"""What keeps the grids true, plugged in at start: committed changes, doubt after a cut line, the turn of the day."""

from __future__ import annotations

from datetime import datetime

from app.live import Change
from services.availability.store import store


def hear(change: Change) -> None:
    """Follow a committed change."""
    store.hear(change)


def doubt() -> None:
    """Changes may have been missed: compare versions before the next answer."""
    store.doubt()


async def roll(now: datetime) -> None:
    """Let yesterday go, paint the new last day."""
    store.roll(now)
