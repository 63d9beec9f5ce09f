"""The audit trail: what happened in the business, by whom and to what; newest first, and as a file."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from nicegui import ui

from app.errors import NotFound
from app.localtime import instant
from app.paging import MOST, Page
from app.permissions import Permission
from app.sheets import sheet
from components import buttons, page_parts, when
from components.audit_list import AuditList, Looked
from components.audit_words import said
from components.data_table import Wanted
from pages import paths
from pages._page import page
from pages._visit import Visit
from services import appointments, audit, people
from services.audit import AuditEntry

HEAD = ('When (UTC)', 'Kind', 'What', 'Who', 'Actor', 'Object', 'Id', 'Details', 'Trace', 'Line', 'Seal')
NO_OBJECT = 'There is no booking with this reference, and this is no id.'


@page(paths.AUDIT, needs=Permission.VIEW_AUDIT)
async def trail(visit: Visit, actor: str = '', kind: str = '', subject: str = '', first: str = '',
                last: str = '') -> None:
    actors = await _actors(visit)
    looked = Looked(actor if actor in actors else '', kind if kind in audit.kinds() else '', subject.strip(),
                    when.read_day(first), when.read_day(last))

    @visit.action()
    async def look(looked: Looked, wanted: Wanted) -> None:
        try:
            asked = await _asked(visit, looked)
            found = await audit.entries(visit.ctx(), page=Page(wanted.size, (wanted.page - 1) * wanted.size), **asked)
        except NotFound:
            found = None
        if (looked, wanted) != (listed.looked, listed.wanted):
            return  # an older answer that came late is dropped
        if found is None:
            listed.refuse_subject(NO_OBJECT)
        else:
            listed.show(found.rows, found.total)

    async def ask(looked: Looked, wanted: Wanted) -> None:
        address = _address(looked)
        if looked == Looked():
            ui.navigate.to(address)  # anew, with empty fields
        else:
            ui.navigate.history.replace(address)
            await look(looked, wanted)

    @visit.action()
    async def export() -> None:
        found = await audit.exported(visit.ctx(), **await _asked(visit, listed.looked))
        file = await asyncio.to_thread(sheet, HEAD, [_cells(entry) for entry in found])
        ui.download.content(file, f'audit-{visit.ctx().now:%Y-%m-%d}.csv', 'text/csv')

    about = f'Everything that was changed here, and by whom. Times in {when.place(visit.ctx().zone)}.'
    with page_parts.PageHeader('Audit trail', about).actions:
        buttons.quiet('Export', export, icon='download', marker='export')
    listed = AuditList(looked, actors, audit.kinds(), zone=visit.ctx().zone, on_want=ask)
    await look(looked, listed.wanted)


async def _actors(visit: Visit) -> dict[str, str]:
    """Who can be chosen: the product itself, and the people of the business."""
    known = await people.listed(visit.ctx(), including_deactivated=True, page=Page(MOST))
    return {audit.BY_THE_PRODUCT: 'Daybook itself', **{str(user.id): user.name for user in known.rows}}


async def _asked(visit: Visit, looked: Looked) -> dict[str, Any]:
    """What is looked for, as the service takes it. Raises: NotFound for a made-up object."""
    ctx = visit.ctx()
    asked: dict[str, Any] = {'kind': looked.kind}
    if looked.actor == audit.BY_THE_PRODUCT:
        asked['actor_kind'] = looked.actor
    elif looked.actor:
        asked['actor_id'] = UUID(looked.actor)
    if looked.subject:
        try:
            asked['subject_id'] = UUID(looked.subject)
        except ValueError:
            asked['subject_id'] = (await appointments.by_reference(ctx, reference=looked.subject)).id
    if looked.first:
        asked['since'] = instant(datetime.combine(looked.first, time()), ctx.zone)
    if looked.last:
        asked['until'] = instant(datetime.combine(looked.last + timedelta(days=1), time()), ctx.zone)
    return asked


def _address(looked: Looked) -> str:
    return paths.with_query(
        paths.AUDIT, actor=looked.actor, kind=looked.kind, subject=looked.subject,
        first=looked.first.isoformat() if looked.first else '', last=looked.last.isoformat() if looked.last else '')


def _cells(entry: AuditEntry) -> tuple[object, ...]:
    return (entry.at.isoformat(), entry.kind, said(entry), entry.actor_name, entry.actor_kind, entry.subject_kind,
            entry.subject_id, json.dumps(entry.data, ensure_ascii=False), entry.trace_id, entry.id, entry.seal)
