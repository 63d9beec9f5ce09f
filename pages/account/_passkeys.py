"""Passkeys on one's own security screen: added, named, removed."""

from __future__ import annotations

from components import dialogs
from components.backup_codes import CodesDialog
from components.passkeys import AddDialog, RenameDialog
from pages._site import site
from pages._visit import Visit
from services import access
from services.access import PasskeyShape


async def add(visit: Visit) -> None:
    """Ask the browser to make one, and keep it."""
    @visit.action()
    async def begin() -> str:
        return await access.begin_passkey(visit.ctx(), origin=site().passkey_origin)

    async def ask(name: str) -> str | None:
        @visit.action(form=dialog.form)
        async def once_more() -> str:
            return await access.begin_passkey(visit.ctx(), origin=site().passkey_origin, name=name)

        options: str | None = await once_more()
        return options

    async def made(answer: str, name: str) -> None:
        @visit.action(form=dialog.form, done='Your passkey is kept')
        async def keep() -> None:
            dialog.close((await access.keep_passkey(
                visit.ctx(), session_id=visit.session.session_id, origin=site().passkey_origin, answer=answer,
                name=name),))

        await keep()

    if await begin():  # whoever is to confirm that it is them does so before
        dialog = AddDialog(on_ask=ask, on_made=made)
        [codes] = await dialog.opened() or [()]
        if codes:
            await CodesDialog(codes).opened()


async def rename(visit: Visit, key: PasskeyShape) -> None:
    """Another name for it."""
    async def save(name: str) -> None:
        @visit.action(form=dialog.form, done='Saved')
        async def keep() -> None:
            await access.rename_passkey(visit.ctx(), passkey_id=key.id, name=name)
            dialog.close(True)

        await keep()

    dialog = RenameDialog(key.name, on_save=save)
    await dialog.opened()


async def remove(visit: Visit, key: PasskeyShape) -> None:
    """It signs in no more."""
    agreed = await dialogs.confirm(f'Remove {key.name}?', 'It signs in no more. Remove it from your device as well.',
                                   yes='Remove', no='Keep')

    @visit.action(done='The passkey is removed')
    async def go() -> None:
        await access.remove_passkey(visit.ctx(), passkey_id=key.id)

    if agreed:
        await go()
