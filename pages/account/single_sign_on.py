"""The sign-in of one business, and the way to the server it trusts and back. Plain HTTP: it ends with a cookie."""

from __future__ import annotations

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import Response

from app import clock
from app.context import Context
from app.errors import Refusal
from components import words
from components.sign_in import SignInCard
from pages import _forms, paths
from pages._cookies import address_of, browser_of
from pages._page import broken
from pages._site import site
from pages.account import _entering
from pages.account._links import see
from services import access, tenants
from services.access import SignedIn
from services.tenants import TenantNotFound

router = APIRouter(include_in_schema=False)
LASTS = 600  # seconds in the browser, as long as the way there and back may take


async def sign_in(request: Request, slug: str) -> Response | None:
    """The page: the server they trust, and the two fields as everywhere. Whoever is in already goes on."""
    ctx, asked = Context.anonymous(clock.now()), request.query_params
    try:
        business = await tenants.at(ctx, slug=slug)
        issuer = await access.issuer_at(ctx, slug=slug)
    except TenantNotFound as refusal:
        ui.context.client.status_code = 404
        broken(refusal)
        return None
    following = paths.safe_next(asked.get('next', paths.HOME))
    if await _entering.session_of(request):
        return see(following)
    elsewhere = (issuer.label, paths.single_sign_on(slug, following)) if issuer else None
    SignInCard(action=paths.SIGN_IN_FORM, token=_forms.token(request), following=following, business=slug,
               about=business.name, email=_forms.kept(request).get('email', ''), elsewhere=elsewhere,
               forgot_path=paths.FORGOT, passkey=(paths.PASSKEY_FORM, paths.PASSKEY_CHALLENGE),
               problem=_forms.problem(request) or _entering.PROBLEMS.get(asked.get('problem', ''), ''),
               register_path=paths.register(slug) if business.is_registering_open else '')
    return None


@router.get(paths.AT_THE_DOOR)
async def at_the_door(slug: str) -> Response:
    """The address of the business alone: the way in."""
    return see(paths.sign_in_at(slug))


@router.get(paths.SINGLE_SIGN_ON)
async def depart(request: Request, slug: str) -> Response:
    """To the server they trust, to sign in; or, with leave, to link who is signed in here."""
    leave, session = request.query_params.get('leave', ''), await _entering.session_of(request)
    following = paths.safe_next(request.query_params.get('next', paths.HOME))
    try:
        way = await access.depart(
            Context.anonymous(clock.now()), slug=slug, back=site().settings.origin + paths.signed_in(slug),
            following=paths.with_query(paths.SECURITY, link='done') if leave else following,
            browser=browser_of(request, site().cookies), leave=leave, session=session,
            address=address_of(request, site().settings.trusted_proxies))
    except Refusal as refusal:
        return _sorry(request, slug, refusal, session)
    answer = see(way.url)
    site().cookies.keep(answer, site().cookies.way, way.kept, seconds=LASTS)
    return answer


@router.get(paths.SIGNED_IN)
async def arrive(request: Request, slug: str) -> Response:
    """Back again: a new session in a new cookie, or linked with the one that is here."""
    ctx, cookies, session = Context.anonymous(clock.now()), request.cookies, await _entering.session_of(request)
    try:
        arrived = await access.arrive(
            ctx, slug=slug, kept=cookies.get(site().cookies.way, ''), answer=dict(request.query_params),
            browser=browser_of(request, site().cookies), device=_entering.device_of(request),
            address=address_of(request, site().settings.trusted_proxies),
            known_by=cookies.get(site().cookies.device, ''), session=session)
    except Refusal as refusal:
        answer = _sorry(request, slug, refusal, session)
    else:
        if arrived.cookie:
            await _entering.end_what_was_before(request)
        answer = (await _entering.let_in(ctx, request, arrived.cookie, arrived.following) if arrived.cookie
                  else see(arrived.following))
    site().cookies.drop(answer, site().cookies.way)
    return answer


def _sorry(request: Request, slug: str, refusal: Refusal, session: SignedIn | None) -> Response:
    """Said where they came from: on their own page, or at the sign-in of the business."""
    if session is not None:
        return see(paths.with_query(paths.SECURITY, link=refusal.code))
    return see(_forms.back(request, paths.sign_in_at(slug), refusal.message))


def install() -> None:
    ui.page(paths.SIGN_IN_AT, title=f'{words.SIGN_IN} · Daybook')(sign_in)
