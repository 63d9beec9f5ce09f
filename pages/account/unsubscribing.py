"""No more messages like this: behind the link of a letter, for whoever has it. Plain HTTP, without signing in.

A program of the reader's mail may press it for them (RFC 8058): it sends no cookie and has seen no form. What is signed
in the link is all that is asked for; that no page of another site presses it, the gate has seen to.
"""

from __future__ import annotations

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app import clock
from app.context import Context
from app.errors import Refusal
from components import unsubscribing
from pages import _forms, paths
from pages.account._links import see
from services import notifications

router = APIRouter(include_in_schema=False)
OFF = 'You get no more messages like this.'


async def unsubscribe(request: Request, token: str = '') -> None:
    """The page. It changes nothing: mail is looked through by programs that follow every link."""
    try:
        offer = await notifications.offer(Context.anonymous(clock.now()), token=token)
    except notifications.LinkIsDead:
        unsubscribing.dead_card()
        return
    unsubscribing.offer_card(action=paths.unsubscribe(token), offer=offer,
                             problem=_forms.problem(request))


@router.post(paths.UNSUBSCRIBE)
async def unsubscribed(request: Request, token: str = '') -> Response:
    """Off, unless a form of the page says on: what a program sends has a form of its own, or none."""
    wanted = (await _forms.typed(request)).get('wanted', '')
    try:
        await notifications.accept_offer(Context.anonymous(clock.now()), token=token, is_wanted=wanted == 'yes')
    except notifications.LinkIsDead as dead:
        return PlainTextResponse(dead.message, status_code=404)
    except Refusal as refusal:
        return see(_forms.back(request, paths.UNSUBSCRIBE, refusal.message, token=token))
    return see(paths.unsubscribe(token)) if wanted else PlainTextResponse(OFF)


def install() -> None:
    ui.page(paths.UNSUBSCRIBE, title=f'{unsubscribing.TITLE} · Daybook')(unsubscribe)
