"""Hours as people say them: 'Mon-Fri 09:00-12:30,13:30-17:30; Sat 10:00-14:00', '2027-03-01 09:00-12:00'."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.calendars import WeeklyHours

DAYS = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')


def weekly(text: str) -> list[WeeklyHours]:
    """Weekly hours. '22:00-06:00' runs past midnight; '24:00' ends the day; without a day it is every day."""
    found = []
    for part in filter(None, map(str.strip, text.split(';'))):
        days, _, ranges = part.rpartition(' ')
        found += [WeeklyHours(day, *minutes(one)) for day in _days(days) for one in ranges.split(',')]
    return found


def dated(text: str, today: date) -> tuple[datetime, datetime]:
    """Naive wall clock of '2027-03-01', '2027-03-01 09:00-12:00' or 'Mon 09:00-12:00' (the first from today on)."""
    day_text, _, times = text.partition(' ')
    if day_text in DAYS:
        day = today + timedelta(days=(DAYS.index(day_text) - today.weekday()) % 7)
    else:
        day = date.fromisoformat(day_text)
    opens, closes = minutes(times or '00:00-24:00')
    midnight = datetime(day.year, day.month, day.day)
    return (midnight + timedelta(minutes=opens),
            midnight + timedelta(minutes=closes, days=1 if closes < opens else 0))


def minutes(text: str) -> tuple[int, int]:
    """'09:00-12:30' as minutes of the day."""
    opens, closes = (int(clock[:2]) * 60 + int(clock[3:]) for clock in text.split('-'))
    return opens, closes


def _days(text: str) -> list[int]:
    if not text:
        return list(range(7))
    days: list[int] = []
    for part in text.split(','):
        first, _, last = part.strip().partition('-')
        start, end = DAYS.index(first), DAYS.index(last or first)
        days += [(start + step) % 7 for step in range((end - start) % 7 + 1)]
    return days
