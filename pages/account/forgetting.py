"""A forgotten password: asking for a link by mail, and choosing a new password by it."""

from __future__ import annotations

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import Response

from app import clock
from app.context import Context
from app.errors import Refusal
from components import forgotten, words
from pages import _forms, paths
from pages._cookies import address_of
from pages._site import site
from pages.account import _choosing
from pages.account._links import see
from services import access

router = APIRouter(include_in_schema=False)
RESET = _choosing.Door(path=paths.RESET, form_path=paths.RESET_FORM, says=forgotten.RESET, done='reset',
                       look=access.reset_link, choose=access.reset, lasts=3600)


async def forgot(request: Request) -> None:
    """The page: one field, or the one answer to whatever was typed there."""
    if 'sent' in request.query_params:
        forgotten.sent_card(sign_in_path=paths.SIGN_IN, again_path=paths.FORGOT)
        return
    forgotten.forgot_card(action=paths.FORGOT_FORM, token=_forms.token(request), sign_in_path=paths.SIGN_IN,
                          email=_forms.kept(request).get('email', ''), problem=_forms.problem(request))


@router.post(paths.FORGOT_FORM)
async def forgot_form(request: Request) -> Response:
    """Ask for a link; the answer is the same whether or not anybody signs in with the address."""
    form = await _forms.typed(request)
    email = form.get('email', '')
    if not _forms.is_ours(request, form):
        return _again(request, _forms.EXPIRED, email)
    try:
        await access.ask_for_reset(Context.anonymous(clock.now()), email=email,
                                   address=address_of(request, site().settings.trusted_proxies))
    except Refusal as refusal:
        return _again(request, refusal.message, email)
    return see(paths.with_query(paths.FORGOT, sent='yes'))


def _again(request: Request, problem: str, email: str) -> Response:
    _forms.keep(request, paths.FORGOT, email=email)
    return see(_forms.back(request, paths.FORGOT, problem))


async def reset(request: Request) -> Response | None:
    """The page behind the link."""
    return await _choosing.opened(request, RESET)


@router.post(paths.RESET_FORM)
async def reset_form(request: Request) -> Response:
    """Change the password."""
    return await _choosing.sent(request, RESET)


def install() -> None:
    ui.page(paths.FORGOT, title=f'{words.FORGOT} · Daybook')(forgot)
    ui.page(paths.RESET, title=f'{forgotten.RESET.title} · Daybook')(reset)
