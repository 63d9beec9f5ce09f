"""Dates, times, lengths and money as people read them.

Every time is shown in a named zone's wall clock. Instants come in aware (UTC or any offset) with the zone to show
them in; nothing here reads a clock, so `now` is always handed in. 24 hours, day before month, no ambiguity.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

DAYS = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')
LONG_DAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')
MONTHS = ('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')
LONG_MONTHS = (
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
)
SIGNS = {
    'EUR': '€',
    'GBP': '£',
    'USD': '$',
    'JPY': '¥',
    'AUD': 'A$',
    'CAD': 'C$',
    'NZD': 'NZ$',
    'INR': '₹',
    'CHF': 'CHF ',
}
WHOLE = {'JPY', 'KRW', 'CLP', 'VND', 'ISK'}  # currencies without a hundredth
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)  # nobody's diary reaches further
NEAR = ('Yesterday', 'Today', 'Tomorrow')
THIN = '\u2009'
HARD = '\u00a0'


def local(at: datetime, zone: str) -> datetime:
    """An instant as wall clock in a zone; refuses a naive one, which would silently be taken for the server's."""
    if at.tzinfo is None:
        raise ValueError('an instant needs its offset')
    return at.astimezone(ZoneInfo(zone))


def clock(at: datetime | time, zone: str | None = None) -> str:
    """09:05. A wall-clock time or naive datetime is taken as it stands."""
    if isinstance(at, datetime) and zone:
        at = local(at, zone)
    return f'{at.hour:02d}:{at.minute:02d}'


def day(on: date | datetime, zone: str | None = None, *, today: date | None = None, year: bool = False) -> str:
    """Mon 24 Nov; with `today`, a neighbouring day is Today, Tomorrow or Yesterday, and another year is named."""
    if isinstance(on, datetime):
        on = (local(on, zone) if zone else on).date()
    near = NEAR[(on - today).days + 1] if today and abs((on - today).days) <= 1 else None
    if near:
        return near
    words = f'{DAYS[on.weekday()]}{HARD}{on.day}{HARD}{MONTHS[on.month - 1]}'
    return f'{words}{HARD}{on.year}' if year or (today and today.year != on.year) else words


def inside(words: str) -> str:
    """A moment or a day in the middle of a sentence: today, 14:30. What is no neighbouring day keeps its capital."""
    return words[0].lower() + words[1:] if words.startswith(NEAR) else words


def long_day(on: date) -> str:
    """Monday 24 November 2025."""
    return f'{LONG_DAYS[on.weekday()]} {on.day} {LONG_MONTHS[on.month - 1]} {on.year}'


def month(on: date) -> str:
    """November 2025."""
    return f'{LONG_MONTHS[on.month - 1]} {on.year}'


def days(first: date, last: date) -> str:
    """24–30 Nov 2025; both ends are included."""
    if first == last:
        return day(first, year=True)
    tail = f'{last.day} {MONTHS[last.month - 1]} {last.year}'
    if (first.year, first.month) == (last.year, last.month):
        return f'{first.day}–{tail}'
    head = f'{first.day} {MONTHS[first.month - 1]}' + (f' {first.year}' if first.year != last.year else '')
    return f'{head} – {tail}'


def moment(at: datetime, zone: str, *, today: date | None = None, viewer: str | None = None) -> str:
    """Mon 24 Nov, 14:30; names the zone when it is not the viewer's."""
    words = f'{day(at, zone, today=today)}, {clock(at, zone)}'
    return f'{words} {place(zone)}' if viewer is not None and viewer != zone else words


def span(starts: datetime, ends: datetime, zone: str, *, today: date | None = None, viewer: str | None = None) -> str:
    """Mon 24 Nov, 14:30–15:15; a later day at the end is named too."""
    first, last = local(starts, zone), local(ends, zone)
    tail = clock(last) if first.date() == last.date() else f'{day(last, today=today)}, {clock(last)}'
    words = f'{day(first, today=today)}, {clock(first)}–{tail}'
    return f'{words} {place(zone)}' if viewer is not None and viewer != zone else words


def place(zone: str) -> str:
    """`America/New_York` as people say it: New York time."""
    return 'UTC' if zone in ('UTC', 'Etc/UTC') else f'{zone.rsplit("/", 1)[-1].replace("_", " ")} time'


def zone_name(zone: str) -> str:
    """To choose from: New York time (America/New York)."""
    return f'{place(zone)} ({zone.replace("_", " ")})'


def offset(at: datetime, zone: str) -> str:
    """UTC−5, at that instant."""
    minutes = int((local(at, zone).utcoffset() or timedelta()).total_seconds() // 60)
    sign, hours, rest = '−' if minutes < 0 else '+', abs(minutes) // 60, abs(minutes) % 60
    return f'UTC{sign}{hours}' + (f':{rest:02d}' if rest else '')


def length(lasts: timedelta) -> str:
    """1 h 30 min; whole days from two days on."""
    minutes = round(lasts.total_seconds() / 60)
    if minutes >= 2880:
        count = round(minutes / 1440)
        return f'{count}{HARD}days'
    hours, rest = divmod(minutes, 60)
    parts = ([f'{hours}{HARD}h'] if hours else []) + ([f'{rest}{HARD}min'] if rest or not hours else [])
    return ' '.join(parts)


def ago(at: datetime, now: datetime) -> str:
    """in 5 min, 2 h ago, just now: for what is near; far away, show the day instead."""
    seconds = (at - now).total_seconds()
    size = abs(seconds)
    if size < 45:
        return 'just now'
    for limit, unit, word in ((3600, 60, 'min'), (86_400, 3600, 'h'), (float('inf'), 86_400, 'day')):
        if size < limit:
            count = max(1, round(size / unit))
            words = f'{count}{HARD}{word}' + ('s' if word == 'day' and count > 1 else '')
            return f'in {words}' if seconds > 0 else f'{words} ago'
    return ''


def money(amount: Decimal | int, currency: str) -> str:
    """€1,234.50; a minus before the sign. The amount is in whole units, not cents."""
    places = 0 if currency in WHOLE else 2
    sign = '−' if amount < 0 else ''
    mark = SIGNS.get(currency, f'{currency}{HARD}')
    return f'{sign}{mark}{abs(Decimal(amount)):,.{places}f}'


def minor(amount_minor: int, currency: str) -> str:
    """The same, from an amount in the currency's smallest unit: 123450, EUR is €1,234.50."""
    return money(Decimal(amount_minor).scaleb(0 if currency in WHOLE else -2), currency)


def number(count: float, *, places: int = 0) -> str:
    """12,345."""
    return f'{count:,.{places}f}'


def percent(part: float, *, places: int = 0) -> str:
    """A share between 0 and 1 as 42%."""
    return f'{part * 100:.{places}f}%'


def read_day(text: str) -> date | None:
    """A date as fields and addresses write it, in ISO; None for what is none, or in no diary's years."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        return None
    return read if EARLIEST <= read <= LATEST else None


def read_time(text: str) -> time | None:
    """What people type for a time of day: 9, 930, 9:30, 14.15, 2pm. None when it is not one."""
    found = re.fullmatch(r'\s*(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?\s*', text.lower())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == 'pm' else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
