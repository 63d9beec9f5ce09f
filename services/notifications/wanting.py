"""Who wants which messages: chosen on one's own profile, or without signing in, by the link at the foot of a letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects.postgresql import insert

from app.context import Context
from app.database import Reading, Transaction, reading, transaction
from app.journal import record
from app.limits import MovingWindow
from app.operation import operation, query
from app.permissions import Permission
from services import tenants
from services.notifications import links, scheduling
from services.notifications.events import ClientChoseMessages, UserChoseMessages
from services.notifications.models import Delivery, Unwanted
from services.notifications.rules import myself
from services.notifications.shapes import (
    FAMILIES,
    TO_PROVIDERS,
    Choice,
    Family,
    Kind,
    Offer,
    Recipient,
    SummaryWanted,
    Way,
    Whom,
)

AGAIN = MovingWindow(10, timedelta(hours=1))  # switched on, of one link: each stands in the journal for ever


@query(needs=Permission.VIEW_PROFILE)
async def my_messages(ctx: Context) -> tuple[Choice, ...]:
    """Which messages one gets about the appointments one provides. Raises: NotSignedIn."""
    async with reading(ctx) as db:
        return tuple([each for way in Way for each in await _choices(
            db, Whom.PROVIDER, myself(ctx), TO_PROVIDERS, way)])


@operation(needs=Permission.VIEW_PROFILE)
async def choose_messages(ctx: Context, *, kind: Kind, is_wanted: bool, way: Way = Way.MAIL) -> None:
    """Switch one kind of them on or off, one way. Raises: NotSignedIn."""
    async with transaction(ctx) as db:
        await _switch(db, Whom.PROVIDER, myself(ctx), (kind,), is_wanted=is_wanted, channel=way)


@query(needs=None)
async def offer(ctx: Context, *, token: str) -> Offer:
    """What the link in a letter offers to choose. Looking changes nothing. Raises: LinkIsDead."""
    who = links.recipient(token)
    async with reading(_at_home(ctx, who)) as db:
        choices: tuple[Choice | SummaryWanted, ...] = (
            await scheduling.choices(db, who.person_id) if who.family is Family.SUMMARIES
            else await _choices(db, who.whom, who.person_id, FAMILIES[who.family], who.channel))
        return Offer((await tenants.mine(db)).name, who.family, choices)


@operation(needs=None)
async def accept_offer(ctx: Context, *, token: str, is_wanted: bool) -> None:
    """Switch the messages of the link's family off, or on again. Twice is once.

    Raises: LinkIsDead, TooMany for switching them on again and again.
    """
    who = links.recipient(token)
    if is_wanted:
        AGAIN.take(who, ctx.now)
    async with transaction(_at_home(ctx, who)) as db:
        if who.family is Family.SUMMARIES:
            await scheduling.switch(db, who.person_id, is_wanted=is_wanted)
        else:
            await _switch(db, who.whom, who.person_id, FAMILIES[who.family], is_wanted=is_wanted, channel=who.channel)


async def is_unwanted(db: Reading, delivery: Delivery) -> bool:
    """Whether whom it is for has switched its kind off."""
    of_this = _of(db, Whom(delivery.whom), delivery.person_id, (Kind(delivery.kind),))
    return await db.scalar(select(Unwanted.kind).where(*of_this, Unwanted.channel == delivery.channel)) is not None


async def is_wanted_at_the_bell(db: Reading, user_id: UUID, kind: Kind) -> bool:
    """Whether somebody who provides appointments wants to read of this kind there."""
    [choice] = await _choices(db, Whom.PROVIDER, user_id, (kind,), Way.BELL)
    return choice.is_wanted


async def _choices(db: Reading, whom: Whom, person_id: UUID, kinds: Sequence[Kind],
                   channel: str = Way.MAIL) -> tuple[Choice, ...]:
    off = set(await db.scalars(select(Unwanted.kind).where(
        *_of(db, whom, person_id, kinds), Unwanted.channel == channel)))
    return tuple(Choice(kind, kind.value not in off, channel) for kind in kinds)


async def _switch(db: Transaction, whom: Whom, person_id: UUID, kinds: Sequence[Kind], *, is_wanted: bool,
                  channel: str = Way.MAIL) -> None:
    if is_wanted:
        changed = await db.scalars(delete(Unwanted).where(
            *_of(db, whom, person_id, kinds), Unwanted.channel == channel).returning(Unwanted.kind))
    else:
        changed = await db.scalars(insert(Unwanted).values([
            {'tenant_id': db.ctx.tenant, 'channel': channel, 'whom': whom.value, 'person_id': person_id,
             'kind': kind.value, 'since_at': db.ctx.now} for kind in kinds
        ]).on_conflict_do_nothing().returning(Unwanted.kind))
    if kinds_changed := tuple(Kind(kind) for kind in sorted(changed)):
        chosen: dict[str, Any] = {'kinds': kinds_changed, 'is_wanted': is_wanted, 'channel': str(channel)}
        await record(db, ClientChoseMessages(client_id=person_id, **chosen) if whom is Whom.CLIENT
                     else UserChoseMessages(user_id=person_id, **chosen))


def _of(db: Reading, whom: Whom, person_id: UUID, kinds: Sequence[Kind]) -> tuple[ColumnElement[bool], ...]:
    return (Unwanted.tenant_id == db.ctx.tenant, Unwanted.whom == whom.value, Unwanted.person_id == person_id,
            Unwanted.kind.in_([kind.value for kind in kinds]))


def _at_home(ctx: Context, who: Recipient) -> Context:
    """The same asker, in the business whose letter it is."""
    return replace(ctx, tenant_id=who.tenant_id)
