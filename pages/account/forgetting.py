"""A forgotten password: asking for a link by mail, and choosing a new password by it. Plain forms, like signing in."""

from __future__ import annotations

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app import clock
from app.context import Context
from app.errors import Refusal
from components import forgotten, words
from pages import _forms, paths
from pages._cookies import address_of
from pages._site import site
from services import access

router = APIRouter(include_in_schema=False)
LINK_LASTS = 3600  # seconds, like the link itself
DIFFERENT = 'These two are not the same.'


async def forgot(request: Request) -> None:
    """The page: one field, or the one answer to whatever was typed there."""
    if 'sent' in request.query_params:
        forgotten.sent_card(sign_in_path=paths.SIGN_IN, again_path=paths.FORGOT)
        return
    forgotten.forgot_card(action=paths.FORGOT_FORM, token=_forms.token(request), sign_in_path=paths.SIGN_IN,
                          email=request.query_params.get('email', ''), problem=_forms.problem(request))


@router.post(paths.FORGOT_FORM)
async def forgot_form(request: Request) -> Response:
    """Ask for a link; the answer is the same whether or not anybody signs in with the address."""
    form = await _forms.typed(request)
    email = form.get('email', '')
    if not _forms.is_ours(request, form):
        return _see(_forms.back(request, paths.FORGOT, _forms.EXPIRED, email=email[:254]))
    try:
        await access.ask_for_reset(Context.anonymous(clock.now()), email=email,
                                   address=address_of(request, site().settings.trusted_proxies))
    except Refusal as refusal:
        return _see(_forms.back(request, paths.FORGOT, refusal.message, email=email[:254]))
    return _see(paths.with_query(paths.FORGOT, sent='yes'))


async def reset(request: Request) -> Response | None:
    """The page behind the link. Its secret leaves the address at once, and goes with the form as a cookie."""
    token = request.query_params.get('token')
    if token is not None:
        answer = _see(paths.RESET)
        site().cookies.keep(answer, site().cookies.link, token, seconds=LINK_LASTS)
        return answer
    try:
        link = await access.reset_link(Context.anonymous(clock.now()), token=_token(request))
    except access.LinkIsDead:
        forgotten.dead_card(again_path=paths.FORGOT, sign_in_path=paths.SIGN_IN)
        return None
    forgotten.reset_card(action=paths.RESET_FORM, token=_forms.token(request), email=link.email,
                         problem=_forms.problem(request))
    return None


@router.post(paths.RESET_FORM)
async def reset_form(request: Request) -> Response:
    """Change the password; whoever did signs in with it like anybody else."""
    form = await _forms.typed(request)
    if not _forms.is_ours(request, form):
        return _see(_forms.back(request, paths.RESET, _forms.EXPIRED))
    if form.get('password') != form.get('again'):
        return _see(_forms.back(request, paths.RESET, DIFFERENT))
    try:
        await access.reset(Context.anonymous(clock.now()), token=_token(request), password=form.get('password', ''))
    except Refusal as refusal:
        return _see(_forms.back(request, paths.RESET, refusal.message))
    answer = _see(paths.with_query(paths.SIGN_IN, done='reset'))
    site().cookies.drop(answer, site().cookies.link)
    return answer


def _token(request: Request) -> str:
    token: str = request.cookies.get(site().cookies.link, '')
    return token


def _see(path: str) -> Response:
    return RedirectResponse(path, status_code=303)


def install() -> None:
    ui.page(paths.FORGOT, title=f'{words.FORGOT} · Daybook')(forgot)
    ui.page(paths.RESET, title=f'{forgotten.RESET_TITLE} · Daybook')(reset)
