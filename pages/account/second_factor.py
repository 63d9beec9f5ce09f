"""The second step of signing in: a page, and the forms behind it. Plain HTTP, because it ends with a new cookie."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app import clock
from app.context import Context
from app.errors import NotSignedIn, Refusal
from components import second_factor as cards
from pages import _forms, paths
from pages._cookies import address_of
from pages._site import site
from pages.account import _entering, _keeping
from services import access

router = APIRouter(include_in_schema=False)


async def second_factor(request: Request) -> Response | None:
    """The page, for whoever has given the right password; others have nothing to do here."""
    half = await access.half_signed_in(Context.anonymous(clock.now()), cookie=_cookie(request))
    following = paths.safe_next(request.query_params.get('next', paths.HOME))
    if half is None:
        return _see(following)
    form = {'token': _forms.token(request), 'following': following, 'sign_in_path': paths.sign_in(following),
            'problem': _forms.problem(request)}
    if half.begun:
        cards.set_up_card(half.begun, action=paths.SECOND_FACTOR_FORM, **form)
    elif half.has_factor:
        cards.code_card(half, action=paths.SECOND_FACTOR_FORM, lost_action=paths.RECOVERY_FORM,
                        stop_action=paths.STOP_RECOVERY_FORM,
                        begin_action=paths.FIRST_FACTOR_FORM, passkey_action=paths.PASSKEY_FORM,
                        challenge_action=paths.PASSKEY_CHALLENGE, now=clock.now(), **form)
    else:
        cards.begin_card(half, action=paths.FIRST_FACTOR_FORM, **form)
    return None


@router.post(paths.FIRST_FACTOR_FORM)
async def first_factor_form(request: Request) -> Response:
    """Make a secret for the app of somebody who must have one, or who has waited for another."""
    # set up in another tab meanwhile: its code is asked for
    return await _begun(request, access.begin_first_factor, unless=access.HasFactor)


@router.post(paths.RECOVERY_FORM)
async def recovery_form(request: Request) -> Response:
    """App and codes are lost: the wait for another app begins."""
    # taken away meanwhile: one is to be set up
    return await _begun(request, access.ask_for_recovery, unless=access.NoFactor)


@router.post(paths.STOP_RECOVERY_FORM)
async def stop_recovery_form(request: Request) -> Response:
    """They are found again: the wait is called off."""
    return await _begun(request, access.stop_recovery, unless=access.NoFactor)


@router.post(paths.SECOND_FACTOR_FORM)
async def second_factor_form(request: Request) -> Response:
    """A code: right, it makes the session whole under a new secret."""
    form = await _forms.typed(request)
    following = paths.safe_next(form.get('next', paths.HOME))
    if not _forms.is_ours(request, form):
        return _again(request, _forms.EXPIRED, following)
    ctx = Context.anonymous(clock.now())
    try:
        proved = await access.prove(
            ctx, cookie=_cookie(request), code=form.get('code', ''),
            device=_entering.device_of(request), address=address_of(request, site().settings.trusted_proxies))
    except NotSignedIn:
        return _see(paths.with_query(paths.SIGN_IN, problem='late', next=following))
    except Refusal as refusal:
        return _again(request, refusal.message, following)
    if not proved.codes:
        return await _entering.let_in(ctx, request, proved.cookie, following)
    response = await _entering.let_in(ctx, request, proved.cookie, paths.backup_codes(following))
    _keeping.hand_over(response, proved.codes, session=proved.cookie)
    return response


async def _begun(request: Request, begin: Callable[..., Awaitable[None]], *, unless: type[Refusal]) -> Response:
    """Back to the second step, which shows what there is now; also where `unless` says that nothing was to begin."""
    form = await _forms.typed(request)
    following = paths.safe_next(form.get('next', paths.HOME))
    if not _forms.is_ours(request, form):
        return _again(request, _forms.EXPIRED, following)
    try:
        await begin(Context.anonymous(clock.now()), cookie=_cookie(request))
    except NotSignedIn:
        return _see(paths.sign_in(following))
    except unless:
        pass
    except Refusal as refusal:
        return _again(request, refusal.message, following)
    return _see(paths.second_factor(following))


def _cookie(request: Request) -> str:
    cookie: str = request.cookies.get(site().cookies.session, '')
    return cookie


def _again(request: Request, problem: str, following: str) -> Response:
    return _see(_forms.back(request, paths.SECOND_FACTOR, problem, next=following if following != paths.HOME else ''))


def _see(path: str) -> Response:
    return RedirectResponse(path, status_code=303)


def install() -> None:
    ui.page(paths.SECOND_FACTOR, title=f'{cards.TITLE} · Daybook')(second_factor)
