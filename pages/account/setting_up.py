"""The first run: a page for whoever reads the console, and its form. Gone as soon as there is a business."""

from __future__ import annotations

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app import clock, localtime
from app.context import Context
from app.errors import Invalid, Refusal
from components import set_up
from pages import _forms, paths
from pages._page import broken
from pages._site import site
from pages.account import _links
from pages.account._links import see
from services import businesses
from services.businesses import Beginning, NothingToSetUp

router = APIRouter(include_in_schema=False)
LASTS = 3600  # seconds in the browser; the console's address can be opened again


async def setting_up(request: Request) -> Response | None:
    """The page."""
    token = request.query_params.get('token')
    named = _links.kept(request) if token is None else token
    try:
        await businesses.to_set_up(Context.anonymous(clock.now()), token=named)
    except NothingToSetUp as refusal:
        ui.context.client.status_code = 404
        broken(refusal)
        return None
    if token is not None:
        return _links.opened(paths.SET_UP, token, seconds=LASTS)
    wrong = _forms.wrong(request)
    set_up.set_up_card(action=paths.SET_UP_FORM, token=_forms.token(request), typed=_forms.kept(request),
                       problem=wrong.pop('', ''), wrong=wrong, zones=localtime.zone_names())
    return None


@router.post(paths.SET_UP_FORM)
async def set_up_form(request: Request) -> Response:
    """Found the first business; its administrator signs in like anybody else."""
    form = await _forms.typed(request)
    if not _forms.is_ours(request, form):
        return _again(request, form, {'': _forms.EXPIRED})
    beginning = Beginning(**{name: form.get(name, '') for name in set_up.FIELDS})
    try:
        await businesses.set_up(Context.anonymous(clock.now()), token=_links.kept(request), beginning=beginning,
                                password=form.get('password', ''), again=form.get('again', ''))
    except NothingToSetUp as refusal:
        return PlainTextResponse(refusal.message, status_code=404)
    except Refusal as refusal:
        fields = refusal.fields if isinstance(refusal, Invalid) else {}
        return _again(request, form, fields or {'': refusal.message})
    _forms.keep(request, paths.SIGN_IN, email=beginning.email)
    answer = see(paths.sign_in(done='set-up'))
    site().cookies.drop(answer, site().cookies.link)
    return answer


def _again(request: Request, form: dict[str, str], wrong: dict[str, str]) -> Response:
    _forms.keep(request, paths.SET_UP, **{name: form.get(name, '') for name in set_up.FIELDS})
    return see(_forms.back_at_fields(request, paths.SET_UP, wrong))


def install() -> None:
    ui.page(paths.SET_UP, title=set_up.TITLE)(setting_up)
