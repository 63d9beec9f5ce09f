"""Other businesses: looked for, and entered for an hour with a reason."""

from __future__ import annotations

from app.errors import Invalid, Refusal
from app.paging import Page
from app.permissions import Permission
from components import buttons, page_parts, words
from components.business_list import ENTER, BusinessList, EnterForm
from components.data_table import Wanted
from components.dialogs import Dialog
from pages import paths
from pages._lists import ListAddress, page_number, page_word
from pages._page import page as screen
from pages._visit import Visit
from services import access, businesses
from services.tenants import TenantName

ABOUT = ('You enter one as its administrator, for an hour at most. Both businesses see in their audit trails who it '
         'was, why, and what was done.')


@screen(paths.BUSINESSES, needs=Permission.ENTER_BUSINESSES)
async def listing(visit: Visit, text: str = '', page: str = '') -> None:
    address = ListAddress(paths.BUSINESSES, _query(text.strip(), page_number(page)), typed=['text'])
    page_parts.PageHeader('Other businesses', ABOUT)

    def refused(refusal: Refusal) -> bool:
        if isinstance(refusal, Invalid):
            table.refuse(refusal.message)
        return isinstance(refusal, Invalid)

    @visit.action(on_refusal=refused)
    async def look(text: str, wanted: Wanted) -> None:
        found = await businesses.listed(visit.ctx(), text=text, is_descending=wanted.is_descending,
                                        page=Page(wanted.size, (wanted.page - 1) * wanted.size))
        if (text, wanted) == (table.text, table.wanted):  # an older answer that came late is dropped
            table.show(found.rows, found.total)

    async def ask(text: str, wanted: Wanted) -> None:
        address.show(_query(text, wanted.page))
        await look(text, wanted)

    async def chosen(business: TenantName) -> None:
        await enter(visit, business)

    table = BusinessList(text.strip(), page=page_number(page), on_want=ask, on_enter=chosen)
    await look(table.text, table.wanted)


async def enter(visit: Visit, business: TenantName) -> None:
    """Ask why; then every page of this session begins anew over there."""
    dialog = Dialog(f'Enter {business.name}')

    async def save(reason: str) -> None:
        @visit.action(form=form)
        async def go() -> None:
            await access.enter(visit.ctx(), session_id=visit.session.session_id, business_id=business.id, reason=reason)
            dialog.close()

        await go()

    with dialog.body:
        form = EnterForm(save)
    with dialog.actions:
        buttons.plain(words.CANCEL, dialog.close, marker='cancel').props('data-leaves')
        buttons.primary(f'{ENTER} {business.name}', form.save, keys='mod+Enter', marker='enter')
    await dialog.opened()


def _query(text: str, page: int) -> dict[str, str]:
    return {'text': text, 'page': page_word(page)}
