"""A peer's way, live: dateutil's rrule for the rules, portion for the intervals, a loop over the steps."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import portion
from dateutil.rrule import WEEKLY, rrule

from services.calendars.shapes import CalendarRules, ExceptionKind
from tests.load.workload import FIRST_DAY, Workload

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


class Peer:
    """Rows in memory, as the application of a peer would have them after its query."""

    def __init__(self, load: Workload, days: int) -> None:
        self._entries = load.entries
        self._start = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
        self._end = self._start + days * DAY
        self._busy: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        for column, (start, end) in zip(load.claims.plain_of.tolist(), load.claims.plain.tolist(), strict=True):
            self._busy[column].append((datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)))

    def slots(self, duration: timedelta) -> list[tuple[UUID, datetime]]:
        """Every slot of every provider."""
        found = []
        for column, entry in enumerate(self._entries):
            busy = portion.Interval(*(portion.closedopen(*span) for span in self._busy[column]))
            free = self._hours(entry) - busy
            for part in free:
                if not part.empty:
                    found.extend((entry.id, start) for start in self._starts(part, duration))
        return found

    def _hours(self, entry: CalendarRules) -> portion.Interval:
        zone = ZoneInfo(entry.zone)
        replaced = {rule.starts.date() for rule in entry.exceptions if rule.kind is ExceptionKind.OVERRIDE}
        first, last = (edge.replace(tzinfo=None) for edge in (self._start - DAY, self._end + DAY))
        pieces = []
        for rule in entry.weekly:
            for day in rrule(WEEKLY, dtstart=first, until=last, byweekday=rule.weekday):
                if day.date() not in replaced:
                    opens, closes = day + timedelta(minutes=rule.opens), day + timedelta(minutes=rule.closes)
                    pieces.append(self._span(opens, closes, zone))
        exceptions = [(rule.kind, self._span(rule.starts, rule.ends, zone)) for rule in entry.exceptions]
        hours = portion.Interval(*pieces, *(span for kind, span in exceptions if kind is not ExceptionKind.OFF))
        for kind, span in exceptions:
            if kind is ExceptionKind.OFF:
                hours -= span
        return hours

    @staticmethod
    def _span(opens: datetime, closes: datetime, zone: ZoneInfo) -> portion.Interval:
        return portion.closedopen(*(wall.replace(tzinfo=zone).astimezone(UTC) for wall in (opens, closes)))

    def _starts(self, part: portion.Interval, duration: timedelta) -> list[datetime]:
        start = part.lower + (datetime.min.replace(tzinfo=UTC) - part.lower) % QUARTER
        starts = []
        while start + duration <= part.upper:
            if self._start <= start < self._end:
                starts.append(start)
            start += QUARTER
        return starts
