"""An act of weight was refused because it is long ago that somebody proved themselves: ask, and let it go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.confirming import ConfirmDialog
from pages._cookies import address_of
from pages._site import site
from services import access, demo

if TYPE_CHECKING:
    from pages._visit import Visit


async def is_confirmed(visit: Visit) -> bool:
    """Whether whoever sits there has just proved that it is them; asked over everything that is on the page."""
    mine = visit.session.session_id

    async def confirm(password: str = '', code: str = '', answer: str = '') -> None:
        @visit.action(form=dialog.form)
        async def prove() -> None:
            if answer:
                await access.confirm_by_passkey(visit.at_home(), session_id=mine, origin=site().passkey_origin,
                                                answer=answer)
            else:
                await access.confirm_oneself(
                    visit.at_home(), session_id=mine, password=password, code=code,
                    address=address_of(visit.client.request, site().settings.trusted_proxies))
            dialog.close(True)

        await prove()

    async def ask() -> str | None:
        dialog.form.clear_errors()

        @visit.action(form=dialog.form)
        async def begin() -> str:
            return await access.ask_passkey_again(visit.at_home(), origin=site().passkey_origin)

        options: str | None = await begin()
        return options

    told = next((each.password for each in await demo.accounts() if each.email == visit.session.email), '')
    factors, keys = await access.my_factors(visit.at_home()), await access.my_passkeys(visit.at_home())
    with visit.client.layout:
        dialog = ConfirmDialog(has_app=factors.app_since is not None, on_ask=ask if keys else None,
                               on_confirm=confirm, told=told)
    return bool(await dialog.opened())
