"""Choosing a password by a mailed link: a page behind the link, and its form. Plain HTTP, like signing in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from app import clock
from app.context import Context
from app.errors import Invalid, Refusal
from components import forgotten
from components.forgotten import Choice
from pages import _forms, paths
from pages._site import site
from pages.account import _links
from pages.account._links import see
from services import access
from services.access import StandingLink


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
    """The page."""
    token = request.query_params.get('token')
    if token is not None:
        return _links.opened(door.path, token, seconds=door.lasts)
    try:
        link = await door.look(Context.anonymous(clock.now()), token=_links.kept(request))
    except access.LinkIsDead:
        forgotten.dead_card(again_path=paths.FORGOT, sign_in_path=paths.SIGN_IN)
        return None
    wrong = _forms.wrong(request)
    forgotten.choose_card(door.says, action=door.form_path, token=_forms.token(request), link=_links.name(request),
                          email=link.email, problem=wrong.pop('', ''), wrong=wrong)
    return None


async def sent(request: Request, door: Door) -> Response:
    """The form: a password is chosen; whoever did signs in with it like anybody else."""
    form = await _forms.typed(request)
    if problem := _links.problem(request, form):
        return see(_forms.back_at_fields(request, door.path, {'': problem}))
    try:
        link = await door.look(Context.anonymous(clock.now()), token=_links.kept(request))
        await door.choose(Context.anonymous(clock.now()), token=_links.kept(request), password=form.get('password', ''),
                          again=form.get('again', ''))
    except Refusal as refusal:
        fields = refusal.fields if isinstance(refusal, Invalid) else {}
        return see(_forms.back_at_fields(request, door.path, fields or {'': refusal.message}))
    _forms.keep(request, paths.SIGN_IN, email=link.email)
    answer = see(paths.with_query(paths.SIGN_IN, done=door.done))
    site().cookies.drop(answer, site().cookies.link)
    return answer
