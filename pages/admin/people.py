"""The people of the business: looked for, added, opened."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from nicegui import ui

from app import topics
from app.errors import Invalid, Refusal
from app.localtime import wall_clock
from app.paging import Page
from app.permissions import Permission, Role
from components import buttons, page_parts, words
from components.data_table import Wanted
from components.dialogs import Dialog
from components.people_list import EVERYBODY, Looked, PeopleList
from components.person_form import PersonForm
from pages import paths
from pages._lists import ListAddress, rows_wanted, rows_words
from pages._live import follow
from pages._page import page as screen
from pages._visit import Visit
from pages.admin import _groups
from services import access, people
from services.people import UserShape, UserStatus


@screen(paths.PEOPLE, needs=Permission.MANAGE_PEOPLE)
async def listing(visit: Visit, text: str = '', role: str = '', status: str = '', group: str = '',
                  factor: str = '', page: str = '', rows: str = '', order: str = '') -> None:
    groups = await _groups.by_id(visit)
    looked = Looked(text, role if role in Role.__members__ else '',
                    status if status in UserStatus.__members__ or status == EVERYBODY else '',
                    group if group in groups else '', factor if factor == 'none' else '')
    first = rows_wanted(page, rows, order, sort='name')
    address = ListAddress(paths.PEOPLE, _query(looked, first), typed=['text'])

    with page_parts.PageHeader('People').actions:
        buttons.primary('Add person', lambda: visit.action()(add)(visit), keys='n', marker='add-person', asks=True)

    def refused(refusal: Refusal) -> bool:
        if isinstance(refusal, Invalid):
            table.refuse(refusal.fields)
        return isinstance(refusal, Invalid)

    @visit.action(on_refusal=refused)
    async def look(looked: Looked, wanted: Wanted) -> None:
        ctx = visit.ctx()
        found = await access.accounts(ctx, page=Page(wanted.size, (wanted.page - 1) * wanted.size),
                                      is_descending=wanted.is_descending, by_last_seen=wanted.sort == 'seen',
                                      **_filters(looked))
        if (looked, wanted) == (table.looked, table.wanted):  # an older answer that came late is dropped
            table.show(found.rows, found.total, zone=ctx.zone, today=wall_clock(ctx.now, ctx.zone).date())

    async def ask(looked: Looked, wanted: Wanted) -> None:
        address.show(_query(looked, wanted))
        await look(looked, wanted)

    table = PeopleList(looked, groups, wanted=first, on_want=ask, path_of=lambda each: paths.person(each.id),
                       on_clear=lambda: ui.navigate.to(paths.PEOPLE),
                       on_open=lambda key: ui.navigate.to(paths.person(key)))
    await look(looked, table.wanted)
    follow(visit, (topics.PEOPLE, topics.CATALOGUE), lambda: look(table.looked, table.wanted))


async def add(visit: Visit) -> None:
    """Ask who is new; the person's own page opens, where the rest is said."""
    dialog = Dialog('Add person')

    async def save(**values: Any) -> None:
        @visit.action(form=form, done=lambda made: f'{made.name} added')
        async def create() -> UserShape:
            made = await people.create(visit.ctx(), **values)
            dialog.close(made)
            return made

        await create()

    with dialog.body:
        form = PersonForm(await _groups.by_id(visit), on_save=save)
    with dialog.actions:
        buttons.plain(words.CANCEL, dialog.close, marker='cancel').props('data-leaves')
        buttons.primary('Add', form.save, keys='mod+Enter', marker='save')
    made = await dialog.opened()
    if isinstance(made, UserShape):
        ui.navigate.to(paths.person(made.id))


def _query(looked: Looked, wanted: Wanted) -> dict[str, str]:
    return asdict(looked) | rows_words(wanted)


def _filters(looked: Looked) -> dict[str, Any]:
    return {'text': looked.text, 'role': Role(looked.role) if looked.role else None,
            'status': UserStatus(looked.status) if looked.status in UserStatus.__members__ else None,
            'group_id': UUID(looked.group) if looked.group else None, 'lacks_factor': looked.factor == 'none',
            'including_deactivated': looked.status == EVERYBODY}
