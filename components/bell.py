"""The bell: how much is new, beside the search; and what it is, in a panel over any screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, Final

from nicegui import ui

from components import buttons, markup, when, words
from components.message_list import KINDS
from components.page_parts import heading
from services.notifications.shapes import Kind, Notices, NoticeShape

TITLE: Final = 'Notices'
READ_ALL: Final = 'Mark all read'
NOTHING: Final = 'Nothing new'
NOTHING_HINT: Final = 'When somebody else books, moves or cancels an appointment of yours, you read it here.'
ICONS: Final[dict[Kind, str]] = {
    Kind.REQUESTED: 'contact_support', Kind.BOOKED: 'event_available', Kind.CONFIRMED: 'check_circle',
    Kind.MOVED: 'update', Kind.CANCELLED: 'block', Kind.REMINDER: 'schedule'}
MOST_SAID: Final = 99
# Which notice, and whether it is opened or only marked; what is marked keeps the focus in its line.
PRESSED: Final = """(e) => {
    const line = e.target.closest('[data-notice]'), link = e.target.closest('a');
    if (!line || !(link || e.target.closest('button'))) return;
    if (!link) line.querySelector('a').focus();
    emit(line.dataset.notice, !!link);
}"""


class Bell:
    """`on_open()` is awaited when the panel opens and answers by calling `show`; `on_read(id)` and `on_read_all()` are
    presses. Its buttons stand wherever `button` is called.
    """

    def __init__(self, unread: int, *, zone: str, path_of: Callable[[str], str], on_open: Callable[[], Awaitable[Any]],
                 on_read: Callable[[str], Awaitable[Any]], on_read_all: Callable[[], Awaitable[Any]]) -> None:
        self._unread, self._zone, self._path_of, self._on_open, self._on_read = unread, zone, path_of, on_open, on_read
        self._buttons: list[tuple[buttons.Button, ui.label]] = []
        self.place = ui.element('div').classes('hidden-text')
        with self.place:
            self._said = ui.label().props('role=status aria-live=polite').mark('bell-said')
        self._dialog = ui.dialog().props('position=right transition-duration=80 no-route-dismiss')
        self._dialog.props['aria-label'] = TITLE
        with self._dialog, ui.card().classes('notices').mark('notices'):
            with ui.element('div').classes('notices__head'):
                heading(TITLE, 2)
                self._read_all = buttons.plain(READ_ALL, on_read_all, marker='read-all', is_small=True)
                buttons.icon('close', words.CLOSE, self._dialog.close, is_small=True)
            self._list = ui.html('', tag='ol').classes('notices__list').props('data-roving').mark('notice-list')
        self._list.on('click', self._pressed, js_handler=PRESSED)

    def button(self, *, keys: str = '', marker: str = 'bell') -> None:
        """Draw a button that opens the panel, here."""
        button = buttons.icon('notifications', TITLE, self.open, keys=keys, marker=marker)
        with button.classes('bell'):
            count = ui.label().classes('bell__count').props('aria-hidden=true').mark(f'{marker}-count')
        self._buttons.append((button, count))
        self._label(button, count)

    @property
    def is_open(self) -> bool:
        """Whether the panel is in sight."""
        return bool(self._dialog.value)

    async def open(self) -> None:
        """Open the panel, with what is new by now."""
        await self._on_open()
        self._dialog.open()

    def count(self, unread: int) -> None:
        """Say how much is unread now; more than before is said aloud."""
        if unread > self._unread:
            self._said.text = _counted(unread)
        self._unread = unread
        for button, count in self._buttons:
            self._label(button, count)

    def show(self, notices: Notices, *, today: date) -> None:
        """Draw these."""
        self.count(notices.unread)
        self._read_all.set_visibility(notices.unread > 0)
        self._list.set_content(_lines(notices.rows, self._zone, today, self._path_of) or _nothing())

    def _label(self, button: buttons.Button, count: ui.label) -> None:
        button.props['aria-label'] = f'{TITLE}, {_counted(self._unread)}' if self._unread else TITLE
        count.text = str(self._unread) if self._unread <= MOST_SAID else f'{MOST_SAID}+'
        count.set_visibility(self._unread > 0)

    async def _pressed(self, event: Any) -> None:
        notice_id, is_opened = event.args
        if is_opened:
            self._dialog.close()
        await self._on_read(notice_id)


def _counted(unread: int) -> str:
    return f'{unread} unread'


def _lines(notices: Sequence[NoticeShape], zone: str, today: date, path_of: Callable[[str], str]) -> str:
    return ''.join(_line(each, zone, today, path_of(each.reference)) for each in notices)


def _line(each: NoticeShape, zone: str, today: date, path: str) -> str:
    said = 'With you no more' if each.is_elsewhere else KINDS[each.kind]
    at = when.span(each.during.starts_at, each.during.ends_at, each.zone, today=today, viewer=zone)
    if each.was is not None:
        at = f'{at}, instead of {when.inside(when.moment(each.was.starts_at, each.zone, today=today))}'
    made = when.moment(each.made_at, zone, today=today)
    unread = '' if each.is_read else markup.tag('span', 'Unread. ', class_='hidden-text')
    link = markup.tag(
        'a', unread + markup.tag('b', markup.safe(f'{said}: {each.offering} for {each.client}'))
        + markup.tag('span', markup.unbroken_markup(at))
        + markup.tag('span', markup.safe(f'{each.by}, {when.inside(made)}' if each.by else made), class_='faint'),
        href=path, data_held=f'notice-{each.id}')
    mark = '' if each.is_read else markup.tag(
        'button', '', type='button', class_='notice__read', data_icon='done', title='Mark read',
        aria_label=f'Mark read: {said}, {each.offering} for {each.client}')
    return markup.tag('li', link + mark, class_='notice', data_icon=ICONS[each.kind], data_notice=each.id,
                      data_unread='' if each.is_read else 'yes')


def _nothing() -> str:
    return markup.tag('li', markup.tag('h2', NOTHING) + markup.tag('p', NOTHING_HINT), class_='empty',
                      data_icon='notifications_none')
