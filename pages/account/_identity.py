"""The link with the server one's business trusts, on one's own security screen."""

from __future__ import annotations

from nicegui import ui

from components import dialogs
from components.identity_card import OUTCOMES, UNLINK, IdentityCard, LinkDialog
from components.toasts import toast
from pages import paths
from pages._cookies import address_of
from pages._live import follow
from pages._site import site
from pages._visit import Visit
from services import access, tenants


async def draw(visit: Visit, outcome: str = '') -> None:
    """The section, where there is something to link with; `outcome` is what came of linking just now."""
    @visit.action()
    async def link() -> None:
        await _link(visit, await access.my_identity(visit.ctx()))

    async def unlink() -> None:
        await _unlink(visit)

    card = IdentityCard(zone=visit.ctx().zone, on_link=link, on_unlink=unlink)

    async def look() -> None:
        card.show(await access.my_identity(visit.ctx()), now=visit.ctx().now)

    await look()
    if outcome in OUTCOMES:
        toast(OUTCOMES[outcome], kind='done' if outcome == 'done' else 'problem')
        ui.navigate.history.replace(paths.SECURITY)
    follow(visit, access.devices_topic(visit.session.user_id), look)
    follow(visit, access.ISSUER, look)


async def _link(visit: Visit, mine: access.MyIdentity | None) -> None:
    async def prove(current: str) -> None:
        @visit.action(form=dialog.form)
        async def leave() -> None:
            given = await access.begin_link(visit.ctx(), session_id=visit.session.session_id, current=current,
                                            address=address_of(visit.client.request, site().settings.trusted_proxies))
            slug = (await tenants.current(visit.ctx())).slug
            dialog.close()
            visit.client.open(paths.single_sign_on(slug, leave=given))  # away from all screens

        await leave()

    if mine is not None:
        dialog = LinkDialog(mine.label, on_password=prove)
        await dialog.opened()


async def _unlink(visit: Visit) -> None:
    agreed = await dialogs.confirm('Take the link away?', 'You sign in with your password from then on.', yes=UNLINK)

    @visit.action(done='The link is gone')
    async def unlink() -> None:
        await access.unlink(visit.ctx())

    if agreed:
        await unlink()
