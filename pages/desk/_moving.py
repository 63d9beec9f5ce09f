"""Moving an appointment from any screen: a drop, the dialog, another provider. A refusal comes with what is free."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, time
from uuid import UUID

from app.errors import Refusal
from app.intervals import Interval
from app.localtime import instant, wall_clock
from app.paging import Page
from components import alternatives, appointment_words, when
from components.move_panel import MoveDialog
from components.toasts import toast
from pages._visit import Visit
from services import appointments, availability, offerings
from services.appointments import Alternative, AppointmentShape
from services.availability import CalendarCard, TimeOfDay
from services.offerings import OfferingShape

MOVED = 'Moved'
PUT_BACK = 'Put back where it was'


def today(visit: Visit, zone: str = '') -> date:
    """The date on the clocks of a zone, the asker's by default."""
    ctx = visit.ctx()
    return wall_clock(ctx.now, zone or ctx.zone).date()


async def attempt(visit: Visit, change: Callable[[], Awaitable[AppointmentShape]],
                  otherwise: Callable[[Alternative], Awaitable[AppointmentShape | None]], *, done: str = ''
                  ) -> AppointmentShape | None:
    """Run a change; when it is refused with alternatives, offer them and go on with the one that is chosen."""
    refusals: list[Refusal] = []

    def hold(refusal: Refusal) -> bool:
        refusals.append(refusal)
        return bool(_others(refusal))

    changed: AppointmentShape | None = await visit.action(done=done, on_refusal=hold)(change)()
    others = _others(refusals[0]) if refusals else ()
    if not others:
        return changed
    chosen = await alternatives.offer(refusals[0].message, others, viewer=visit.ctx().zone, today=today(visit))
    return await otherwise(chosen) if chosen else None


async def move(visit: Visit, appointment: AppointmentShape, during: Interval, calendar_id: UUID, *, reason: str = ''
               ) -> AppointmentShape | None:
    """Reschedule and say so, with a way back. None when it was refused and nothing else was chosen."""

    async def change() -> AppointmentShape:
        return await appointments.reschedule(visit.ctx(), appointment_id=appointment.id, during=during,
                                             calendar_id=calendar_id, revision=appointment.revision, reason=reason)

    async def otherwise(chosen: Alternative) -> AppointmentShape | None:
        return await move(visit, appointment, chosen.during, chosen.calendar_id, reason=reason)

    changed = await attempt(visit, change, otherwise)
    if changed is not None and changed.during == during:
        _say_moved(visit, appointment, changed)
    return changed


async def ask_where(visit: Visit, appointment: AppointmentShape) -> None:
    """The dialog with day, time and provider: the way to move for those who do not drag."""
    offering, cards = await _able(visit, appointment)

    @visit.action()
    async def look(calendar_id: str, day: date) -> list[time]:
        card = cards[calendar_id]
        wanted = _wanted(appointment, offering, day, card.zone, calendar_ids=frozenset({card.id}))
        free = await availability.free_slots(visit.ctx(), calendar_id=card.id, wanted=wanted,
                                             besides=appointment.during)
        where_it_is = (appointment.calendar_id, appointment.during.starts_at)
        return [wall_clock(slot.starts_at, card.zone).time() for slot in free
                if (card.id, slot.starts_at) != where_it_is]

    async def free_on(calendar_id: str, day: date) -> Sequence[time]:
        return await look(calendar_id, day) or ()

    at = wall_clock(appointment.during.starts_at, appointment.zone)
    typed = await MoveDialog(
        f'Move {appointment_words.title(appointment)}', providers={key: card.name for key, card in cards.items()},
        provider=str(appointment.calendar_id), on=at.date(), starts=at.time(), free_on=free_on,
        about=f'Now {_said(visit, appointment.during, appointment.zone)}').opened()
    if typed is not None:
        card = cards[typed.calendar_id]
        starts_at = instant(datetime.combine(typed.on, typed.starts), card.zone)
        await move(visit, appointment, Interval.lasting(starts_at, appointment.during.length), card.id,
                   reason=typed.reason)


async def ask_who(visit: Visit, appointment: AppointmentShape) -> None:
    """Another provider at the same time: those who can do it and are free then, one press each."""
    offering, cards = await _able(visit, appointment)
    at = wall_clock(appointment.during.starts_at, appointment.zone)
    minute = at.hour * 60 + at.minute
    wanted = _wanted(appointment, offering, at.date(), appointment.zone, times=(TimeOfDay(minute, minute + 1),))
    found = await availability.search(visit.ctx(), wanted=wanted, page=Page(200))
    free = [Alternative(card.id, card.name, card.zone, appointment.during, 'free at this time')
            for slot in found.found.slots if slot.starts_at == appointment.during.starts_at
            and (card := cards.get(str(slot.calendar_id))) and card.id != appointment.calendar_id]
    chosen = await alternatives.offer(
        f'With {appointment.calendar_name} now, {_said(visit, appointment.during, appointment.zone)}.', free,
        viewer=visit.ctx().zone, today=today(visit), title='Give to another provider', no='Keep as it is',
        nothing='Nobody else who can do this is free at that time. Move it to another time instead.')
    if chosen is not None:
        await move(visit, appointment, chosen.during, chosen.calendar_id)


async def _able(visit: Visit, appointment: AppointmentShape) -> tuple[OfferingShape, dict[str, CalendarCard]]:
    """The offering, and who can do it at the same place, by calendar id; whoever has it now stays among them."""
    offering = await offerings.by_id(visit.ctx(), offering_id=appointment.offering_id)
    cards = await availability.calendars_with_skills(visit.ctx(), required=offering.required)
    able = {str(card.id): card for card in cards if card.location_id == appointment.location_id}
    kept = CalendarCard(appointment.calendar_id, appointment.calendar_name, appointment.zone, appointment.location_id,
                        '', (), ())
    able.setdefault(str(kept.id), kept)
    return offering, able


def _wanted(appointment: AppointmentShape, offering: OfferingShape, day: date, zone: str, **more: object
            ) -> availability.Wanted:
    return availability.want(duration=appointment.during.length, first_on=day, last_on=day, zone=zone,
                             buffer_before=offering.buffer_before, buffer_after=offering.buffer_after,
                             shares_buffers=offering.shares_buffers, required=offering.required, **more)


def _others(refusal: Refusal) -> tuple[Alternative, ...]:
    kinds = (appointments.SlotTaken, appointments.NotBookable)
    return refusal.alternatives if isinstance(refusal, kinds) else ()


def _say_moved(visit: Visit, before: AppointmentShape, after: AppointmentShape) -> None:
    @visit.action(done=PUT_BACK)
    async def undo() -> None:
        await appointments.reschedule(visit.ctx(), appointment_id=after.id, during=before.during,
                                      calendar_id=before.calendar_id, revision=after.revision, reason='Undone')

    toast(f'{MOVED} to {_said(visit, after.during, after.zone)}, {after.calendar_name}', undo=undo)


def _said(visit: Visit, during: Interval, zone: str) -> str:
    return when.span(during.starts_at, during.ends_at, zone, today=today(visit, zone), viewer=visit.ctx().zone)
