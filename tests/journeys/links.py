"""Mailed links for whoever wants to see the pages behind them, without the mail."""

from __future__ import annotations

from app.context import Context
from app.database import transaction
from services import people
from services.access import letters, registrations, tokens
from services.access.shapes import Purpose
from services.appointments import AppointmentShape
from services.notifications import links
from services.notifications.shapes import Family, Recipient, Whom
from services.people import UserShape


async def leading_in(ctx: Context, person: UserShape) -> dict[str, str]:
    """The addresses in the letters to somebody without a password, and to somebody who registered."""
    async with transaction(ctx) as db:
        await people.take_password(db, person.id)  # an invitation is for the first one
        reset, invited, not_me = [await tokens.issue(db, person.id, purpose, email=person.email)
                          for purpose in (Purpose.RESET, Purpose.INVITE, Purpose.DISOWN)]
        asked = await registrations.keep(db, email='eve@example.org', name='Eve Sedgwick', password_hash='of nothing')
        await db.flush()
        verify = await registrations.issue(db, asked)
    return {'reset': letters.RESET + reset, 'invited': letters.INVITED + invited, 'verify': letters.VERIFY + verify,
            'not-me': letters.NOT_ME + not_me}


async def off_by_link(ctx: Context, about: AppointmentShape) -> str:
    """The address at the foot of the letters to the client of an appointment."""
    return links.UNSUBSCRIBE + links.token(Recipient(ctx.tenant, Whom.CLIENT, about.client_id, Family.CHANGES))
