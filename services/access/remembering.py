"""Who came to the door of an account, let in or not: what its owner reads as the history of their sign-ins."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, literal, select, text

from app.context import Context
from app.database import Transaction, transaction
from app.journal import ring
from app.model import new_id
from services import people
from services.access.events import devices_topic
from services.access.models import SignIn
from services.access.places import one_device, prefix
from services.access.shapes import Outcome

_SOON = text("select set_config('synchronous_commit', 'off', true)")


async def note(db: Transaction, user_id: UUID, outcome: Outcome, *, device: str, address: str) -> None:
    """Keep that somebody was at the door of this account, if it is one in service; the same work if it is none."""
    row = {SignIn.tenant_id: db.ctx.tenant, SignIn.id: new_id(), SignIn.user_id: user_id, SignIn.at: db.ctx.now,
           SignIn.outcome: outcome.value, SignIn.device: one_device(device), SignIn.address_prefix: prefix(address)}
    known = select(*(literal(value, column.type) for column, value in row.items())).where(
        literal(user_id).in_(people.active_ids(db.ctx)))
    await db.execute(insert(SignIn).from_select([column.key for column in row], known, include_defaults=False))
    ring(db, devices_topic(user_id))


async def note_refused(ctx: Context, user_id: UUID, *, device: str, address: str) -> None:
    """A wrong password. Not waited for until it is on the disk: an unknown account, of which nothing is kept, would
    be answered sooner."""
    async with transaction(ctx) as db:
        await db.execute(_SOON)
        await note(db, user_id, Outcome.WRONG_PASSWORD, device=device, address=address)


async def forget_sign_ins(db: Transaction, *, before: datetime) -> None:
    """What is older helps nobody."""
    await db.execute(delete(SignIn).where(SignIn.tenant_id == db.ctx.tenant, SignIn.at < before))
