"""This was not me: a page behind the link in a mail about a sign-in, and a press. Plain HTTP, like signing in."""

from __future__ import annotations

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import Response

from app import clock
from app.context import Context
from app.errors import Refusal
from components import disowning
from pages import _forms, paths
from pages._site import site
from pages.account import _links
from pages.account._links import see
from services import access

router = APIRouter(include_in_schema=False)
LASTS = 3600  # seconds in the browser; the mailed link can be opened again


async def not_me(request: Request) -> Response | None:
    """The page."""
    token = request.query_params.get('token')
    if token is not None:
        return _links.opened(paths.NOT_ME, token, seconds=LASTS)
    try:
        link = await access.disown_link(Context.anonymous(clock.now()), token=_links.kept(request))
    except access.LinkIsDead:
        disowning.dead_card(forgot_path=paths.FORGOT, sign_in_path=paths.SIGN_IN)
        return None
    disowning.disown_card(action=paths.NOT_ME_FORM, token=_forms.token(request), link=_links.name(request),
                          email=link.email, problem=_forms.problem(request), sign_in_path=paths.SIGN_IN)
    return None


@router.post(paths.NOT_ME_FORM)
async def not_me_form(request: Request) -> Response:
    """Close the account to everybody until another password was chosen."""
    if problem := _links.problem(request, await _forms.typed(request)):
        return see(_forms.back(request, paths.NOT_ME, problem))
    try:
        is_mailed = await access.disown(Context.anonymous(clock.now()), token=_links.kept(request))
    except Refusal as refusal:
        return see(_forms.back(request, paths.NOT_ME, refusal.message))
    answer = see(paths.with_query(paths.SIGN_IN, done='disowned' if is_mailed else 'disowned-elsewhere'))
    for cookie in (site().cookies.link, site().cookies.device):
        site().cookies.drop(answer, cookie)
    return answer


def install() -> None:
    ui.page(paths.NOT_ME, title=f'{disowning.TITLE} · Daybook')(not_me)
