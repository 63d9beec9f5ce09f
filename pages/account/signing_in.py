"""The sign-in page and the two forms behind it: plain HTTP, because only an HTTP answer can set a cookie."""

from __future__ import annotations

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app import clock
from app.context import Context
from app.errors import Refusal, Unavailable
from components import words
from components.sign_in import DemoAccount, SignInCard
from pages import _forms, paths
from pages._cookies import address_of
from pages._site import site
from pages.account import _entering
from pages.account._links import see
from services import access, demo

router = APIRouter(include_in_schema=False)
NOTICES = {'signed-out': 'You were signed out: on another device, by an administrator, or because nobody was here for '
                         'long. Sign in, and you are back where you were.',
           'reset': 'Your password is changed. Sign in with the new one.',
           'invited': 'Your password is kept. Sign in with it.',
           'verified': 'Your address is confirmed. Sign in with it.',
           'disowned': 'Everybody is signed out. A link to choose another password is in your mail.',
           'disowned-elsewhere': 'Everybody is signed out. The address of this account was changed: please tell your '
                                 'administrator.',
           'set-up': 'Your business is set up. Sign in with the address and the password you chose.'}


async def sign_in(request: Request) -> Response | None:
    """The page: two fields, and the demo's accounts where there is a demo. Whoever is in already goes on."""
    following = paths.safe_next(request.query_params.get('next', paths.HOME))
    token = _forms.token(request)
    problem = request.query_params.get('problem', '')
    try:
        if await _entering.session_of(request):
            return see(following)
        accounts = [DemoAccount(each.name, each.role, each.email, each.password) for each in await demo.accounts()]
    except Unavailable:
        accounts, problem = [], 'away'
    asked, before = request.query_params, _forms.kept(request)
    SignInCard(action=paths.SIGN_IN_FORM, token=token, following=following, email=before.get('email', ''),
               problem=_entering.PROBLEMS.get(problem, '') or _forms.problem(request),
               notice=NOTICES.get(asked.get('done', ''), ''),
               forgot_path=paths.FORGOT, accounts=accounts,
               passkey=(paths.PASSKEY_FORM, paths.PASSKEY_CHALLENGE))
    return None


@router.post(paths.SIGN_IN_FORM)
async def sign_in_form(request: Request) -> Response:
    """Start a session: a new secret in a new cookie; whatever was there before is dropped."""
    form = await _forms.typed(request)
    following = paths.safe_next(form.get('next', paths.HOME))
    if not _forms.is_ours(request, form):
        return _again(request, form, 'form', following)
    ctx = Context.anonymous(clock.now())
    try:
        cookie = await access.sign_in(
            ctx, email=form.get('email', ''), password=form.get('password', ''),
            device=_entering.device_of(request), address=address_of(request, site().settings.trusted_proxies),
            known_by=request.cookies.get(site().cookies.device, ''))
    except access.NotProved as refusal:
        _forms.keep(request, paths.register(refusal.data['slug']), email=form.get('email', ''))
        return see(paths.registered(refusal.data['slug'], sent='first'))
    except Refusal as refusal:
        return _again(request, form, _problem(refusal), following)
    await _entering.end_what_was_before(request)
    return await _entering.let_in(ctx, request, cookie, following)


@router.post(paths.SIGN_OUT_FORM)
async def sign_out_form(request: Request) -> Response:
    """End the session here; its open pages leave."""
    response = RedirectResponse(paths.SIGN_IN, status_code=303)
    if not _forms.is_ours(request, await _forms.typed(request)):
        return RedirectResponse(paths.with_query(paths.PROFILE, problem='form'), status_code=303)
    await _entering.end_what_was_before(request)
    site().cookies.drop(response, site().cookies.session)
    response.headers['Clear-Site-Data'] = '"storage"'
    return response


def _problem(refusal: Refusal) -> str:
    kinds = {Unavailable: 'away', access.TooManyTries: 'many', access.SigningInIsBusy: 'busy',
             access.NotVerified: 'unverified'}
    return next((problem for kind, problem in kinds.items() if isinstance(refusal, kind)), 'wrong')


def _again(request: Request, form: dict[str, str], problem: str, following: str) -> Response:
    path = paths.sign_in_at(form['business'][:80]) if form.get('business') else paths.SIGN_IN
    _forms.keep(request, path, email=form.get('email', ''))
    return see(paths.with_query(path, problem=problem, next=following if following != paths.HOME else ''))


def install() -> None:
    ui.page(paths.SIGN_IN, title=f'{words.SIGN_IN} · Daybook')(sign_in)
