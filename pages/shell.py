"""The shell: one page that stays, in which the screens come and go. Whoever is not signed in is sent to sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nicegui import ui
from nicegui.page_arguments import RouteMatch
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app import clock, topics
from app.context import Context
from app.errors import Refusal, Unavailable
from app.permissions import Permission
from components import page_parts, words
from components.bell import Bell
from components.frame import Frame, Person, Place, Places, Theme
from components.palette import Command
from pages import paths
from pages._bell import bell
from pages._commands import commands
from pages._cookies import browser_of
from pages._entered import entered
from pages._live import follow
from pages._page import SCREENS, broken, refused, sorry
from pages._site import site
from pages._visit import Visit, apologise
from services import access, people, tenants
from services.access import SignedIn
from services.tenants import TenantShape

NAVIGATION = (
    (Place('Find a time', 'search', paths.FIND, 'g f'), Permission.SEARCH_AVAILABILITY),
    (Place('Team board', 'view_week', paths.BOARD, 'g b'), Permission.SEARCH_AVAILABILITY),
    (Place('Appointments', 'event_note', paths.APPOINTMENTS, 'g a'), Permission.VIEW_APPOINTMENTS),
)
MANAGEMENT = (
    (Place('People', 'badge', paths.PEOPLE, 'g p'), Permission.MANAGE_PEOPLE),
    (Place('Groups', 'groups', paths.GROUPS, 'g o'), Permission.VIEW_GROUPS),
    (Place('Permissions', 'verified_user', paths.PERMISSIONS), Permission.VIEW_PERMISSIONS),
    (Place('Audit trail', 'history', paths.AUDIT), Permission.VIEW_AUDIT),
    (Place('Messages', 'mail', paths.MESSAGES), Permission.MANAGE_MESSAGES),
    (Place('Templates', 'article', paths.TEMPLATES), Permission.MANAGE_BUSINESS),
    (Place('Channels', 'hub', paths.CHANNELS), Permission.MANAGE_BUSINESS),
    (Place('Settings', 'tune', paths.SETTINGS), Permission.MANAGE_BUSINESS),
    (Place('Single sign-on', 'key', paths.ISSUER), Permission.MANAGE_BUSINESS),
    (Place('Other businesses', 'domain', paths.BUSINESSES), Permission.ENTER_BUSINESSES),
)


class Screens(ui.sub_pages):
    """The place of the screens. Refuses before building: a link is followed on the socket, past any middleware."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        super().__init__({path: screen.builder for path, screen in SCREENS.items()}, data={'visit': visit})

    def _find_matching_path(self) -> RouteMatch | None:
        """The whole path, or none: a screen is not shown for an address that only starts like its own."""
        match = super()._find_matching_path()
        return match if match is not None and not match.remaining_path else None

    def _render_page(self, match: RouteMatch) -> bool:
        needs = SCREENS[match.pattern].needs
        try:
            self._visit.ctx().demand(needs)
            if self._visit.session.inside and match.pattern.startswith(paths.PROFILE):
                raise access.AtHomeOnly
        except Refusal as refusal:
            self.client.status_code = 403  # of the answer, where this is the first screen
            refused(refusal)
            return True
        return super()._render_page(match)

    def _required_query_params_changed(self, match: RouteMatch) -> bool:
        """A link to the screen one is on begins it anew: screens replace their address as they are used, so the query
        they began with says nothing. Only a jump inside the screen leaves it as it is.
        """
        return not match.fragment

    def _render_404(self) -> None:
        page_parts.PageHeader(words.NOT_FOUND)
        page_parts.empty('There is no such page.', words.GO_HOME_HINT,
                         action=(words.GO_HOME, lambda: ui.navigate.to(paths.HOME)))

    def _render_error(self, error: Exception) -> None:
        sorry(apologise(error))


async def shell(request: Request) -> Response | None:
    """Every address of the signed-in product."""
    try:
        return await _opened(request)
    except Unavailable as refusal:
        ui.context.client.status_code = 503
        broken(refusal)
        return None


