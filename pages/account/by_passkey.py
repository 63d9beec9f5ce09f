"""Signing in by a passkey, or giving it as the second step: what a browser is asked, and where its answer comes in."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app import clock
from app.context import Context
from app.errors import NotSignedIn, Refusal
from pages import _forms, paths
from pages._cookies import address_of, browser_of
from pages._site import site
from pages.account import _entering
from services import access

router = APIRouter(include_in_schema=False)
SECOND = 'second'


@router.post(paths.PASSKEY_CHALLENGE)
async def challenge(request: Request) -> Response:
    """What the browser is to be asked; good for five minutes, and for one answer."""
    form = await _forms.typed(request)
    if not _forms.is_ours(request, form):
        return JSONResponse({}, status_code=403)
    asked = await access.ask_passkey(
        Context.anonymous(clock.now()), origin=site().passkey_origin, browser=browser_of(request, site().cookies),
        cookie=_session(request) if form.get('step') == SECOND else '')
    return JSONResponse(json.loads(asked))


@router.post(paths.PASSKEY_FORM)
async def passkey_form(request: Request) -> Response:
    """The answer: it signs in, or makes half a session whole."""
    form = await _forms.typed(request)
    following = paths.safe_next(form.get('next', paths.HOME))
    step = form.get('step', '')
    if not _forms.is_ours(request, form):
        return _again(request, step, _forms.EXPIRED, following)
    ctx = Context.anonymous(clock.now())
    given = {'origin': site().passkey_origin, 'answer': form.get('answer', ''), 'device': _entering.device_of(request),
             'address': address_of(request, site().settings.trusted_proxies)}
    try:
        if step == SECOND:
            cookie = await access.prove_by_passkey(ctx, cookie=_session(request), **given)
        else:
            cookie = await access.sign_in_by_passkey(ctx, browser=browser_of(request, site().cookies), **given,
                                                     known_by=request.cookies.get(site().cookies.device, ''))
            await _entering.end_what_was_before(request)
    except Refusal as refusal:
        is_late = isinstance(refusal, NotSignedIn) and step == SECOND
        return _again(request, '' if is_late else step, refusal.message, following)
    return await _entering.let_in(ctx, request, cookie, following)


def _session(request: Request) -> str:
    cookie: str = request.cookies.get(site().cookies.session, '')
    return cookie


def _again(request: Request, step: str, problem: str, following: str) -> Response:
    path = paths.SECOND_FACTOR if step == SECOND else paths.SIGN_IN
    back = _forms.back(request, path, problem, next=following if following != paths.HOME else '')
    return RedirectResponse(back, status_code=303)
