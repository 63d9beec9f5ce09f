"""For operators: `python main.py admit E-MAIL [--no-more]`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from datetime import datetime

from app import clock
from app.commands import Command
from app.context import OPERATOR, Context
from app.database import transaction
from services import people
from services.access.entering import admit
from services.people import UserNotFound


async def admit_by_email(email: str, *, may_enter: bool, now: datetime) -> None:
    """Whether this administrator may enter other businesses. Raises: UserNotFound, Invalid at `email`."""
    home = await people.home_of(people.normal_email(email))
    if home is None:
        raise UserNotFound
    tenant_id, user_id = home
    async with transaction(replace(Context.system(tenant_id, now), actor=OPERATOR)) as db:
        await admit(db, user_id, may_enter=may_enter)


def _takes(words: ArgumentParser) -> None:
    words.add_argument('email', help='with which the administrator signs in')
    words.add_argument('--no-more', action='store_true', help='take it back: they are out at once')


async def _run(said: Namespace) -> int:
    await admit_by_email(said.email, may_enter=not said.no_more, now=clock.now())
    print(f'{said.email} may enter other businesses' + (' no more.' if said.no_more else
          ', as long as they are an administrator of their own.'))
    return 0


ADMIT = Command('admit', 'Let an administrator enter other businesses, each time with a reason, for an hour.',
                _takes, _run)
