"""Short notices at the foot of the window, read aloud politely, with an Undo where there is one."""

import inspect
from collections.abc import Callable
from typing import Any, Literal
from weakref import WeakKeyDictionary

from nicegui import Client, ui
from nicegui.element import Element

from components import buttons, words

Kind = Literal['done', 'note', 'problem']
ICONS: dict[Kind, str] = {'done': 'check', 'note': 'info', 'problem': 'error_outline'}

UNDO_KEYS = 'mod+z'
_hosts: WeakKeyDictionary[Client, Element] = WeakKeyDictionary()


def host() -> Element:
    """The live region of this page; the frame makes it early, so that the first notice is announced too."""
    client = ui.context.client
    found = _hosts.get(client)
    if found is None or found.is_deleted:
        with client.layout:
            found = ui.element('div').classes('toasts').props('role=status aria-live=polite')
        _hosts[client] = found
    return found


def toast(
    text: str,
    *,
    kind: Kind = 'done',
    undo: Callable[[], Any] | None = None,
    seconds: float | None = None,
) -> Element:
    """Say what happened. With `undo`, it stays longer and offers to take it back. A problem stays until closed."""
    with host(), ui.element('div').classes('toast').mark('toast') as notice:
        notice.props['data-icon'] = ICONS[kind]
        if kind == 'problem':
            notice.props['role'] = 'alert'
        ui.label(text).classes('fills')
        if undo is not None:
            offered = buttons.plain(words.UNDO, _once(undo, notice), keys=UNDO_KEYS, marker='undo')
            _only(offered)
        buttons.icon('close', words.CLOSE, lambda: _remove(notice), is_small=True)
        lasts = seconds if seconds is not None else {'done': 4.0, 'note': 6.0, 'problem': 0.0}[kind]
        if undo is not None and seconds is None:
            lasts = 10.0
        if lasts:
            ui.timer(lasts, lambda: _remove(notice), once=True)
    return notice


def _only(offered: buttons.Button) -> None:
    """The keys are for what was done last: who pressed a button before has it still, without them."""
    for each in host().descendants():
        if each is not offered and each.props.get('data-shortcut') == UNDO_KEYS:
            for name in ('data-shortcut', 'aria-keyshortcuts', 'data-keys'):
                each.props.pop(name, None)
            each.update()


def _once(undo: Callable[[], Any], notice: Element) -> Callable[[], Any]:
    async def press() -> None:
        try:
            outcome = undo()
            if inspect.isawaitable(outcome):
                await outcome
        finally:
            _remove(notice)

    return press


def _remove(notice: Element) -> None:
    if not notice.is_deleted:
        notice.delete()
