"""What people do with an appointment on any screen: asked once where it is destructive, helped where it is refused."""

from __future__ import annotations

from components import appointment_words, dialogs, words
from pages._visit import Visit
from pages.desk import _moving
from services import appointments
from services.appointments import Alternative, AppointmentShape


async def take(visit: Visit, appointment: AppointmentShape, step: str) -> None:
    """One step by its name, as `appointment_words.steps` offers them; an unknown name does nothing."""
    ways = {'confirm': confirm, 'complete': complete, 'no_show': miss, 'cancel': cancel, 'move': move,
            'reassign': reassign}
    if step in ways:
        await ways[step](visit, appointment)


async def confirm(visit: Visit, appointment: AppointmentShape) -> None:
    """Confirm a request; when its time is gone meanwhile, move it and confirm it there."""

    async def change() -> AppointmentShape:
        return await appointments.confirm(visit.ctx(), appointment_id=appointment.id)

    async def otherwise(chosen: Alternative) -> AppointmentShape | None:
        moved = await _moving.move(visit, appointment, chosen.during, chosen.calendar_id)
        return await _moving.attempt(visit, change, otherwise, done='Confirmed') if moved else None

    await _moving.attempt(visit, change, otherwise, done='Confirmed')


async def complete(visit: Visit, appointment: AppointmentShape) -> None:
    """It took place."""

    @visit.action(done='Completed')
    async def change() -> None:
        await appointments.complete(visit.ctx(), appointment_id=appointment.id)

    await change()


async def miss(visit: Visit, appointment: AppointmentShape) -> None:
    """The client did not come."""
    agreed = await dialogs.confirm('Mark as no-show?', f'{appointment_words.title(appointment)}. The time is given '
                                   'back; this cannot be taken back.', yes='Mark as no-show', no='Not yet')

    @visit.action(done='Marked as no-show')
    async def change() -> None:
        await appointments.no_show(visit.ctx(), appointment_id=appointment.id)

    if agreed:
        await change()


async def cancel(visit: Visit, appointment: AppointmentShape) -> None:
    """Cancel with a reason."""
    agreed = await dialogs.confirm(
        'Cancel this appointment?', f'{appointment_words.title(appointment)}. The time is given back.',
        yes='Cancel appointment', no='Keep it', reasons=words.CANCEL_REASONS, is_reason_required=True)

    @visit.action(done='Cancelled')
    async def change(reason: str) -> None:
        await appointments.cancel(visit.ctx(), appointment_id=appointment.id, reason=reason)

    if agreed:
        await change(agreed.reason)


async def move(visit: Visit, appointment: AppointmentShape) -> None:
    """To another day, time or provider, typed or chosen."""
    await visit.action()(_moving.ask_where)(visit, appointment)


async def reassign(visit: Visit, appointment: AppointmentShape) -> None:
    """To another provider at the same time."""
    await visit.action()(_moving.ask_who)(visit, appointment)
