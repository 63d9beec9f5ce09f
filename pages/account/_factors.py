"""The second factor on one's own security screen: what there is, and setting it up."""

from __future__ import annotations

from components import dialogs, words
from components.backup_codes import CodesDialog
from components.factor_card import FactorCard, SetUpDialog
from pages._live import follow
from pages._site import site
from pages._visit import Visit
from pages.account import _passkeys
from services import access


async def draw(visit: Visit) -> None:
    """The section, which knows at once what happened in another tab."""
    async def set_up() -> None:
        await _set_up(visit)

    async def renew_codes() -> None:
        await _renew_codes(visit)

    async def remove() -> None:
        await _remove(visit)

    async def add_passkey() -> None:
        await _passkeys.add(visit)

    async def change_passkey(name: str, key: access.PasskeyShape) -> None:
        await {'rename': _passkeys.rename, 'remove': _passkeys.remove}[name](visit, key)

    card = FactorCard(zone=visit.ctx().zone, on_set_up=set_up, on_remove=remove, on_renew_codes=renew_codes,
                      on_add_passkey=add_passkey, on_passkey=change_passkey, passkeys_at=site().passkeys_at)

    async def look() -> None:
        card.show(await access.my_factors(visit.ctx()), await access.my_passkeys(visit.ctx()), now=visit.ctx().now)

    await look()
    follow(visit, access.devices_topic(visit.session.user_id), look)


async def _set_up(visit: Visit) -> None:
    @visit.action()
    async def begin() -> access.NewFactor:
        return await access.begin_factor(visit.ctx())

    async def keep(code: str) -> None:
        @visit.action(form=dialog.form, done=words.FACTOR_SET_UP)
        async def confirm() -> None:
            dialog.close(await access.confirm_factor(
                visit.ctx(), session_id=visit.session.session_id, code=code))

        await confirm()

    begun = await begin()
    if begun is not None:
        dialog = SetUpDialog(begun, on_code=keep)
        if codes := await dialog.opened():
            await CodesDialog(codes).opened()


async def _remove(visit: Visit) -> None:
    agreed = await dialogs.confirm('Turn your second factor off?',
                                   'Whoever knows your password can then sign in as you.', yes='Turn off', no='Keep')

    @visit.action(done='From now on your password alone signs in')
    async def remove() -> None:
        await access.remove_factor(visit.ctx())

    if agreed:
        await remove()


async def _renew_codes(visit: Visit) -> None:
    agreed = await dialogs.confirm('Make new backup codes?', 'Those you have kept work no more.', yes='Make new ones',
                                   is_destructive=False)

    @visit.action()
    async def renew() -> tuple[str, ...]:
        return await access.renew_backup_codes(visit.ctx())

    if agreed and (codes := await renew()):
        await CodesDialog(codes).opened()
