"""The link that proves an address: a page behind it, and a press. Nothing is used up by whoever only looks."""

from __future__ import annotations

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app import clock
from app.context import Context
from app.errors import Refusal
from components import registering
from pages import _forms, paths
from pages._cookies import address_of
from pages._site import site
from pages.account import _links
from pages.account._links import see
from services import access

router = APIRouter(include_in_schema=False)
LASTS = 3600  # seconds in the browser; the mailed link can be opened again


async def verify(request: Request) -> Response | None:
    """The page."""
    token = request.query_params.get('token')
    if token is not None:
        return _links.opened(paths.VERIFY, token, seconds=LASTS)
    try:
        found = await access.confirmation(Context.anonymous(clock.now()), token=_links.kept(request))
    except access.LinkIsDead:
        registering.dead_card(sign_in_path=paths.SIGN_IN)
        return None
    registering.confirm_card(action=paths.VERIFY_FORM, token=_forms.token(request), link=_links.name(request),
                             email=found.email, business=found.business,
                             asks_password=found.asks_password, is_change=found.is_change,
                             problem=_forms.problem(request))
    return None


@router.post(paths.VERIFY_FORM)
async def verify_form(request: Request) -> Response:
    """Confirm the address. Whoever typed their password for it goes on to sign in with the very same form."""
    form = await _forms.typed(request)
    if problem := _links.problem(request, form):
        return see(_forms.back(request, paths.VERIFY, problem))
    cookie = request.cookies.get(site().cookies.session, '')
    try:
        done = await access.confirm(Context.anonymous(clock.now()), token=_links.kept(request),
                                    password=form.get('password', ''), cookie=cookie,
                                    address=address_of(request, site().settings.trusted_proxies))
    except Refusal as refusal:
        return see(_forms.back(request, paths.VERIFY, refusal.message))
    if done.is_change and await access.resume(Context.anonymous(clock.now()), cookie=cookie):
        answer = see(paths.SECURITY)
    elif done.asks_password:
        answer = RedirectResponse(paths.SIGN_IN_FORM, status_code=307)
    else:
        _forms.keep(request, paths.SIGN_IN, email=done.email)
        answer = see(paths.sign_in(done='verified'))
    site().cookies.drop(answer, site().cookies.link)
    return answer


def install() -> None:
    ui.page(paths.VERIFY, title=f'{registering.CONFIRM_TITLE} · Daybook')(verify)
