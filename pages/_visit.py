"""A visit: one tab of one signed-in browser, and how its handlers reach the services.

A page lives for hours. Every interaction gets a fresh `Context`; the session behind it is looked at again, so
that a role taken away or a sign-out elsewhere counts at once.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar

import structlog
from nicegui import Client

from app import clock, topics
from app.context import Context, new_trace
from app.errors import Invalid, NotConfirmed, NotSignedIn, Refusal, Unavailable
from app.live import Coalesced, hub
from app.permissions import Permission
from components.form import Form
from components.toasts import toast
from pages import _gate, paths
from pages._confirming import is_confirmed
from services import access
from services.access import SignedIn

log = structlog.get_logger(__name__)
P = ParamSpec('P')
R = TypeVar('R')
_began: ContextVar[int] = ContextVar('began')
is_reloading: ContextVar[bool] = ContextVar('is_reloading', default=False)


class Visit:
    """Who looks, through which client. Made by the shell, handed to every screen."""

    def __init__(self, client: Client, session: SignedIn, cookie: str) -> None:
        self.client = client
        self.session = session
        self._cookie = cookie
        self._is_over = False
        self.on_connect: set[Callable[[], None]] = set()  # called whenever the browser is there (again)
        for topic, ring in ((access.session_topic(session.session_id), self.leave),
                            (access.inside_topic(session.session_id), Coalesced(self.look_again)),
                            (topics.user(session.user_id), Coalesced(self.look_again))):
            client.on_delete(hub.follow(session.tenant_id, topic, ring))
        client.on_connect(self._connected)
        _gate.watch(client, self.is_live)

    def ctx(self) -> Context:
        """A fresh context for one interaction: this instant, a trace of its own."""
        return self.session.context(clock.now())

    def at_home(self) -> Context:
        """The same in one's own business, for what is one's own wherever one is."""
        return self.session.at_home(clock.now())

    def may(self, permission: Permission) -> bool:
        return self.ctx().may(permission)

    async def is_live(self) -> bool:
        """Whether this tab may still act; asked before each of its events. A database that is away is no sign-out."""
        try:
            await self.renew()
        except NotSignedIn:
            return False
        except Unavailable:
            return not self._is_over
        except Exception as error:
            with self.client:
                apologise(error)
            return False
        return True

    async def look_again(self) -> None:
        """Something about the user changed; nobody did anything here."""
        token = is_reloading.set(True)
        try:
            await self.is_live()
        finally:
            is_reloading.reset(token)

    async def renew(self) -> None:
        """Look at the session again. Raises: NotSignedIn when it is over; the page leaves."""
        _began.set(hub.moment)
        session = None if self._is_over else await access.resume(
            Context.anonymous(clock.now()), cookie=self._cookie, is_act=not is_reloading.get())
        if session is None:
            self.leave(await self._way_in())
            raise NotSignedIn
        if session.place_id != self.session.place_id:
            self.leave(paths.HOME)  # in another business since, or back: nothing on this page means anything there
            raise NotSignedIn
        if session.role is not self.session.role and not self.client.is_deleted:
            # all around the screen was drawn for the role before; what is half typed is asked about as ever
            self.client.run_javascript('location.reload()')
        self.session = session

    async def _way_in(self) -> str:
        """To sign in; or only to the second factor, where it is that which is asked for since."""
        try:
            half = None if self._is_over else await access.half_signed_in(
                Context.anonymous(clock.now()), cookie=self._cookie)
        except Unavailable:
            half = None  # that the session is over was known before the database went away
        return paths.second_factor(self._here) if half else paths.signed_out(self._here)

    @property
    def _here(self) -> str:
        """The screen this tab is on, to come back to."""
        return paths.safe_next(self.client.sub_pages_router.current_path)

    def remember(self, **changes: Any) -> None:
        """Keep what the user just changed about themselves, until the session is read again."""
        self.session = replace(self.session, **changes)

    def leave(self, where: str = '') -> None:
        """Go to the sign-in page, which leads back here, or begin anew elsewhere; nothing it still sends counts."""
        if not self._is_over and not self.client.is_deleted:
            self.client.open(where or paths.signed_out(self._here), new_tab=False)
        self._is_over = True

    def _connected(self) -> None:
        for call in tuple(self.on_connect):
            call()

    def action(self, *, done: str | Callable[[Any], str] = '', form: Form | None = None,
               on_refusal: Callable[[Refusal], bool | None] | None = None
               ) -> Callable[[Callable[P, Awaitable[Any]]], Callable[P, Awaitable[Any]]]:
        """Wrap a handler: look at the session, run it, say what came of it.

        Where it was refused because it is long ago that whoever sits there proved themselves, they are asked, and then
        it goes on. Any other refusal is shown at the fields of `form` or as a notice, unless `on_refusal` returns True;
        what was typed stays. Anything else is a bug: logged with its number, shown as an apology with the same number.
        While a screen re-reads by itself nobody pressed anything: then it is for the screen to say what came of it.
        """
        def decorate(handler: Callable[P, Awaitable[Any]]) -> Callable[P, Awaitable[Any]]:
            @functools.wraps(handler)
            async def run(*args: P.args, **kwargs: P.kwargs) -> Any:
                try:
                    await self.renew()
                    result = await handler(*args, **kwargs)
                except Exception as error:
                    if is_reloading.get():
                        raise
                    if isinstance(error, NotConfirmed):
                        return await run(*args, **kwargs) if await self.action()(is_confirmed)(self) else None
                    if not isinstance(error, Refusal):
                        apologise(error)
                    elif not (on_refusal and on_refusal(error)):
                        show_refusal(error, form)
                    return None
                if done:
                    toast(done if isinstance(done, str) else done(result))
                return result

            return run

        return decorate


    def question(self, ask: Callable[P, Awaitable[Sequence[R]]]) -> Callable[P, Awaitable[Sequence[R]]]:
        """Wrap what is asked while somebody types: look at the session, ask; a refusal is nothing found, a bug too."""
        @functools.wraps(ask)
        async def run(*args: P.args, **kwargs: P.kwargs) -> Sequence[R]:
            try:
                await self.renew()
                return await ask(*args, **kwargs)
            except Refusal as refusal:
                log.debug('a question was refused', code=refusal.code)
            except Exception as error:
                apologise(error)
            return ()

        return run


def began() -> int:
    """The hub's moment at which the interaction that runs now looked at its session, before it read anything."""
    return _began.get(hub.moment)


