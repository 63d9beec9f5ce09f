"""What people do with an appointment on any screen: asked once where it is destructive, helped where it is refused."""

from __future__ import annotations

from nicegui import ui

from app.permissions import Permission
from components import appointment_words, buttons, dialogs, words
from components.toasts import toast
from pages import paths
from pages._visit import Visit
from pages.desk import _moving
from services import appointments
from services.appointments import Alternative, AppointmentShape


async def take(visit: Visit, appointment: AppointmentShape, step: str) -> None:
    """One step by its name, as `appointment_words.steps` offers them; an unknown name does nothing."""
    ways = {'confirm': confirm, 'complete': complete, 'no_show': miss, 'cancel': cancel, 'move': move,
            'reassign': reassign, 'again': again}
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
    """Cancel with a reason. The workflow does not lead back, so what is offered is to book the same once more."""
    agreed = await dialogs.confirm(
        'Cancel this appointment?', f'{appointment_words.title(appointment)}. The time is given back.',
        yes='Cancel appointment', no='Keep it', reasons=words.CANCEL_REASONS, is_reason_required=True)

    @visit.action()
    async def change(reason: str) -> AppointmentShape:
        return await appointments.cancel(visit.ctx(), appointment_id=appointment.id, reason=reason)

    cancelled: AppointmentShape | None = await change(agreed.reason) if agreed else None
    if cancelled is not None:
        _say_cancelled(visit, cancelled)


async def again(_: Visit, appointment: AppointmentShape) -> None:
    """The booking form, filled in with all there was."""
    ui.navigate.to(_once_more(appointment))


async def move(visit: Visit, appointment: AppointmentShape) -> None:
    """To another day, time or provider, typed or chosen."""
    await visit.action()(_moving.ask_where)(visit, appointment)


async def reassign(visit: Visit, appointment: AppointmentShape) -> None:
    """To another provider at the same time."""
    await visit.action()(_moving.ask_who)(visit, appointment)


def _say_cancelled(visit: Visit, cancelled: AppointmentShape) -> None:
    is_offered = visit.may(Permission.BOOK_APPOINTMENTS) and appointment_words.may_come_again(
        cancelled, now=visit.ctx().now)
    with toast('Cancelled', seconds=10.0 if is_offered else None) as notice:
        if is_offered:
            link = buttons.link(appointment_words.AGAIN, _once_more(cancelled), kind='plain', marker='book-again')
            link.move(target_index=1)
            link.on('click', notice.delete, [])


def _once_more(was: AppointmentShape) -> str:
    return paths.booking(was.calendar_id, was.during.starts_at.isoformat(), offering=str(was.offering_id),
                         client=str(was.client_id), minutes=str(int(was.during.length.total_seconds() // 60)))