async def _opened(request: Request) -> Response | None:
    session = await _signed_in(request)
    if session is None:
        target = request.url.path + (f'?{request.url.query}' if request.url.query else '')
        return RedirectResponse(await _way_in(request, target), status_code=303)
    if session.is_secret_old:
        return await _with_new_secret(request, session)
    visit = Visit(ui.context.client, session, request.cookies[site().cookies.session])
    tenant = await tenants.current(visit.ctx())
    with _frame(visit, tenant, request, await bell(visit)) as frame:
        Screens(visit)
        _follow_the_business(visit, frame)
    return None


async def _with_new_secret(request: Request, session: SignedIn) -> Response:
    """To the same address again, with a new secret in the cookie; another tab may have got it just now."""
    now, cookies = clock.now(), site().cookies
    target = paths.safe_next(request.url.path + (f'?{request.url.query}' if request.url.query else ''))
    response = RedirectResponse(target, status_code=303)
    cookie = await access.renew_secret(session.at_home(now), session_id=session.session_id,
                                       cookie=request.cookies[cookies.session])
    if cookie:
        cookies.keep(response, cookies.session, cookie, seconds=int((session.expires_at - now).total_seconds()))
    return response


def _frame(visit: Visit, tenant: TenantShape, request: Request, bell: Bell | None = None) -> Frame:
    session = visit.session
    person = Person(name=session.name, role=session.role.value, profile_path=paths.PROFILE,
                    sign_out_path=paths.SIGN_OUT_FORM,
                    csrf=site().cookies.form_token(browser_of(request, site().cookies)))
    start = paths.FIND if visit.may(Permission.SEARCH_AVAILABILITY) else paths.APPOINTMENTS  # what home shows
    groups = [Places(label, tuple(replace(place, also=paths.HOME if place.path == start else '')
                                  for place, needs in offered if visit.may(needs)))
              for label, offered in (('', NAVIGATION), ('Manage', MANAGEMENT))]

    @visit.action()
    async def keep_theme(theme: Theme) -> None:
        await people.prefer(visit.at_home(), theme=theme)
        visit.remember(theme=theme)

    @visit.question
    async def search(text: str) -> Sequence[Command]:
        return await commands(visit, text)

    frame = Frame(tenant=tenant.name, location=_location(visit), person=person,
                  groups=[group for group in groups if group.places], search=search, bell=bell,
                  theme=_theme(session), on_theme=keep_theme)
    if session.inside is not None:
        with frame.above:
            entered(visit, session.inside)
    return frame


def _follow_the_business(visit: Visit, frame: Frame) -> None:
    """Its name changes where it stands; in another zone, everything that says a time is drawn anew."""
    zone = visit.ctx().zone

    async def look_again() -> None:
        frame.show((await tenants.current(visit.ctx())).name, _location(visit))
        if visit.ctx().zone != zone:
            ui.run_javascript('location.reload()')  # what is half typed is asked about as ever

    follow(visit, topics.BUSINESS, look_again)


def _location(visit: Visit) -> str:
    return visit.ctx().zone.replace('_', ' ')


async def _way_in(request: Request, target: str) -> str:
    """To sign in; or only on, for whoever has given a password already."""
    cookie = request.cookies.get(site().cookies.session, '')
    half = await access.half_signed_in(Context.anonymous(clock.now()), cookie=cookie)
    return paths.second_factor(target) if half else paths.signed_out(target) if cookie else paths.sign_in(target)


async def _signed_in(request: Request) -> SignedIn | None:
    cookie = request.cookies.get(site().cookies.session, '')
    return await access.resume(Context.anonymous(clock.now()), cookie=cookie) if cookie else None


def _theme(session: SignedIn) -> Theme:
    return session.theme if session.theme in ('light', 'dark') else 'auto'  # type: ignore[return-value]  # just checked


def install() -> None:
    """Register the shell under every address that nothing else answers."""
    for path in ('/', '/{_:path}'):
        ui.page(path, title='Daybook')(shell)
