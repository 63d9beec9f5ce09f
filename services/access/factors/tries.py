"""How often somebody may try a code: counted where all processes see it, one try of an account after the other."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.database import Transaction
from services import people
from services.access.errors import TooManyCodes
from services.access.models import SignIn
from services.access.shapes import Outcome

WINDOWS = ((5, timedelta(minutes=5)), (20, timedelta(hours=1)), (50, timedelta(days=1)))
MOST, LONGEST = WINDOWS[-1]


async def one_more(db: Transaction, user_id: UUID) -> None:
    """Wait for whoever tries a code of this account right now; then see that one try is left.

    A wrong code is to be noted in the same transaction. Signing in clears the count. Raises: TooManyCodes.
    """
    await people.account(db, user_id, lock=True)
    later = aliased(SignIn)
    has_signed_in_since = exists().where(
        later.tenant_id == db.ctx.tenant, later.user_id == user_id, later.outcome == Outcome.SIGNED_IN.value,
        later.id > SignIn.id)
    wrong = (await db.scalars(
        select(SignIn.at).order_by(SignIn.at.desc()).limit(MOST)
        .where(SignIn.tenant_id == db.ctx.tenant, SignIn.user_id == user_id, SignIn.at > db.ctx.now - LONGEST,
               SignIn.outcome == Outcome.WRONG_CODE.value, ~has_signed_in_since))).all()
    for most, within in WINDOWS:
        if len(wrong) >= most and db.ctx.now - wrong[most - 1] < within:
            raise TooManyCodes(retry_after=(wrong[most - 1] + within - db.ctx.now).total_seconds())
