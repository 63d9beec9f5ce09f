"""Booking a time, on the page and in the dialog: what the form needs, and what its one press does."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from nicegui import ui

from app.errors import Refusal
from app.intervals import Interval
from app.paging import Page
from components import when
from components.appointment_words import InTheWay
from components.booking_form import BookingForm, BookingOffer, BookingWish, possible, what_is_known
from components.toasts import toast
from pages import paths
from pages._visit import Visit
from services import appointments, calendars, clients, offerings
from services.appointments import AppointmentShape, NotBookable, SlotTaken, Status
from services.clients import ClientRef, ClientShape

ALL = Page(limit=500)
EVER = datetime(2000, 1, 1, tzinfo=UTC)  # before any visit on file


async def prepared(visit: Visit, *, calendar_id: UUID, starts: datetime, ends: datetime | None = None,
                   offering_id: UUID | None = None) -> BookingOffer:
    """The time and what can be done in it. Raises: CalendarNotFound."""
    ctx = visit.ctx()
    calendar = await calendars.by_id(ctx, calendar_id=calendar_id)
    every = await offerings.listed(ctx, page=ALL)
    return BookingOffer(calendar, possible(calendar, every.rows), starts, ends, offering_id)


def booking_form(visit: Visit, offer: BookingOffer, *,
                 on_booked: Callable[[AppointmentShape], Awaitable[None]]) -> BookingForm:
    """The form, wired: `on_booked` is awaited once it is done."""
    key = secrets.token_urlsafe(18)  # one for each form drawn: pressed twice, booked once
    ctx = visit.ctx()
    zone = ctx.zone

    @visit.question
    async def lookup(text: str) -> Sequence[ClientShape]:
        return await appointments.lookup_clients(visit.ctx(), text=text, limit=8)

    @visit.question
    async def recall(client: ClientShape) -> Sequence[tuple[str, str]]:
        return await recalled(visit, client)

    @visit.question  # refused as Invalid what is not yet typed to the end
    async def alike(ref: ClientRef) -> Sequence[ClientShape]:
        return await clients.possible_duplicates(visit.ctx(), name=ref.name, email=ref.email, phone=ref.phone)

    form = BookingForm(offer, viewer=zone, today=when.local(ctx.now, zone).date(), lookup=lookup, recall=recall,
                       alike=alike)

    def refused(refusal: Refusal) -> bool:
        if isinstance(refusal, NotBookable):
            form.refuse(refusal.message, (), refusal.alternatives)
        return isinstance(refusal, NotBookable)

    @visit.action(form=form.form, on_refusal=refused)
    async def book(wish: BookingWish) -> None:
        try:
            booked = await appointments.book(
                visit.ctx(), calendar_id=wish.calendar_id, during=wish.during, client=wish.client,
                offering_id=wish.offering_id, is_request=wish.is_request, note=wish.note, key=key)
        except SlotTaken as taken:
            form.refuse(taken.message, await _in_the_way(visit, wish.calendar_id, taken), taken.alternatives)
            return
        form.form.saved()
        await on_booked(booked)

    form.on_book(book)
    return form


async def _in_the_way(visit: Visit, calendar_id: UUID, taken: SlotTaken) -> list[InTheWay]:
    """What is in the way as the asker may know it: their appointments by their own times, anything else as it is."""
    if not taken.in_the_way:
        return []
    during = Interval(min(each.starts_at for each in taken.in_the_way), max(each.ends_at for each in taken.in_the_way))
    known: Sequence[AppointmentShape] = ()
    with suppress(Refusal):  # what is in the way is known without it, only less exactly
        known = await appointments.on_board(visit.ctx(), during=during, calendar_ids=[calendar_id])
    return [InTheWay.among(each, known) for each in taken.in_the_way]


async def recalled(visit: Visit, client: ClientShape) -> Sequence[tuple[str, str]]:
    """What is known of a client from their visits: the latest, where there are too many."""
    ctx = visit.ctx()
    visits = await appointments.upcoming(ctx, client_id=client.id, since=EVER, latest_first=True, page=ALL)
    return what_is_known(visits.rows[::-1], now=ctx.now, viewer=ctx.zone)


def announce(booked: AppointmentShape, viewer: str) -> None:
    """Say what was booked, with the way to it."""
    word = 'Requested' if booked.status is Status.PENDING else 'Booked'
    at = when.moment(booked.during.starts_at, booked.zone, viewer=viewer)
    with toast(f'{word} {at} with {booked.calendar_name} for {booked.client_name}. Reference', seconds=12.0):
        ui.link(booked.reference, paths.appointment(booked.reference)).mark('booked-reference').move(target_index=1)
