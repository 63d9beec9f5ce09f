"""The address one signs in with, on one's own security screen: changed by whoever can read what is sent to the new."""

from __future__ import annotations

from app import topics
from components.email_card import EmailCard, EmailDialog
from components.toasts import toast
from pages._cookies import address_of
from pages._live import follow
from pages._site import site
from pages._visit import Visit
from services import access


async def draw(visit: Visit) -> None:
    """The section, which knows at once when the link was used."""
    async def change() -> None:
        await _change(visit)

    @visit.action(done='Your address stays as it is; the link works no more')
    async def keep() -> None:
        await access.keep_email(visit.ctx())

    card = EmailCard(zone=visit.ctx().zone, on_change=change, on_keep=keep)

    async def look() -> None:
        card.show(visit.session.email, await access.awaited_email(visit.ctx()), now=visit.ctx().now)

    await look()
    follow(visit, topics.user(visit.session.user_id), look)


async def _change(visit: Visit) -> None:
    async def ask(email: str, current: str) -> None:
        @visit.action(form=dialog.form)
        async def send() -> None:
            await access.change_email(visit.ctx(), email=email, current=current,
                                      address=address_of(visit.client.request, site().settings.trusted_proxies))
            dialog.close(email)

        await send()

    dialog = EmailDialog(on_save=ask)
    sent_to = await dialog.opened()
    if sent_to:
        toast(f'Look into the mail of {sent_to}: the link there works once, for 24 hours')
