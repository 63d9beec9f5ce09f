"""Messages: what was sent to whom, what waits and why, and sending it again."""

from __future__ import annotations

from uuid import UUID

from app import topics
from app.errors import Invalid, Refusal
from app.paging import Page
from app.permissions import Permission
from components import page_parts, when
from components.data_table import Wanted
from components.message_list import Looked, MessageList
from pages import paths
from pages._lists import ListAddress, page_number, page_word
from pages._live import follow
from pages._page import page as screen
from pages._visit import Visit
from services import notifications
from services.notifications import Progress


@screen(paths.MESSAGES, needs=Permission.MANAGE_MESSAGES)
async def listing(visit: Visit, text: str = '', progress: str = '', page: str = '') -> None:
    looked = Looked(text.strip(), progress if progress in list(Progress) else '')
    address = ListAddress(paths.MESSAGES, _query(looked, page_number(page)), typed=['text'])
    about = f'What clients and providers are told about appointments. Times in {when.place(visit.ctx().zone)}.'
    page_parts.PageHeader('Messages', about)

    def refused(refusal: Refusal) -> bool:
        if isinstance(refusal, Invalid):
            table.refuse(refusal.message)
        return isinstance(refusal, Invalid)

    @visit.action(on_refusal=refused)
    async def look(looked: Looked, wanted: Wanted) -> None:
        found = await notifications.deliveries(
            visit.ctx(), text=looked.text, progress=Progress(looked.progress) if looked.progress else None,
            page=Page(wanted.size, (wanted.page - 1) * wanted.size))
        if (looked, wanted) == (table.looked, table.wanted):  # an older answer that came late is dropped
            table.show(found.rows, found.total)

    async def ask(looked: Looked, wanted: Wanted) -> None:
        address.show(_query(looked, wanted.page))
        await look(looked, wanted)

    @visit.action(done='It is on its way again')
    async def resend(key: str) -> None:
        await notifications.resend(visit.ctx(), delivery_id=UUID(key))

    async def reload() -> None:
        await look(table.looked, table.wanted)

    table = MessageList(looked, zone=visit.ctx().zone, page=page_number(page), path_of=paths.appointment, on_want=ask,
                        on_resend=resend)
    await look(table.looked, table.wanted)
    follow(visit, topics.MESSAGES, reload)


def _query(looked: Looked, page: int) -> dict[str, str]:
    return {'text': looked.text, 'progress': looked.progress, 'page': page_word(page)}
