"""Browser tabs as people have them: signed in as somebody, on a screen, watched for everything that goes wrong."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, WebSocket, expect

from services.demo.business import PASSWORD
from tests import browser as finder

KEPT = finder.ROOT / '.cache' / 'journeys'
DESKTOP, PHONE = (1440, 900), (390, 844)
PATIENCE = 15_000  # ms
FRESH = 300  # seconds; after ten minutes the product asks again for a proof of who it is
# Says violations of the content policy aloud, and knows when a page has its socket.
WATCH = """
document.addEventListener('securitypolicyviolation',
  (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
"""
MAY_TURN = """() => Boolean(document.querySelector('nav[data-navigation]'))
  && !document.querySelector('.q-dialog, .q-menu')"""
TURN = """(path) => {
  document.querySelectorAll('h1').forEach((heading) => heading.dataset.left = 'yes');
  const link = document.createElement('a');
  link.href = path;
  document.body.append(link);
  link.click();
  link.remove();
}"""


@dataclass
class Tab:
    """One page in a browser context of its own. `problems` is what its console complained about."""

    page: Page
    origin: str
    console: list[str] = field(default_factory=list, repr=False)
    problems: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list, repr=False)
    forgiven: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on('console', self._heard)
        self.page.on('pageerror', lambda error: self._bad(f'uncaught: {error}'))
        self.page.on('request', self._requested)
        self.page.on('websocket', self._listen)

    def forgive(self, *patterns: str) -> None:
        """What this test causes on purpose."""
        self.forgiven += patterns

    @property
    def unforgiven(self) -> list[str]:
        """What nobody caused on purpose."""
        return [each for each in self.problems if not any(re.search(pattern, each) for pattern in self.forgiven)]

    def go(self, path: str) -> Tab:
        """Open an address and wait until the screen stands and its socket is there."""
        self.page.goto(f'{self.origin}{path}')
        self.settle()
        return self

    def turn_to(self, path: str) -> Tab:
        """The same, by a link where the shell stands and nothing lies over it: less work than a new page."""
        if not self.page.evaluate(MAY_TURN):
            return self.go(path)
        self.page.evaluate(TURN, path)
        self.page.wait_for_function("() => document.querySelector('h1:not([data-left])')")
        self.settle()
        return self

    def settle(self) -> None:
        """Wait for the heading, the socket, and fonts."""
        expect(self.page.get_by_role('heading', level=1)).to_be_visible(timeout=PATIENCE)
        self.page.wait_for_function('() => !window.socket || window.socket.connected')
        self.page.evaluate('() => document.fonts.ready.then(() => true)')

    @property
    def talk(self) -> list[str]:
        """What went over the sockets since `frames` was last cleared, but for "still there?" and "yes".

        Nor the late receipt for something drawn before: one for something new would follow what it is for.
        """
        return [frame for frame in self.frames if frame not in ('2', '3') and not frame.startswith('42["ack"')]

    @property
    def path(self) -> str:
        parts = urlsplit(self.page.url)
        return parts.path + (f'?{parts.query}' if parts.query else '')

    def button(self, name: str, *, exact: bool = False) -> Locator:
        return self.page.get_by_role('button', name=name, exact=exact)

    def field(self, name: str) -> Locator:
        return self.page.get_by_label(name, exact=True).locator('visible=true')

    def dialog(self) -> Locator:
        return self.page.get_by_role('dialog').last

    def toast(self, text: str) -> Locator:
        return self.page.locator('.toast').filter(has_text=text).first

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).locator('visible=true').first).to_be_visible()

    def keep(self, folder: Path, name: str) -> None:
        """Keep what it looks like and what it said, to find out later."""
        folder.mkdir(parents=True, exist_ok=True)
        if not self.page.is_closed():
            self.page.screenshot(path=folder / f'{name}.png')
            (folder / f'{name}.html').write_text(self.page.content())
        (folder / f'{name}.log').write_text('\n'.join([self.page.url, *self.console]))

    def _listen(self, socket: WebSocket) -> None:
        for way in ('framereceived', 'framesent'):
            socket.on(way, lambda data: self.frames.append(str(data)))

    def _heard(self, message: Any) -> None:
        text = f'{message.type}: {message.text} {message.location.get("url", "")}'
        self.console.append(text)
        if message.type == 'error':
            self._bad(text)

    def _bad(self, text: str) -> None:
        self.console.append(text)
        self.problems.append(text)

    def _requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ('http', 'https', 'ws', 'wss') and parts.netloc != urlsplit(self.origin).netloc:
            self.strangers.append(request.url)


Size = tuple[int, int]


@dataclass
class Kept:
    """What lasts for the whole run: everybody's cookies, from their last sign-in, and contexts nobody uses now. One
    that has shown a page shows the next for 0.5 s of processor time; a new one compiles everything anew, 1.1 s more.
    """

    signed_in: dict[str, tuple[float, Any]] = field(default_factory=dict)
    idle: dict[Size, list[BrowserContext]] = field(default_factory=dict)


@dataclass
class Tabs:
    """Opens tabs, and closes them all at the end."""

    browser: Browser
    origin: str
    kept: Kept = field(default_factory=Kept)
    opened: dict[str, Tab] = field(default_factory=dict)
    _in_use: dict[BrowserContext, Size | None] = field(default_factory=dict)  # None: not to be kept

    def open(self, who: str = '', path: str = '', *, size: Size = DESKTOP, origin: str = '',
             **options: Any) -> Tab:
        """A tab of somebody (an e-mail; '' is nobody), on a screen if a path is given."""
        at = origin or self.origin
        cookies = self._state(who)['cookies'] if who else []
        context = self._context(size, **options) if options else self._fresh(size)
        context.add_cookies(cookies)
        self._in_use[context] = None if options else size
        tab = Tab(context.new_page(), at)
        self.opened[f'{len(self.opened) + 1}-{who.partition("@")[0] or "nobody"}'] = tab
        return tab.go(path) if path else tab

    def beside(self, tab: Tab, path: str = '') -> Tab:
        """Another tab of the same browser."""
        other = Tab(tab.page.context.new_page(), tab.origin)
        self.opened[f'{len(self.opened) + 1}-beside'] = other
        return other.go(path) if path else other

    def close(self, tab: Tab) -> None:
        """With all that stand beside it. Closed already is fine."""
        context = tab.page.context
        if context not in self._in_use:
            return
        for page in context.pages:
            page.close()
        if size := self._in_use.pop(context):
            self._give_back(context, size)
        else:
            context.close()

    def _fresh(self, size: Size) -> BrowserContext:
        """As if it had never been used, but for what a browser keeps of scripts and pictures."""
        idle = self.kept.idle.get(size)
        context = idle.pop() if idle else self._context(size)
        context.clear_cookies()
        context.clear_permissions()
        return context

    def _give_back(self, context: BrowserContext, size: Size) -> None:
        self.kept.idle.setdefault(size, []).append(context)

    def _context(self, size: Size, **options: Any) -> BrowserContext:
        width, height = size
        context = self.browser.new_context(
            viewport={'width': width, 'height': height}, has_touch=width < 600, locale='en-GB',
            timezone_id='Europe/London', reduced_motion='reduce', **options)
        context.add_init_script(WATCH)
        return context

    def _state(self, who: str) -> Any:
        since, state = self.kept.signed_in.get(who, (0.0, None))
        if state is None or time.monotonic() - since > FRESH:
            context = self._fresh(DESKTOP)
            tab = Tab(context.new_page(), self.origin)
            sign_in(tab, who)
            assert not tab.unforgiven, tab.unforgiven
            state = context.storage_state()
            self.kept.signed_in[who] = (time.monotonic(), state)
            tab.page.close()
            self._give_back(context, DESKTOP)
        return state


def sign_in(tab: Tab, who: str, path: str = '/') -> None:
    """By the form, as people do."""
    tab.go(f'/sign-in?next={path}')
    tab.page.get_by_label('E-mail').fill(who)
    tab.page.get_by_label('Password').fill(PASSWORD)
    tab.page.get_by_role('button', name='Sign in', exact=True).click()
    tab.page.wait_for_url(lambda url: urlsplit(url).path == path)
    tab.settle()


@contextmanager
def a_browser(start: Callable[[], Any]) -> Iterator[Browser]:
    """The browser this machine has; `start` is `sync_playwright`."""
    path = finder.found()
    assert path, 'no browser here: python -m tests.browser says what to do'
    with start() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*finder.FLAGS, '--lang=en-GB'])
        try:
            yield browser
        finally:
            browser.close()
