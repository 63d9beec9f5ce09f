"""What is looked for in the audit trail: as the service takes it, as the address has it, and as a file."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.errors import Invalid
from app.localtime import instant
from app.paging import MOST, Page
from components import when
from components.audit_list import NO_DAY, Looked
from components.audit_words import said
from pages._lists import page_word
from pages._visit import Visit
from services import appointments, audit, people
from services.audit import AuditEntry
from services.people import UserShape

HEAD = ('When (UTC)', 'Kind', 'What', 'About', 'Who', 'Actor', 'Object', 'Id', 'Details', 'Trace', 'Line', 'Seal')

UNKNOWN = 'Nobody known'
NO_KIND = 'Nothing of this kind ever happens here.'
DAYS = ('first', 'last')


async def actors(visit: Visit, chosen: str) -> dict[str, str]:
    """Who can be chosen: the product itself, the people of the business, and whoever is `chosen` already."""
    known = await people.listed(visit.ctx(), including_deactivated=True, page=Page(MOST))
    listed = {audit.BY_THE_PRODUCT: 'Daybook itself', **{str(user.id): user.name for user in known.rows}}
    if chosen and chosen not in listed:
        with suppress(people.UserNotFound):
            chosen_one = await _person(visit, chosen)
            return listed | {chosen: chosen_one.name}
        return listed | {chosen: UNKNOWN}
    return listed


async def _person(visit: Visit, actor: str) -> UserShape:
    try:
        user_id = UUID(actor)
    except ValueError:
        raise people.UserNotFound from None
    return await people.by_id(visit.ctx(), user_id=user_id)


async def asked(visit: Visit, looked: Looked) -> dict[str, Any]:
    """What is looked for, as the service takes it. Raises: UserNotFound for a made-up actor, NotFound for a made-up
    object, Invalid at `kind`, `first` and `last`.
    """
    ctx, days = visit.ctx(), {name: when.read_day(text) for name in DAYS if (text := getattr(looked, name))}
    wrong = {name: NO_DAY for name, on in days.items() if on is None}
    if looked.kind and looked.kind not in audit.kinds():
        wrong['kind'] = NO_KIND
    if wrong:
        raise Invalid(fields=wrong)
    found: dict[str, Any] = {'kind': looked.kind}
    if looked.actor == audit.BY_THE_PRODUCT:
        found['actor_kind'] = looked.actor
    elif looked.actor:
        found['actor_id'] = (await _person(visit, looked.actor)).id
    if looked.subject:
        try:
            found['subject_id'] = UUID(looked.subject)
        except ValueError:
            found['subject_id'] = (await appointments.by_reference(ctx, reference=looked.subject)).id
    if first := days.get('first'):
        found['since'] = instant(datetime.combine(first, time()), ctx.zone)
    if last := days.get('last'):
        found['until'] = instant(datetime.combine(last + timedelta(days=1), time()), ctx.zone)
    return found


def query(looked: Looked, page: int) -> dict[str, str]:
    """The words of the address that say something."""
    return {'actor': looked.actor, 'kind': looked.kind, 'subject': looked.subject,
            'first': looked.first, 'last': looked.last, 'page': page_word(page)}


def cells(entry: AuditEntry) -> tuple[object, ...]:
    """A line of the file."""
    return (entry.at.isoformat(), entry.kind, said(entry), entry.about, entry.actor_name, entry.actor_kind,
            entry.subject_kind, entry.subject_id, json.dumps(entry.data, ensure_ascii=False), entry.trace_id, entry.id,
            entry.seal)
