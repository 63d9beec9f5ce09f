"""Refusals of the ledger."""

from __future__ import annotations

from app.errors import Conflict
from app.intervals import Interval
from services.occupancy.shapes import ClaimShape


class TimeTaken(Conflict):
    """The claims in the way; what the actor may see of them is for the caller to decide."""

    sentence = 'This time is already taken.'

    def __init__(self, wanted: Interval, in_the_way: tuple[ClaimShape, ...] = ()) -> None:
        super().__init__()
        self.wanted = wanted
        self.in_the_way = in_the_way
