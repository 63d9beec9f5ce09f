"""The booking form: who, when and what on top, then the client, and one press. On a page or in a dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from nicegui import ui

from app.intervals import Interval
from components import buttons, fields, markup, when, words
from components.appointment_words import InTheWay, kept_free
from components.client_box import Alike, ClientBox, Lookup, Recall
from components.form import Form
from components.page_parts import facts_markup
from services.appointments.shapes import Alternative, AppointmentShape, Status
from services.calendars.shapes import CalendarShape
from services.clients.shapes import ClientRef
from services.offerings.shapes import OfferingShape

NOTHING_FITS = 'No offering fits the skills of this provider.'


@dataclass(frozen=True, slots=True)
class BookingOffer:
    """A time with somebody, and what they could do in it. `ends_at` is None when the offering decides."""

    calendar: CalendarShape
    offerings: tuple[OfferingShape, ...]
    starts_at: datetime
    ends_at: datetime | None = None
    offering_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class BookingWish:
    """What the form asks for."""

    calendar_id: UUID
    during: Interval
    offering_id: UUID
    client: ClientRef
    note: str
    is_request: bool


class BookingForm:
    """`on_book(callback)` sets who is awaited with a `BookingWish`; `form` takes refusals at its fields.

    `viewer` is the zone of whoever looks. Draw the button by `draw_actions`, where the screen has its actions.
    """

    def __init__(self, offer: BookingOffer, *, viewer: str, today: date, lookup: Lookup, recall: Recall,
                 alike: Alike) -> None:
        self._offer, self._viewer, self._today = offer, viewer, today
        self._book: Callable[[BookingWish], Any] | None = None
        self._button: buttons.Button | None = None
        known = {each.id for each in offer.offerings}
        chosen = offer.offering_id if offer.offering_id in known else None
        if chosen is None and len(known) == 1:
            chosen = offer.offerings[0].id
        with Form(self._save) as self.form:
            self._summary = ui.html('').classes('booking__summary').mark('booking-summary')
            self._refusal = ui.element('div').classes('booking__refusal').props('role=alert').mark('refusal')
            self._refusal.set_visibility(False)
            self._offering = self.form.add('offering_id', fields.choice(
                'Offering', {each.id: _said(each) for each in offer.offerings}, chosen, is_required=True,
                is_searchable=True, on_change=self._offering_changed, marker='offering'))
            if not offer.offerings:
                self._offering.props['hint'] = NOTHING_FITS
            self.client = ClientBox(self.form, lookup=lookup, recall=recall, alike=alike, on_settled=self._settled)
            self._note = self.form.add('note', fields.lines('Note', rows=2, marker='note'))
            self._is_request = fields.tick('Request only; takes no time until it is confirmed', marker='request')
        self._sum_up()

    def on_book(self, book: Callable[[BookingWish], Any]) -> None:
        self._book = book

    def draw_actions(self, on_cancel: Callable[[], Any]) -> None:
        """Cancel, and at its right the one thing this form is for."""
        buttons.plain(words.CANCEL, on_cancel, marker='cancel').props('data-leaves')
        self._button = buttons.primary('Book', self.form.save, keys='mod+Enter', marker='book')

    def focus(self) -> None:
        """Begin at what is missing first."""
        if self._offering.value is None:
            self._offering.run_method('focus')
        else:
            self.client.focus()

    def refuse(self, message: str, in_the_way: Sequence[InTheWay], others: Sequence[Alternative]) -> None:
        """It cannot be that time: say what is in the way and offer what can be had, one press each."""
        taken = '; '.join(each.said(self._offer.calendar.zone, today=self._today) for each in in_the_way)
        said = f'{message} In the way: {taken}.{self._needs(in_the_way)}' if taken else message
        self._refusal.clear()
        with self._refusal:
            ui.html(markup.safe(said), tag='p')
            if others:
                ui.html('Everything you typed is kept. Book instead:', tag='p').classes('small')
            with ui.element('div').classes('booking__others').props('data-roving role=group aria-label="Other times"'):
                drawn = [self._other(other) for other in others]
        self._refusal.set_visibility(True)
        fields.bring(drawn[0] if drawn else self._refusal)

    def _needs(self, in_the_way: Sequence[InTheWay]) -> str:
        """What this one keeps free itself, where nothing else explains why it does not fit."""
        chosen, during = self._chosen(), self._during()
        around = kept_free(chosen.buffer_before, chosen.buffer_after) if chosen else ''
        fits = not any(each.whole.overlaps(during) for each in in_the_way)
        return f' This one needs {around}.' if around and fits else ''

    def _other(self, other: Alternative) -> buttons.Button:
        time = when.span(other.during.starts_at, other.during.ends_at, other.zone, today=self._today,
                         viewer=self._viewer)

        async def book_there() -> None:
            await self._ask(other.calendar_id, other.during)

        return buttons.quiet(f'{time} · {other.calendar_name}', book_there, is_small=True, marker='alternative')

    async def _save(self, _: dict[str, Any]) -> None:
        await self._ask(self._offer.calendar.id, self._during())

    async def _ask(self, calendar_id: UUID, during: Interval) -> None:
        client = self.client.ref
        if client is None:
            self.client.complain()
            return
        if client.id is None and not client.name:
            self.form.show_error('name', words.REQUIRED)
            return
        self._refusal.set_visibility(False)
        if self._book is not None:
            await self._book(BookingWish(calendar_id, during, self._offering.value, client, self._note.value or '',
                                         bool(self._is_request.value)))

    def _settled(self) -> None:
        if self._button is not None and self._offering.value is not None:
            fields.bring(self._button)

    def _chosen(self) -> OfferingShape | None:
        return next((each for each in self._offer.offerings if each.id == self._offering.value), None)

    def _offering_changed(self, _: Any) -> None:
        self._offer = replace(self._offer, ends_at=None)  # another offering brings its own length
        self._sum_up()

    def _during(self) -> Interval:
        if self._offer.ends_at is not None:
            return Interval(self._offer.starts_at, self._offer.ends_at)
        chosen = self._chosen()
        return Interval.lasting(self._offer.starts_at, chosen.duration if chosen else timedelta(hours=1))

    def _sum_up(self) -> None:
        calendar, during, chosen = self._offer.calendar, self._during(), self._chosen()
        is_open = chosen is None and self._offer.ends_at is None  # the length comes with the offering
        price = f' · {when.minor(chosen.price_minor, chosen.currency)}' if chosen else ''
        zones = {'When': calendar.zone, **({'For you': self._viewer} if calendar.zone != self._viewer else {})}
        pairs = [(name, f'{self._said(during, zone, is_open=is_open)} {when.place(zone)}')
                 for name, zone in zones.items()]
        pairs.append(('With', f'{calendar.name} · {calendar.location_name}'))
        if not is_open:
            pairs.append(('Length', f'{when.length(during.length)}{price}'))
        self._summary.set_content(markup.tag('dl', facts_markup(pairs), class_='facts'))

    def _said(self, during: Interval, zone: str, *, is_open: bool) -> str:
        if is_open:
            return when.moment(during.starts_at, zone, today=self._today)
        return when.span(during.starts_at, during.ends_at, zone, today=self._today)


def possible(calendar: CalendarShape, every: Sequence[OfferingShape]) -> tuple[OfferingShape, ...]:
    """The offerings whose every required skill the calendar has, at its level or above."""
    has = {held.skill_id: held.level.rank for held in calendar.skills}
    return tuple(each for each in every
                 if all(has.get(asked.skill_id, 0) >= asked.level.rank for asked in each.required))


def what_is_known(visits: Sequence[AppointmentShape], *, now: datetime, viewer: str) -> list[tuple[str, str]]:
    """What matters about a returning client: the last time, the next, and how often they did not come."""
    held = [each for each in visits if each.status is not Status.CANCELLED]
    past = [each for each in held if each.during.starts_at <= now]
    ahead = [each for each in held if each.during.starts_at > now]
    missed = sum(each.status is Status.NO_SHOW for each in held)
    return [
        *([('Last time', _visit(past[-1], viewer))] if past else []),
        *([('Next time', _visit(ahead[0], viewer))] if ahead else []),
        *([('Did not come', 'once' if missed == 1 else f'{missed} times')] if missed else []),
    ] or [('Visits', 'None yet')]


def _visit(one: AppointmentShape, viewer: str) -> str:
    at = when.moment(one.during.starts_at, one.zone, viewer=viewer)
    return f'{at}, {one.offering_name} with {one.calendar_name}'


def _said(offering: OfferingShape) -> str:
    return f'{offering.name} · {when.length(offering.duration)}'
