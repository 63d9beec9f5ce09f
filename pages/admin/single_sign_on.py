"""Single sign-on of the business: set up, tried, and taken away."""

from __future__ import annotations

from app.fetching import NoAnswer
from app.permissions import Permission
from components import buttons, dialogs, page_parts
from components.issuer_form import ABOUT, NO_ANSWER, TAKE_AWAY, TITLE, IssuerForm
from components.toasts import toast
from pages import paths
from pages._live import follow
from pages._page import page
from pages._site import site
from pages._visit import Visit
from services import access, tenants


@page(paths.ISSUER, needs=Permission.MANAGE_BUSINESS)
async def single_sign_on(visit: Visit) -> None:
    slug = (await tenants.current(visit.ctx())).slug

    async def save(**values: str) -> None:
        @visit.action(form=form)
        async def trust() -> None:
            await access.trust_issuer(visit.ctx(), **values)
            form.saved()
            await _try(visit, 'Saved. ')
            await look()

        await trust()

    @visit.action()
    async def attempt() -> None:
        await _try(visit)
        await look()

    async def take_away() -> None:
        await _take_away(visit)

    header = page_parts.PageHeader(TITLE, ABOUT)
    with header.actions:
        away = buttons.Button(f'{TAKE_AWAY}…', take_away, kind='danger-quiet', marker='take-away', asks=True)
    form = IssuerForm(back=site().settings.origin + paths.signed_in(slug), sign_in_path=paths.sign_in_at(slug),
                      zone=visit.ctx().zone, on_save=save, on_try=attempt)

    async def look() -> None:
        trusted = await access.issuer(visit.ctx())
        away.set_visibility(trusted is not None)
        form.show(trusted, now=visit.ctx().now)

    await look()
    follow(visit, access.ISSUER, look)


async def _try(visit: Visit, done: str = '') -> None:
    """Whether it answers, said after it is kept: it may be away for a moment."""
    try:
        await access.try_issuer(visit.ctx())
    except NoAnswer:
        toast(f'{done}{NO_ANSWER}', kind='problem')
    else:
        toast(f'{done}It answers')


async def _take_away(visit: Visit) -> None:
    agreed = await dialogs.confirm('Take single sign-on away?', 'Everybody signs in with a password again. The links '
                                   'people have come back with the same issuer.', yes=TAKE_AWAY)

    @visit.action(done='Everybody signs in with a password again')
    async def take() -> None:
        await access.trust_no_issuer(visit.ctx())

    if agreed:
        await take()
