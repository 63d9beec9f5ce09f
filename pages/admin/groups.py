"""The groups of the business, or those one leads: listed, opened, and added by those who keep them."""

from __future__ import annotations

from nicegui import ui

from app import topics
from app.paging import Page
from app.permissions import Permission, Reach
from components import buttons, page_parts, words
from components.data_table import Wanted
from components.dialogs import Dialog
from components.group_form import GroupForm
from components.group_list import GroupList
from pages import paths
from pages._lists import ListAddress, rows_wanted, rows_words
from pages._live import follow
from pages._page import page as screen
from pages._visit import Visit
from services import people
from services.people import GroupShape

LED = 'Those you lead.'


@screen(paths.GROUPS, needs=Permission.VIEW_GROUPS)
async def listing(visit: Visit, retired: str = '', page: str = '', rows: str = '') -> None:
    first = rows_wanted(page, rows)
    address = ListAddress(paths.GROUPS, _query(retired == 'yes', first))
    sees_all, may_add = visit.ctx().reach(Permission.VIEW_GROUPS) is Reach.TENANT, visit.may(Permission.MANAGE_GROUPS)

    async def new() -> None:
        await visit.action()(add)(visit)

    with page_parts.PageHeader('Groups', '' if sees_all else LED).actions:
        if may_add:
            buttons.primary('Add group', new, keys='n', marker='add-group', asks=True)

    @visit.action()
    async def look(is_all: bool, wanted: Wanted) -> None:
        found = await people.groups(visit.ctx(), including_retired=is_all,
                                    page=Page(wanted.size, (wanted.page - 1) * wanted.size))
        if (is_all, wanted) == (table.is_all, table.wanted):  # an older answer that came late is dropped
            table.show(found.rows, found.total)

    async def ask(is_all: bool, wanted: Wanted) -> None:
        address.show(_query(is_all, wanted))
        await look(is_all, wanted)

    table = GroupList(is_all=retired == 'yes', wanted=first, on_want=ask, on_add=new if may_add else None,
                      path_of=lambda each: paths.group(each.id), on_open=lambda key: ui.navigate.to(paths.group(key)))
    await look(table.is_all, table.wanted)
    follow(visit, (topics.CATALOGUE, topics.PEOPLE), lambda: look(table.is_all, table.wanted))


async def add(visit: Visit) -> None:
    """Ask what the new group is; its own page opens, where members are added."""
    dialog = Dialog('Add group')

    async def save(**values: str) -> None:
        @visit.action(form=form, done=lambda made: f'{made.name} added')
        async def create() -> GroupShape:
            made = await people.create_group(visit.ctx(), **values)
            dialog.close(made)
            return made

        await create()

    with dialog.body:
        form = GroupForm(on_save=save)
    with dialog.actions:
        buttons.plain(words.CANCEL, dialog.close, marker='cancel').props('data-leaves')
        buttons.primary('Add', form.save, keys='mod+Enter', marker='save')
    made = await dialog.opened()
    if isinstance(made, GroupShape):
        ui.navigate.to(paths.group(made.id))


def _query(is_all: bool, wanted: Wanted) -> dict[str, str]:
    return {'retired': 'yes' if is_all else '', **rows_words(wanted)}
