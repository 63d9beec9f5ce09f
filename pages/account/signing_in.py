"""The sign-in page and the two forms behind it: plain HTTP, because only an HTTP answer can set a cookie."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app import clock
from app.context import Context
from app.errors import Refusal, Unavailable
from components import words
from components.sign_in import DemoAccount, SignInCard
from pages import paths
from pages._cookies import LASTS, address_of, browser_of
from pages._gate import is_our_origin
from pages._site import site
from services import access, demo

router = APIRouter(include_in_schema=False)
LARGEST_FORM = 16_384  # bytes
LONGEST_DEVICE = 250  # characters of what a browser calls itself
PROBLEMS = {
    'wrong': 'The e-mail address or the password is not right.',
    'form': 'This form had expired. Please try again.',
    'many': access.TooManyTries.sentence,
    'busy': access.SigningInIsBusy.sentence,
    'away': 'Daybook cannot reach its database right now. Please try again in a moment.',
}


async def sign_in(request: Request) -> Response | None:
    """The page: two fields, and the demo's accounts where there is a demo."""
    following = paths.safe_next(request.query_params.get('next', paths.HOME))
    token = site().cookies.form_token(browser_of(request, site().cookies))
    problem = request.query_params.get('problem', '')
    try:
        accounts = [DemoAccount(each.name, each.role, each.email, each.password) for each in await demo.accounts()]
    except Unavailable:
        accounts, problem = [], 'away'
    SignInCard(action=paths.SIGN_IN_FORM, token=token, following=following, email=request.query_params.get('email', ''),
               problem=PROBLEMS.get(problem, ''), accounts=accounts)
    return None


@router.post(paths.SIGN_IN_FORM)
async def sign_in_form(request: Request) -> Response:
    """Start a session: a new secret in a new cookie; whatever was there before is dropped."""
    form = await _form(request)
    following = paths.safe_next(form.get('next', paths.HOME))
    if not _is_ours(request, form):
        return _again('form', following)
    try:
        cookie = await access.sign_in(
            Context.anonymous(clock.now()), email=form.get('email', ''), password=form.get('password', ''),
            device=request.headers.get('user-agent', '')[:LONGEST_DEVICE],
            address=address_of(request, site().settings.trusted_proxies))
    except Refusal as refusal:
        return _again(_problem(refusal), following, form.get('email', ''))
    await _end_what_was_before(request)
    response = RedirectResponse(following, status_code=303)
    site().cookies.keep(response, site().cookies.session, cookie, seconds=LASTS)
    site().cookies.keep(response, site().cookies.browser, request.cookies[site().cookies.browser], seconds=LASTS)
    return response


@router.post(paths.SIGN_OUT_FORM)
async def sign_out_form(request: Request) -> Response:
    """End the session here; its open pages leave."""
    response = RedirectResponse(paths.SIGN_IN, status_code=303)
    if not _is_ours(request, await _form(request)):
        return RedirectResponse(paths.with_query(paths.PROFILE, problem='form'), status_code=303)
    await _end_what_was_before(request)
    site().cookies.drop(response, site().cookies.session)
    response.headers['Clear-Site-Data'] = '"storage"'
    return response


def _problem(refusal: Refusal) -> str:
    kinds = {Unavailable: 'away', access.TooManyTries: 'many', access.SigningInIsBusy: 'busy'}
    return next((problem for kind, problem in kinds.items() if isinstance(refusal, kind)), 'wrong')


async def _end_what_was_before(request: Request) -> None:
    """The session this browser came with, if any, ends: its secret is dead, its open pages leave."""
    ctx = Context.anonymous(clock.now())
    session = await access.resume(ctx, cookie=request.cookies.get(site().cookies.session, ''))
    if session is not None:
        await access.sign_out(ctx, session=session)


def _is_ours(request: Request, form: dict[str, str]) -> bool:
    browser = request.cookies.get(site().cookies.browser, '')
    return is_our_origin(request, site().public_url) and site().cookies.is_form_token(browser, form.get('csrf', ''))


async def _form(request: Request) -> dict[str, str]:
    """The fields of a small form; a larger one is no form of ours."""
    body = b''
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return {}
    try:
        parsed = parse_qs(body.decode('utf-8', 'replace'), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[0] for name, values in parsed.items()}


def _again(problem: str, following: str, email: str = '') -> Response:
    query = {'problem': problem, 'next': following if following != paths.HOME else '', 'email': email[:254]}
    return RedirectResponse(paths.with_query(paths.SIGN_IN, **query), status_code=303)


def install() -> None:
    ui.page(paths.SIGN_IN, title=f'{words.SIGN_IN} · Daybook')(sign_in)
