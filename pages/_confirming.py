"""An act of weight was refused because it is long ago that somebody proved themselves: ask, and let it go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.confirming import ConfirmDialog
from pages._cookies import address_of
from pages._site import site
from services import access

if TYPE_CHECKING:
    from pages._visit import Visit


async def is_confirmed(visit: Visit) -> bool:
    """Whether whoever sits there has just proved that it is them; asked over everything that is on the page."""
    async def confirm(password: str = '', code: str = '') -> None:
        @visit.action(form=dialog.form)
        async def prove() -> None:
            await access.confirm_oneself(
                visit.at_home(), session_id=visit.session.session_id, password=password, code=code,
                address=address_of(visit.client.request, site().settings.trusted_proxies))
            dialog.close(True)

        await prove()

    mine = await access.my_factors(visit.at_home())
    with visit.client.layout:
        dialog = ConfirmDialog(has_app=mine.app_since is not None, on_confirm=confirm)
    return bool(await dialog.opened())
