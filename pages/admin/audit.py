"""The audit trail: what happened in the business, by whom and to what; newest first, and as a file."""

from __future__ import annotations

import asyncio

from nicegui import ui

from app.errors import Invalid, NotFound, Refusal
from app.paging import Page
from app.permissions import Permission
from app.sheets import sheet
from components import buttons, page_parts, when
from components.audit_list import AuditList, Looked
from components.data_table import Wanted
from pages import paths
from pages._lists import ListAddress, page_number
from pages._page import page as screen
from pages._visit import Visit
from pages.admin import _audit
from services import audit, people

NO_ACTOR = 'There is nobody like that here.'
NO_OBJECT = 'There is no booking with this reference, and this is no id.'
BACKWARDS = 'This day is before the one in "From".'


@screen(paths.AUDIT, needs=Permission.VIEW_AUDIT)
async def trail(visit: Visit, actor: str = '', kind: str = '', subject: str = '', first: str = '',
                last: str = '', page: str = '') -> None:
    actors = await _audit.actors(visit, actor)
    looked = Looked(actor, kind, subject.strip(), first, last)
    address = ListAddress(paths.AUDIT, _audit.query(looked, page_number(page)), typed=['subject'])

    def refused(refusal: Refusal) -> bool:
        if isinstance(refusal, people.UserNotFound):
            listed.refuse({'actor': NO_ACTOR})
        elif isinstance(refusal, NotFound):
            listed.refuse({'subject': NO_OBJECT})
        elif isinstance(refusal, Invalid) and 'until' in refusal.fields:
            listed.refuse({'last': BACKWARDS})
        elif isinstance(refusal, Invalid):
            listed.refuse(refusal.fields)
        else:
            return False
        return True

    async def look(looked: Looked, wanted: Wanted) -> None:
        def is_late() -> bool:  # an older answer that came late is dropped
            return (looked, wanted) != (listed.looked, listed.wanted)

        @visit.action(on_refusal=lambda refusal: is_late() or refused(refusal))
        async def ask() -> None:
            found = await audit.entries(visit.ctx(), page=Page(wanted.size, (wanted.page - 1) * wanted.size),
                                        **await _audit.asked(visit, looked))
            if not is_late():
                listed.show(found.rows, found.total)

        await ask()

    async def want(looked: Looked, wanted: Wanted) -> None:
        address.show(_audit.query(looked, wanted.page))
        await look(looked, wanted)

    @visit.action(on_refusal=refused)
    async def export() -> None:
        found = await audit.exported(visit.ctx(), **await _audit.asked(visit, listed.looked))
        file = await asyncio.to_thread(sheet, _audit.HEAD, [_audit.cells(entry) for entry in found])
        ui.download.content(file, f'audit-{visit.ctx().now:%Y-%m-%d}.csv', 'text/csv')

    about = f'Everything that was changed here, and by whom. Times in {when.place(visit.ctx().zone)}.'
    with page_parts.PageHeader('Audit trail', about).actions:
        buttons.quiet('Export', export, icon='download', marker='export')
    listed = AuditList(looked, actors, audit.kinds(), zone=visit.ctx().zone, page=page_number(page), on_want=want,
                       on_clear=lambda: ui.navigate.to(paths.AUDIT))
    await look(looked, listed.wanted)