def show_refusal(refusal: Refusal, form: Form | None = None) -> None:
    """At the field it names, where there is a form with it; as a notice otherwise."""
    if isinstance(refusal, NotSignedIn):
        return  # the page is already on its way to the sign-in
    if form is not None and isinstance(refusal, Invalid) and refusal.fields:
        form.show_errors(refusal.fields, refusal.message)
    elif form is not None:
        form.show_errors({}, refusal.message)
    else:
        toast(refusal.message, kind='problem')


def overheard(error: Exception) -> None:
    """What nobody caught. A browser too busy to answer a question of NiceGUI's is no bug."""
    if isinstance(error, TimeoutError) and 'JavaScript' in str(error):
        log.info('a browser did not answer in time')
    else:
        apologise(error)


def apologise(error: BaseException | None = None) -> str:
    """Log the bug being handled, once, and show its number where there is a page. Returns the number."""
    number = noted(error or sys.exc_info()[1])
    with contextlib.suppress(RuntimeError):  # no page, or it is gone
        toast(f'Something went wrong on our side; it is noted as {number}. Nothing you typed was lost.', kind='problem')
    return number


def noted(error: BaseException | None) -> str:
    """The number of a bug: logged when it is first seen, the same when it passes by again."""
    number: str | None = getattr(error, 'daybook_number', None)
    if number is None:
        number = new_trace()
        log.error('a bug', number=number, exc_info=error)
        if error is not None:
            error.daybook_number = number  # type: ignore[attr-defined]  # travels with it through every handler
    return number
