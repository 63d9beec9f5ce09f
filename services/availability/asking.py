"""A question, checked: every bound of a search is refused here, before any work and without a statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app import localtime
from app.context import Context
from app.errors import Invalid
from app.permissions import Permission, Reach
from services.availability.shapes import MAX_BUFFER, MAX_DAYS_STAFF, MAX_DURATION, MIN_DURATION, Wanted
from services.availability.store import Kept
from services.calendars import CalendarNotFound

FURTHEST = timedelta(days=800)  # from now, either way: nobody books in the year 9999


def check(ctx: Context, wanted: Wanted) -> None:
    """Raises: Invalid, naming the field."""
    today = ctx.now.date()
    if not localtime.is_zone(wanted.zone):
        raise Invalid.field('zone', 'This is not a time zone we know.')
    if not MIN_DURATION <= wanted.duration <= MAX_DURATION:
        raise Invalid.field('duration', 'A search is for 5 minutes to 24 hours.')
    if not today - FURTHEST <= wanted.first_on <= wanted.last_on <= today + FURTHEST:
        raise Invalid.field('first_on', 'Choose days between two years ago and two years ahead.')
    if (wanted.last_on - wanted.first_on).days >= MAX_DAYS_STAFF:
        raise Invalid.field('last_on', f'At most {MAX_DAYS_STAFF} days at once.')
    if max(wanted.buffer_before, wanted.buffer_after) > MAX_BUFFER:
        raise Invalid.field('buffers', 'A buffer is at most 12 hours.')
    if wanted.weekdays is not None and not wanted.weekdays <= set(range(7)):
        raise Invalid.field('weekdays', 'Weekdays are 0 (Monday) to 6.')
    if any(not (0 <= span.opens <= 1440 and 0 <= span.closes <= 1440) for span in wanted.times):
        raise Invalid.field('times', 'Times of day are 0:00 to 24:00.')
    if max(len(wanted.required), len(wanted.times)) > 50:
        raise Invalid.field('required', 'That is too much for one search.')


def want(*, duration: timedelta, first_on: date, last_on: date, zone: str, **more: Any) -> Wanted:
    """A question. Raises: Invalid (names the field) for a range that ends before it starts or a length of nothing."""
    if last_on < first_on:
        raise Invalid.field('last_on', 'The last day is before the first.')
    if duration < MIN_DURATION:
        raise Invalid.field('duration', 'A search is for 5 minutes to 24 hours.')
    if min(more.get('buffer_before', timedelta()), more.get('buffer_after', timedelta())) < timedelta():
        raise Invalid.field('buffers', 'A buffer is never negative.')
    return Wanted(duration=duration, first_on=first_on, last_on=last_on, zone=zone, **more)


def bound(ctx: Context, kept: Kept, wanted: Wanted) -> Wanted:
    """The question inside the tenant's rules (step, notice, horizon) and the asker's reach. Raises: Invalid."""
    check(ctx, wanted)
    tenant = kept.catalogue.tenant
    horizon = ctx.now + timedelta(days=tenant.staff_horizon_days)
    earliest = whole_minute(ctx.now) + timedelta(minutes=tenant.staff_notice_minutes)
    return replace(wanted, step=tenant.slot_minutes, not_before=earliest, not_after=whole_minute(horizon),
                   calendar_ids=narrowed(ctx, kept, wanted.calendar_ids), group_ids=_seen(ctx, kept, wanted.group_ids))


def narrowed(ctx: Context, kept: Kept, calendar_ids: frozenset[UUID] | None,
             permission: Permission = Permission.SEARCH_AVAILABILITY) -> frozenset[UUID] | None:
    """The calendars asked for, as far as the asker reaches with a permission, and their own; None is all of them."""
    reach = ctx.reach(permission)
    if reach is Reach.TENANT:
        return calendar_ids
    led = _led(ctx, kept)
    mine = {entry.id for entry in kept.grid.entries
            if _is_own(ctx, kept, entry.id) or (reach is Reach.GROUP and not led.isdisjoint(entry.group_ids))}
    return frozenset(mine if calendar_ids is None else mine & calendar_ids)


def reached(ctx: Context, kept: Kept, calendar_id: UUID) -> UUID:
    """The id itself. Raises CalendarNotFound for a calendar that is not there, or out of reach."""
    mine = narrowed(ctx, kept, frozenset({calendar_id}))
    if calendar_id not in kept.grid.columns or mine is None or calendar_id not in mine:
        raise CalendarNotFound
    return calendar_id


def _seen(ctx: Context, kept: Kept, group_ids: frozenset[UUID] | None) -> frozenset[UUID] | None:
    """The groups asked for that the asker may see: who is in the others is not to be found out by asking."""
    if group_ids is None or ctx.reach(Permission.VIEW_GROUPS) is Reach.TENANT:
        return group_ids
    return group_ids & _led(ctx, kept)


def _led(ctx: Context, kept: Kept) -> frozenset[UUID]:
    return kept.catalogue.led.get(ctx.actor.user_id, frozenset()) if ctx.actor.user_id else frozenset()


def _is_own(ctx: Context, kept: Kept, calendar_id: UUID) -> bool:
    column = kept.grid.columns.get(calendar_id)
    provider_id = None if column is None else kept.grid.entries[column].provider_id
    return provider_id is not None and provider_id == ctx.actor.user_id


def whole_minute(instant: datetime) -> datetime:
    """Seconds do not count: a start in this very minute is now."""
    return instant.replace(second=0, microsecond=0)
