"""Buttons. One primary per screen; a busy one cannot be pressed twice."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Final, Literal

from nicegui import ui
from nicegui.events import ClickEventArguments

Kind = Literal['primary', 'quiet', 'plain', 'danger', 'danger-quiet']
QUICK: Final = 0.15  # seconds of work that need not be shown
Pressed = Callable[[], Any] | Callable[[], Awaitable[Any]]


class Button(ui.button):
    """A button that shows it is working and takes no second press until it is done."""

    def __init__(
        self,
        words: str = '',
        on_press: Pressed | None = None,
        *,
        kind: Kind = 'quiet',
        icon: str | None = None,
        keys: str = '',
        marker: str = '',
        is_small: bool = False,
        is_submit: bool = False,
        asks: bool = False,
    ) -> None:
        """`asks`: the press opens a dialog and waits for it; it takes no second press, but need not look busy."""
        super().__init__(words, color=None, icon=icon)
        self.classes(f'button--{kind}' + (' button--small' if is_small else ''))
        self._on_press = on_press
        self._is_busy = False
        self._asks = asks
        if is_submit:
            self.props['type'] = 'submit'
        if keys:
            _offer_keys(self, keys, is_shown=bool(words))
        if marker:
            self.mark(marker)
        if on_press is not None:
            self.on_click(self._press)

    @property
    def is_busy(self) -> bool:
        """Whether a press is still being worked on."""
        return self._is_busy

    def busy(self, is_busy: bool = True) -> None:
        """Show work going on (or its end), and refuse presses meanwhile."""
        self._is_busy = is_busy
        self._look_busy()

    def _look_busy(self) -> None:
        if not self.is_deleted and bool(self.props.get('loading')) != self._is_busy:
            self.props.set_bool('loading', self._is_busy)
            self.props.set_bool('aria-busy', self._is_busy)

    async def _press(self, _: ClickEventArguments) -> None:
        if self._is_busy or self._on_press is None:  # a second press was on its way before the first was seen
            return
        self._is_busy = True
        # what is done at once should not flicker
        later = None if self._asks else asyncio.get_running_loop().call_later(QUICK, self._look_busy)
        try:
            outcome = self._on_press()
            if inspect.isawaitable(outcome):
                await outcome
        finally:
            if later is not None:
                later.cancel()
            self._is_busy = False
            self._look_busy()


def primary(words: str, on_press: Pressed | None = None, **more: Any) -> Button:
    """The one thing this screen is for."""
    return Button(words, on_press, kind='primary', **more)


def quiet(words: str, on_press: Pressed | None = None, **more: Any) -> Button:
    """Everything else."""
    return Button(words, on_press, kind='quiet', **more)


def plain(words: str, on_press: Pressed | None = None, **more: Any) -> Button:
    """Without a border, for toolbars and dialogs."""
    return Button(words, on_press, kind='plain', **more)


def danger(words: str, on_press: Pressed | None = None, **more: Any) -> Button:
    """The confirming press of something destructive."""
    return Button(words, on_press, kind='danger', **more)


def icon(
    name: str,
    words: str,
    on_press: Pressed | None = None,
    *,
    kind: Kind = 'plain',
    keys: str = '',
    marker: str = '',
    is_small: bool = False,
) -> Button:
    """Only an icon to look at; `words` are its label for screen readers and its tooltip."""
    button = Button('', on_press, kind=kind, icon=name, keys=keys, marker=marker, is_small=is_small)
    button.classes('button--icon')
    button.props['aria-label'] = words
    with button:
        ui.tooltip(f'{words}   {written(keys)}' if keys else words)
    return button


def link(
    words: str, path: str, *, kind: Kind = 'quiet', icon: str | None = None, keys: str = '', marker: str = ''
) -> Button:
    """Looks like a button, is a link: it can be opened in a new tab."""
    if not path.startswith(('/', 'https://', 'mailto:', 'tel:')):
        raise ValueError(f'not a link people may follow: {path!r}')
    button = Button(words, kind=kind, icon=icon, keys=keys, marker=marker)
    button.props['href'] = path
    return button


def written(keys: str) -> str:
    """A shortcut as people read it: `mod+k` is Ctrl K, `g b` is G B."""
    return ' '.join(part.capitalize() for part in keys.replace('mod+', 'Ctrl ').split())


def kbd(keys: str) -> ui.label:
    """A key to press, drawn as one."""
    return ui.label(written(keys)).classes('kbd')


def _offer_keys(button: ui.button, keys: str, *, is_shown: bool) -> None:
    button.props['data-shortcut'] = keys
    button.props['aria-keyshortcuts'] = keys.replace('mod+', 'Control+')
    if is_shown:
        button.props['data-keys'] = written(keys)
