"""Letting a browser in: the cookie it is given when somebody has signed in, wholly or half."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app import clock
from app.context import Context
from pages import _forms, paths
from pages._cookies import KNOWN
from pages._site import site
from services import access
from services.access import SignedIn

LONGEST_DEVICE = 250  # characters of what a browser calls itself
PROBLEMS = {
    'wrong': 'The e-mail address or the password is not right.',
    'form': _forms.EXPIRED,
    'many': access.TooManyTries.sentence,
    'busy': access.SigningInIsBusy.sentence,
    'unverified': access.NotVerified.sentence,
    'late': 'That took longer than ten minutes. Please sign in again.',
    'away': 'Daybook cannot reach its database right now. Please try again in a moment.',
}


async def let_in(ctx: Context, request: Request, cookie: str, following: str) -> Response:
    """On to where they wanted to go, or to the second step; with cookies that last as long as the session may."""
    session = await access.resume(ctx, cookie=cookie)
    half = None if session else await access.half_signed_in(ctx, cookie=cookie)
    response = RedirectResponse(paths.second_factor(following) if half else following, status_code=303)
    kept = {site().cookies.session: cookie}
    if session:
        kept[site().cookies.browser] = request.cookies[site().cookies.browser]
        await _make_known(ctx, request, response, session)
    until = session or half
    for name, value in kept.items():
        site().cookies.keep(response, name, value,
                            seconds=int((until.expires_at - ctx.now).total_seconds()) if until else 0)
    return response


async def session_of(request: Request) -> SignedIn | None:
    """Who is signed in with this browser, if anybody."""
    return await access.resume(Context.anonymous(clock.now()), cookie=request.cookies.get(site().cookies.session, ''))


def device_of(request: Request) -> str:
    """What a browser calls itself, as far as anybody wants to know."""
    return request.headers.get('user-agent', '')[:LONGEST_DEVICE]


async def end_what_was_before(request: Request) -> None:
    """The session this browser came with, if any, ends: its secret is dead, its open pages leave."""
    session = await session_of(request)
    if session is not None:
        await access.sign_out(Context.anonymous(clock.now()), session=session)


async def _make_known(ctx: Context, request: Request, response: Response, session: SignedIn) -> None:
    """From now on it is a device of theirs, longer than they stay signed in."""
    cookies = site().cookies
    value = await access.make_known(session.context(ctx.now), known_by=request.cookies.get(cookies.device, ''),
                                    device=device_of(request))
    cookies.keep(response, cookies.device, value, seconds=KNOWN)
