"""Reads of messages: what was sent to whom, and what could not be."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from app import journal
from app.context import Context
from app.database import reading
from app.journal import Owed
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission, Role
from app.rows import paged
from app.text import one_line
from services import appointments, channels
from services.notifications.models import Delivery
from services.notifications.shapes import DeliveryShape, DeliveryState, Kind, Progress, Whom

HANDLER = 'deliver'
QUIET_HOURS = 'Quiet hours.'


@query(needs=Permission.MANAGE_MESSAGES)
async def deliveries(ctx: Context, *, text: str = '', progress: Progress | None = None,
                     page: Page | None = None) -> Paged[DeliveryShape]:
    """Messages, newest first; `text` is part of a name, an address, or a reference. Raises: Invalid at `text`."""
    sought = one_line(text, 'text', most=80, required=False)
    wanted = select(Delivery).where(Delivery.tenant_id == ctx.tenant).order_by(Delivery.made_at.desc(), Delivery.id)
    if sought:
        wanted = wanted.where(or_(*(Delivery.said[name].astext.icontains(sought, autoescape=True)
                                    for name in ('name', 'to', 'reference'))))
    if progress is not None:
        wanted = wanted.where(_has_come(ctx, progress))
    async with reading(ctx) as db:
        found = await paged(db, wanted, page or Page(), lambda row: row[0])
        owed = await journal.owed(db, [row.id for row in found.rows], HANDLER)
    return Paged(tuple(shape(row, owed.get(row.id)) for row in found.rows), found.total, found.page)


@query(needs=Permission.VIEW_APPOINTMENTS)
async def about(ctx: Context, *, appointment_id: UUID) -> tuple[DeliveryShape, ...]:
    """Messages about one appointment, newest first; to a client, their own alone. Raises: AppointmentNotFound."""
    wanted = select(Delivery).where(
        Delivery.tenant_id == ctx.tenant, Delivery.appointment_id == appointment_id,
    ).order_by(Delivery.made_at.desc(), Delivery.id.desc())
    if ctx.actor.role is Role.CLIENT:
        wanted = wanted.where(Delivery.whom == Whom.CLIENT.value)
    await appointments.by_id(ctx, appointment_id=appointment_id)
    async with reading(ctx) as db:
        rows = (await db.scalars(wanted)).all()
        owed = await journal.owed(db, [row.id for row in rows], HANDLER)
    return tuple(shape(row, owed.get(row.id)) for row in rows)


def shape(row: Delivery, owed: Owed | None) -> DeliveryShape:
    """`owed` is what is left to do for it, if anything."""
    is_parked = owed is not None and owed.is_parked
    said, channel = row.said, channels.installed().get(row.channel)
    return DeliveryShape(
        id=row.id, made_at=row.made_at, kind=Kind(row.kind), whom=Whom(row.whom), name=said['name'], to=said['to'],
        channel=channel.title if channel else row.channel, offering=said['offering'], reference=said['reference'],
        progress=Progress.PARKED if is_parked else Progress(row.state), settled_at=row.settled_at,
        due_at=owed.due_at if owed and not is_parked else None, tries=owed.tries if owed else 0,
        because=row.because or (owed.because if owed else '') or (
            QUIET_HOURS if owed and row.quiet_until == owed.due_at else ''))


def _has_come(ctx: Context, progress: Progress) -> ColumnElement[bool]:
    parked = Delivery.id.in_(journal.parked(ctx, HANDLER))
    match progress:
        case Progress.PARKED:
            return parked
        case Progress.WAITING:
            return (Delivery.state == DeliveryState.WAITING.value) & ~parked
        case _:
            return Delivery.state == progress.value
