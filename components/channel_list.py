"""The ways messages leave: whether each is on, how it goes, and what it is set to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from nicegui import ui

from app.localtime import wall_clock
from components import badges, buttons, fields, layout, page_parts, when, words
from components.dialogs import Dialog
from components.form import Form
from components.message_list import SAID
from services.channels.shapes import Audience, ChannelShape, Field
from services.notifications.shapes import Progress

TITLE: Final = 'Channels'
ABOUT: Final = 'How news about appointments leaves. What becomes of one channel is nothing to the others.'
SET_UP: Final = 'Set up'
TEST: Final = 'Send me a test'
NOT_SET_UP: Final = 'Set it up first, then it can be switched on.'
UNTRIED: Final = 'Nothing has left by it yet: send a test to see whether it works.'
WORKS: Final = 'Last sent {}.'
FAILS: Final = 'Not taken {}: {}'
LATELY: Final = 'Last seven days: {}.'
KEPT: Final = 'We keep one, sealed. Leave this empty unless there is a new one.'
NUMBER: Final = 'Your mobile number'
NUMBER_HINT: Final = 'The test costs what a text message costs.'


class ChannelList:
    """`on_switch(name, is_on)` is awaited for a press and says whether it was saved; `on_set_up` and `on_test` are
    awaited with the channel as it was drawn last. Channels do not come and go while the product runs.
    """

    def __init__(self, channels: Sequence[ChannelShape], *, zone: str,
                 on_switch: Callable[[str, bool], Awaitable[Any]],
                 on_set_up: Callable[[ChannelShape], Awaitable[Any]],
                 on_test: Callable[[ChannelShape], Awaitable[Any]]) -> None:
        self._rows = {each.name: _Row(each, zone=zone, on_switch=on_switch, on_set_up=on_set_up, on_test=on_test)
                      for each in channels}

    def show(self, channels: Sequence[ChannelShape], counts: Mapping[str, Mapping[Progress, int]], *,
             now: datetime) -> None:
        """How they stand now; `counts` are messages of the last seven days, by channel."""
        for each in channels:
            self._rows[each.name].show(each, counts.get(each.name, {}), now)


class _Row:
    def __init__(self, channel: ChannelShape, *, zone: str, on_switch: Callable[[str, bool], Awaitable[Any]],
                 on_set_up: Callable[[ChannelShape], Awaitable[Any]],
                 on_test: Callable[[ChannelShape], Awaitable[Any]]) -> None:
        self._channel, self._zone, self._on_switch, self._turn = channel, zone, on_switch, asyncio.Lock()
        self._switch: ui.switch | None = None
        name = channel.name
        with (page_parts.section(channel.title, channel.about),
              ui.element('div').classes('factors channel').mark(f'channel-{name}')):
            with ui.element('div').classes('factors__line'):
                self._badge = ui.element('div')
                self._health = ui.label().classes('factors__words').mark(f'health-{name}')
                with layout.line():
                    self._state = ui.label().classes('dense soft').mark(f'state-{name}')
                    if not channel.is_always_on:
                        self._switch = fields.switch(channel.title, is_on=channel.is_on, on_change=self._switched,
                                                     marker=f'switch-{name}')
            with ui.element('div').classes('factors__line'):
                self._counts = ui.label().classes('factors__words soft').mark(f'counts-{name}')
                with layout.line():
                    self._draw_buttons(on_set_up, on_test)

    def show(self, channel: ChannelShape, counts: Mapping[Progress, int], now: datetime) -> None:
        self._channel = channel
        today = wall_clock(now, self._zone).date()
        self._badge.clear()
        with self._badge:
            badges.status(_health(channel))
        self._health.set_text(_said(channel, self._zone, today))
        said = ', '.join(f'{counts[each]} {SAID[each].lower()}' for each in Progress if counts.get(each))
        self._counts.set_text(LATELY.format(said or 'nothing'))
        self._test.set_enabled(channel.is_set_up)
        self._state.set_text('Always on' if channel.is_always_on else 'On' if channel.is_on else 'Off')
        if self._switch is not None:
            self._switch.set_value(channel.is_on)
            self._switch.set_enabled(channel.is_set_up or channel.is_on)

    def _draw_buttons(self, on_set_up: Callable[[ChannelShape], Awaitable[Any]],
                      on_test: Callable[[ChannelShape], Awaitable[Any]]) -> None:
        name, title = self._channel.name, self._channel.title
        self._test = buttons.quiet(TEST, lambda: on_test(self._channel), marker=f'test-{name}',
                                   asks=self._channel.audience is Audience.PHONE)
        self._test.props['aria-label'] = f'{TEST}: {title}'
        if self._channel.fields:
            set_up = buttons.quiet(f'{SET_UP}…', lambda: on_set_up(self._channel), marker=f'set-up-{name}', asks=True)
            set_up.props['aria-label'] = f'{SET_UP}: {title}'

    async def _switched(self, is_on: bool) -> None:
        if is_on == self._channel.is_on:
            return  # shown, not chosen
        async with self._turn:
            if not await self._on_switch(self._channel.name, is_on) and self._switch is not None:
                self._switch.set_value(self._channel.is_on)


def _health(channel: ChannelShape) -> str:
    if not channel.is_set_up:
        return 'not_set_up'
    return 'failing' if channel.is_failing else 'works' if channel.ok_at else 'never_used'


def _said(channel: ChannelShape, zone: str, today: date) -> str:
    if not channel.is_set_up:
        return NOT_SET_UP
    parts = []
    if channel.is_failing and channel.failed_at:
        because = channel.failed_because.rstrip('.') + '.'
        parts.append(FAILS.format(when.inside(when.moment(channel.failed_at, zone, today=today)), because))
    if channel.ok_at:
        parts.append(WORKS.format(when.inside(when.moment(channel.ok_at, zone, today=today))))
    return ' '.join(parts) or UNTRIED


class SetUpDialog(Dialog):
    """The settings of one channel. `on_save` is awaited with them by name; a secret that is kept stays empty."""

    def __init__(self, channel: ChannelShape, *, on_save: Callable[[dict[str, str]], Awaitable[Any]]) -> None:
        super().__init__(f'{SET_UP}: {channel.title}')
        with self.body:
            ui.label(channel.about).classes('soft dense')
            self.form = Form(on_save)
            with self.form:
                for field in channel.fields:
                    self.form.add(field.name, _field(field, channel))
        with self.actions:
            buttons.plain(words.CANCEL, self.close, marker='cancel').props('data-leaves')
            buttons.primary(words.SAVE, self.form.save, keys='mod+Enter', marker='save')


def _field(field: Field, channel: ChannelShape) -> ui.input:
    is_kept = field.name in channel.sealed
    return fields.text(
        field.label, '' if field.is_secret else channel.settings.get(field.name, ''),
        hint=KEPT if is_kept else field.help, kind='password' if field.is_secret else 'text',
        is_required=field.is_required and not is_kept, autocomplete='new-password' if field.is_secret else 'off',
        marker=f'field-{field.name}')


class TryDialog(Dialog):
    """Where a text message is to go. `on_send` is awaited with the number."""

    def __init__(self, channel: ChannelShape, *, on_send: Callable[[str], Awaitable[Any]]) -> None:
        super().__init__(f'{TEST}: {channel.title}')
        with self.body:
            self.form = Form(lambda values: on_send(values['to']), warns=False)
            with self.form:
                self.form.add('to', fields.text(NUMBER, hint=NUMBER_HINT, kind='tel', is_required=True,
                                                autocomplete='tel', marker='to'))
        with self.actions:
            buttons.plain(words.CANCEL, self.close, marker='cancel').props('data-leaves')
            buttons.primary('Send', self.form.save, keys='mod+Enter', marker='send')
