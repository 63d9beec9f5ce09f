"""An invitation: choosing one's first password by the link in the mail."""

from __future__ import annotations

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import Response

from components import forgotten
from pages import paths
from pages.account import _choosing
from services import access

router = APIRouter(include_in_schema=False)
INVITED = _choosing.Door(path=paths.INVITED, form_path=paths.INVITED_FORM, says=forgotten.INVITED, done='invited',
                         look=access.invitation, choose=access.accept, lasts=3600)


async def invited(request: Request) -> Response | None:
    """The page behind the link."""
    return await _choosing.opened(request, INVITED)


@router.post(paths.INVITED_FORM)
async def invited_form(request: Request) -> Response:
    """Choose the first password."""
    return await _choosing.sent(request, INVITED)


def install() -> None:
    ui.page(paths.INVITED, title=f'{forgotten.INVITED.title} · Daybook')(invited)
