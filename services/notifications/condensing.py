"""What a day brings, in lines: somebody's own appointments, or who works in the groups they lead, and how full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.context import Context
from app.database import reading
from app.intervals import Interval, merged
from app.localtime import instant
from app.paging import MOST, Page
from app.permissions import Permission
from services import appointments, availability, calendars, people
from services.appointments import AppointmentShape, Status
from services.calendars import CalendarShape
from services.notifications.shapes import Summary
from services.templates import Values

AHEAD: Final = (Status.CONFIRMED, Status.PENDING)
GAP: Final = timedelta(minutes=30)
MOST_GAPS: Final = 4
NONE: Final = timedelta()
UNCONFIRMED: Final = ', not confirmed yet'


async def said(ctx: Context, summary: Summary, on: date) -> Values | None:
    """Under the permissions of whoever reads it, on the clock they think in; None where there is nothing to say."""
    if not ctx.may(Permission.VIEW_CALENDARS):
        return None  # they work here no more
    day = Interval(*(instant(datetime.combine(each, time()), ctx.zone) for each in (on, on + timedelta(days=1))))
    words = await (_own(ctx, day) if summary is Summary.DAY else _of_groups(ctx, on, day))
    return words and {'day': f'{on:%A} {on.day} {on:%B %Y} ({ctx.zone})', **words}


async def _own(ctx: Context, day: Interval) -> Values | None:
    mine = await calendars.listed(ctx, provider_id=ctx.actor.user_id, page=Page(MOST))
    booked = await _booked(ctx, day, mine.rows)
    lines = [_line(each, ctx.zone) + (UNCONFIRMED if each.status is Status.PENDING else '') for each in booked]
    return {'count': str(len(lines)), 'appointments': '\n'.join(lines)} if lines else None


async def _of_groups(ctx: Context, on: date, day: Interval) -> Values | None:
    async with reading(ctx) as db:
        led = await people.led_by(db, ctx.actor.user_id) if ctx.actor.user_id else frozenset()
    shown = {each.id: each for group_id in sorted(led) for each in (
        await calendars.listed(ctx, group_id=group_id, page=Page(MOST))).rows}
    teams = sorted(shown.values(), key=lambda each: (each.position, each.name))
    hours = await availability.open_hours(ctx, calendar_ids=list(shown), first=on, last=on)
    booked = await _booked(ctx, day, teams)
    open_at = {each.id: [part for span in hours.get(each.id, ()) if (part := span & day)] for each in teams}
    lines = [_works(each, open_at[each.id], [known.during for known in booked if known.calendar_id == each.id and
                                             known.status is Status.CONFIRMED], ctx.zone)
             for each in teams if open_at[each.id]]
    unconfirmed = [f'{_line(each, ctx.zone)}, with {each.calendar_name}'
                   for each in booked if each.status is Status.PENDING]
    if not lines and not unconfirmed:
        return None
    return {'count': str(len(lines)), 'people': '\n'.join(lines) or 'Nobody is at work.',
            'unconfirmed': '\n'.join(unconfirmed)}


async def _booked(ctx: Context, day: Interval, among: Sequence[CalendarShape]) -> list[AppointmentShape]:
    """What begins that day in these calendars and is to take place."""
    found = await appointments.on_board(ctx, during=day, calendar_ids=[each.id for each in among])
    return [each for each in found if each.during.starts_at in day and each.status in AHEAD]


def _works(calendar: CalendarShape, hours: Sequence[Interval], taken: Sequence[Interval], zone: str) -> str:
    """'Dana: 09:00 to 17:00, 75 % booked, free 12:00 to 13:00'."""
    free = list(hours)
    for each in merged(taken):
        free = [part for span in free for part in span - each]
    whole, left = (sum((each.length for each in spans), NONE) for spans in (hours, free))
    gaps = [_span(each, zone) for each in free if each.length >= GAP]
    more = f' and {len(gaps) - MOST_GAPS} more times' if len(gaps) > MOST_GAPS else ''
    full = round(100 * (whole - left) / whole)
    return (f'{calendar.name}: {" and ".join(_span(each, zone) for each in hours)}, '
            f'{"fully" if full == 100 else f"{full} %"} booked'
            + (f', free {", ".join(gaps[:MOST_GAPS])}{more}' if gaps else ''))


def _line(known: AppointmentShape, zone: str) -> str:
    """'09:00 to 09:45, Grace Hopper, First consultation'."""
    return f'{_span(known.during, zone)}, {known.client_name}, {known.offering_name}'


def _span(during: Interval, zone: str) -> str:
    starts, ends = (each.astimezone(ZoneInfo(zone)) for each in (during.starts_at, during.ends_at))
    return f'{starts:%H:%M} to {ends:%H:%M}'
