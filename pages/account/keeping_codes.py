"""Backup codes at the door: shown once to whoever has just set a factor up, and gone when they are kept."""

from __future__ import annotations

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from components import backup_codes as cards
from pages import _forms, paths
from pages._site import site
from pages.account import _keeping

router = APIRouter(include_in_schema=False)


async def keeping_codes(request: Request) -> Response | None:
    """The page, as long as they are to be kept; others have nothing to do here."""
    following = paths.safe_next(request.query_params.get('next', paths.HOME))
    codes = _keeping.handed_over(request)
    if not codes:
        return RedirectResponse(following, status_code=303)
    cards.keep_card(codes, action=paths.BACKUP_CODES_FORM, token=_forms.token(request), following=following,
                    problem=_forms.problem(request))
    return None


@router.post(paths.BACKUP_CODES_FORM)
async def keeping_codes_form(request: Request) -> Response:
    """They are kept: here they are gone."""
    form = await _forms.typed(request)
    following = paths.safe_next(form.get('next', paths.HOME))
    if not _forms.is_ours(request, form):
        back = _forms.back(request, paths.BACKUP_CODES, _forms.EXPIRED,
                           next=following if following != paths.HOME else '')
        return RedirectResponse(back, status_code=303)
    response = RedirectResponse(following, status_code=303)
    site().cookies.drop(response, site().cookies.codes)
    return response


def install() -> None:
    ui.page(paths.BACKUP_CODES, title=f'{cards.TITLE} · Daybook')(keeping_codes)
