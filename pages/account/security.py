"""What keeps one's account one's own: the password, the devices signed in, and who was at the door."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from nicegui import ui

from app.localtime import wall_clock
from app.paging import Page
from app.permissions import Permission
from components import buttons, dialogs, page_parts, words
from components.account_security import DeviceList, PasswordForm, SignInList
from components.data_table import Wanted
from pages import paths
from pages._cookies import address_of
from pages._live import follow
from pages._page import page
from pages._site import site
from pages._visit import Visit
from pages.account import _email, _factors, _identity
from services import access


@page(paths.SECURITY, needs=Permission.VIEW_PROFILE)
async def security(visit: Visit, link: str = '') -> None:
    mine = visit.session.session_id

    async def change(**typed: str) -> None:
        @visit.action(form=form, done=words.PASSWORD_CHANGED)
        async def keep() -> None:
            await access.change_password(visit.ctx(), session_id=mine, address=_address(visit), **typed)
            form.done()

        await keep()

    @visit.action()
    async def look_at_devices(wanted: Wanted) -> None:
        found = await access.my_devices(visit.ctx(), session_id=mine, page=_page(wanted))
        devices.show(found.rows, found.total, today=_today(visit))
        others[0].set_enabled(found.total > 1)

    @visit.action()
    async def look_at_sign_ins(wanted: Wanted) -> None:
        found = await access.my_sign_ins(visit.ctx(), page=_page(wanted))
        sign_ins.show(found.rows, found.total, today=_today(visit))

    async def end(session_id: str) -> None:
        await _end_one(visit, session_id)

    others: list[buttons.Button] = []
    page_parts.PageHeader(words.SECURITY, back=(words.PROFILE, paths.PROFILE))
    with ui.element('div').classes('stack gap-6'):
        await _email.draw(visit)
        with (page_parts.section('Password', 'A new one signs you out everywhere else.'),
              ui.element('div').classes('narrow')):
            form = PasswordForm(change)
        await _factors.draw(visit)
        await _identity.draw(visit, link)
        with page_parts.section('Devices', 'Where you are signed in now.', actions=lambda: others.append(
                buttons.quiet(words.SIGN_OUT_OTHERS, partial(_end_others, visit), marker='end-others'))):
            devices = DeviceList(zone=visit.ctx().zone, on_want=look_at_devices, on_end=end)
        with page_parts.section('Sign-ins', 'The last half year. If one was not you, change your password.'):
            sign_ins = SignInList(zone=visit.ctx().zone, on_want=look_at_sign_ins)

    async def look_again() -> None:
        await look_at_devices(devices.wanted)
        await look_at_sign_ins(sign_ins.wanted)

    await look_again()
    follow(visit, access.devices_topic(visit.session.user_id), look_again)


async def _end_one(visit: Visit, session_id: str) -> None:
    is_this = session_id == str(visit.session.session_id)
    agreed = await dialogs.confirm(
        'Sign out here?' if is_this else 'Sign out this device?', 'Its open pages leave at once.', yes=words.SIGN_OUT)

    @visit.action(done='' if is_this else words.DEVICE_SIGNED_OUT)
    async def end() -> None:
        await access.end_session(visit.ctx(), session_id=_known(session_id))

    if agreed:
        await end()


async def _end_others(visit: Visit) -> None:
    agreed = await dialogs.confirm('Sign out everywhere else?', 'Only this device stays signed in.',
                                   yes=words.SIGN_OUT_OTHERS)

    @visit.action(done=lambda count: f'Signed out on {count} other device{"" if count == 1 else "s"}')
    async def end() -> int:
        return await access.end_other_sessions(visit.ctx(), session_id=visit.session.session_id)

    if agreed:
        await end()


def _known(session_id: str) -> UUID:
    """Whatever a browser sends: what is no id is no session."""
    try:
        return UUID(session_id)
    except ValueError:
        raise access.SessionNotFound from None


def _address(visit: Visit) -> str:
    return address_of(visit.client.request, site().settings.trusted_proxies)


def _page(wanted: Wanted) -> Page:
    return Page(wanted.size, (wanted.page - 1) * wanted.size)


def _today(visit: Visit) -> date:
    ctx = visit.ctx()
    return wall_clock(ctx.now, ctx.zone).date()
