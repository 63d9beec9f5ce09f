"""One's own page: who I am here, how the screens look, and the way out."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from app.localtime import zone_names
from app.permissions import Permission
from components import words
from components.profile_card import ProfileCard
from components.toasts import toast
from pages import paths
from pages._cookies import browser_of
from pages._page import page
from pages._site import site
from pages._visit import Visit
from pages.account import _messages, _quiet_hours, _summaries
from services import people


@page(paths.PROFILE, needs=Permission.VIEW_PROFILE)
async def profile(visit: Visit, problem: str = '') -> None:
    session = visit.session
    request = ui.context.client.request

    if problem == 'form':
        toast(words.STILL_SIGNED_IN, kind='problem')

    @visit.action()
    async def choose(**chosen: Any) -> None:
        await people.prefer(visit.ctx(), **chosen)
        ui.navigate.reload()  # the frame around every screen shows both

    ProfileCard(
        name=session.name, email=session.email, role=session.role.value, zone=session.zone, theme=session.theme,
        zones=sorted(zone_names()), on_choose=choose, security_path=paths.SECURITY, sign_out_path=paths.SIGN_OUT_FORM,
        csrf=site().cookies.form_token(browser_of(request, site().cookies)), messages=await _messages.mine(visit),
        quiet=await _quiet_hours.mine(visit), daily=await _summaries.mine(visit))
