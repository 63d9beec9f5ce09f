"""Registering with a business at its own address, and having the mail of it sent again. Plain HTTP, like signing in."""

from __future__ import annotations

from fastapi import APIRouter
from nicegui import ui
from starlette.requests import Request
from starlette.responses import Response

from app import clock
from app.context import Context
from app.errors import Invalid, Refusal
from components import registering
from pages import _forms, paths
from pages._cookies import address_of
from pages._page import broken
from pages._site import site
from pages.account._links import see
from services import access, tenants
from services.tenants import TenantNotFound

router = APIRouter(include_in_schema=False)


async def register(request: Request, slug: str) -> None:
    """The page: three fields, or the one answer to whatever was typed there."""
    try:
        business = await tenants.at(Context.anonymous(clock.now()), slug=slug)
    except TenantNotFound as refusal:
        ui.context.client.status_code = 404
        broken(refusal)
        return
    asked, before = request.query_params, _forms.kept(request)
    token, wrong = _forms.token(request), _forms.wrong(request)
    if 'sent' in asked:
        registering.sent_card(slug=slug, action=paths.CONFIRM_AGAIN_FORM, token=token, email=before.get('email', ''),
                              notice=registering.AGAIN_DONE if asked['sent'] == 'again' else '',
                              problem=next(iter(wrong.values()), ''), is_let_in=not business.needs_verified_email,
                              sign_in_path=paths.sign_in_at(slug), is_first=asked['sent'] == 'first')
    elif not business.is_registering_open:
        registering.closed_card(business=business.name, about=access.RegisteringIsClosed.sentence,
                                sign_in_path=paths.sign_in_at(slug))
    else:
        registering.register_card(business=business.name, slug=slug, action=paths.REGISTER_FORM, token=token,
                                  typed=before, problem=wrong.pop('', ''), wrong=wrong,
                                  sign_in_path=paths.sign_in_at(slug))


@router.post(paths.REGISTER_FORM)
async def register_form(request: Request) -> Response:
    """Ask for an account; the answer is the same whether or not there is one with the address."""
    form = await _forms.typed(request)
    slug, email = form.get('business', ''), form.get('email', '')
    kept = {name: form.get(name, '') for name in registering.FIELDS}
    if not _forms.is_ours(request, form):
        return _again(request, slug, {'': _forms.EXPIRED}, kept)
    try:
        await access.register(Context.anonymous(clock.now()), slug=slug, name=form.get('name', ''), email=email,
                              password=form.get('password', ''), address=_address(request))
    except Refusal as refusal:
        return _again(request, slug, _said(refusal), kept)
    _forms.keep(request, paths.register(slug), email=email)
    return see(paths.registered(slug))


@router.post(paths.CONFIRM_AGAIN_FORM)
async def confirm_again_form(request: Request) -> Response:
    """Send the mail again; the same answer whether or not there was one."""
    form = await _forms.typed(request)
    slug, kept = form.get('business', ''), {'email': form.get('email', '')}
    if not _forms.is_ours(request, form):
        return _again(request, slug, {'': _forms.EXPIRED}, kept, sent='yes')
    try:
        await access.ask_for_confirmation(Context.anonymous(clock.now()), slug=slug, email=form.get('email', ''),
                                          address=_address(request))
    except Refusal as refusal:
        return _again(request, slug, _said(refusal), kept, sent='yes')
    _forms.keep(request, paths.register(slug), **kept)
    return see(paths.registered(slug, sent='again'))


def _again(request: Request, slug: str, wrong: dict[str, str], kept: dict[str, str], sent: str = '') -> Response:
    _forms.keep(request, paths.register(slug), **kept)
    return see(_forms.back_at_fields(request, paths.register(slug), wrong, sent=sent))


def _said(refusal: Refusal) -> dict[str, str]:
    return (refusal.fields if isinstance(refusal, Invalid) else {}) or {'': refusal.message}


def _address(request: Request) -> str:
    return address_of(request, site().settings.trusted_proxies)


def install() -> None:
    ui.page(paths.REGISTER, title=f'{registering.TITLE} · Daybook')(register)
