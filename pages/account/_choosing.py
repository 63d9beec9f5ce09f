"""Choosing a password by a mailed link: a page behind the link, and its form. Plain HTTP, like signing in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app import clock
from app.context import Context
from app.errors import Refusal
from components import forgotten
from components.forgotten import Choice
from pages import _forms, paths
from pages._site import site
from services import access
from services.access import StandingLink

DIFFERENT = 'These two are not the same.'


@dataclass(frozen=True, slots=True)
class Door:
    """One kind of link: its page, its form, what it is called there, and the two entry points behind it."""

    path: str
    form_path: str
    says: Choice
    done: str
    look: Callable[..., Awaitable[StandingLink]]
    choose: Callable[..., Awaitable[None]]
    lasts: int  # seconds, like the link itself


async def opened(request: Request, door: Door) -> Response | None:
    """The page. The secret leaves the address at once, and goes with the form as a cookie."""
    token = request.query_params.get('token')
    if token is not None:
        answer = see(door.path)
        site().cookies.keep(answer, site().cookies.link, token, seconds=door.lasts)
        return answer
    try:
        link = await door.look(Context.anonymous(clock.now()), token=_token(request))
    except access.LinkIsDead:
        forgotten.dead_card(again_path=paths.FORGOT, sign_in_path=paths.SIGN_IN)
        return None
    forgotten.choose_card(door.says, action=door.form_path, token=_forms.token(request), email=link.email,
                          problem=_forms.problem(request))
    return None


async def sent(request: Request, door: Door) -> Response:
    """The form: a password is chosen; whoever did signs in with it like anybody else."""
    form = await _forms.typed(request)
    if not _forms.is_ours(request, form):
        return see(_forms.back(request, door.path, _forms.EXPIRED))
    if form.get('password') != form.get('again'):
        return see(_forms.back(request, door.path, DIFFERENT))
    try:
        await door.choose(Context.anonymous(clock.now()), token=_token(request), password=form.get('password', ''))
    except Refusal as refusal:
        return see(_forms.back(request, door.path, refusal.message))
    answer = see(paths.with_query(paths.SIGN_IN, done=door.done))
    site().cookies.drop(answer, site().cookies.link)
    return answer


def see(path: str) -> Response:
    """Go and look there."""
    return RedirectResponse(path, status_code=303)


def _token(request: Request) -> str:
    token: str = request.cookies.get(site().cookies.link, '')
    return token
