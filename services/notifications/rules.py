"""What there is to tell somebody, from what they know and how it stands now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from app import localtime
from app.context import Context
from app.errors import NotSignedIn
from services.notifications.shapes import Kind, Message, Standing, Step, StepKind
from services.tenants import QuietHours

ONE_DAY = timedelta(days=1)


def myself(ctx: Context) -> UUID:
    """Who asks. Raises: NotSignedIn, where it is nobody."""
    if ctx.actor.user_id is None:
        raise NotSignedIn
    return ctx.actor.user_id


def settled_at(steps: Sequence[Step], window: timedelta) -> datetime | None:
    """When nobody will have changed anything for so long, if nobody does."""
    return steps[-1].at + window if steps else None


def last_known(told: Standing | None, since: Sequence[Step], person_id: UUID,
               own: Collection[UUID] | None) -> Standing | None:
    """How it stood when this person last knew: when they were told, or by what they did themselves since.

    `own` are a provider's calendars: in any other it is with them no more. None for a client.
    """
    known, is_request = told, told is not None and told.is_request
    for step in since:
        if step.kind is not StepKind.MOVED:
            is_request = step.kind is StepKind.REQUESTED
        if step.was_known or step.actor_id == person_id:
            is_on = step.kind is not StepKind.CANCELLED and (own is None or step.calendar_id in own)
            known = Standing(is_on=is_on, is_request=is_request, during=step.during, calendar_id=step.calendar_id)
    return known


def last_hand(since: Sequence[Step], person_id: UUID) -> str:
    """Who did the last of it that this person did not do themselves."""
    return next((step.by for step in reversed(since) if step.actor_id != person_id), '')


def news(known: Standing | None, now_is: Standing, now: datetime) -> Kind | None:
    """The one message that brings them up to date; None where they are, or where it is too late to matter.

    Whatever happened in between is left out: who knows of nothing is told of no cancellation.
    """
    if known is None or not known.is_on:
        if not now_is.is_on or now_is.during.starts_at <= now:
            return None
        return Kind.REQUESTED if now_is.is_request else Kind.BOOKED
    if not now_is.is_on:
        return Kind.CANCELLED if known.during.ends_at > now else None
    if now_is.during.ends_at <= now:
        return None
    if (now_is.during, now_is.calendar_id) != (known.during, known.calendar_id):
        return Kind.MOVED
    return Kind.CONFIRMED if known.is_request and not now_is.is_request else None


def quiet_until(hours: QuietHours | None, zone: str, at: datetime) -> datetime | None:
    """When they end, where an instant lies in them on the clock of a zone; None where it does not."""
    if hours is None:
        return None
    today = localtime.wall_clock(at, zone).date()
    for day in (today - ONE_DAY, today):
        begins = _clock(day, hours.begins, zone)
        ends = _clock(day if hours.begins < hours.ends else day + ONE_DAY, hours.ends, zone)
        if begins <= at < ends:
            return ends
    return None


def turn(at: int, zone: str, now: datetime) -> tuple[date, datetime, datetime]:
    """The day it is on the clock of a zone, the instant of that day at a minute of it, and the next such instant."""
    today = localtime.wall_clock(now, zone).date()
    moment = _clock(today, at, zone)
    return today, moment, moment if moment > now else _clock(today + ONE_DAY, at, zone)


def can_wait(message: Message, until: datetime) -> bool:
    """Whether what it is about does not begin before that; nor would have, before it was moved."""
    starts = [during.starts_at for during in (message.during, message.was) if during is not None]
    return min(starts) > until


def _clock(day: date, minute: int, zone: str) -> datetime:
    return localtime.instant(datetime.combine(day, time(minute // 60, minute % 60)), zone)


def reminders(hours: Collection[int], starts_at: datetime, since: datetime) -> dict[int, datetime]:
    """The moments of those that lie ahead of an instant, by hours before, the first one first: none is made up for."""
    moments = {each: starts_at - timedelta(hours=each) for each in sorted(hours, reverse=True)}
    return {each: moment for each, moment in moments.items() if moment > since}
