"""Who I am here, and what I choose for myself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui import ui

from components import buttons, fields, layout, page_parts, quiet_hours, summaries, when, words

MESSAGES = 'Messages I get'
ABOUT_MESSAGES = ('About appointments with you that others made or changed. What concerns the safety of your account '
                  'always comes.')


class ProfileCard:
    """`on_choose(zone=...)` or `on_choose(theme=...)` is awaited at once: there is nothing to save.

    `messages` draws which of them one gets, `quiet` when not and `daily` the one of the day, for those who get any.
    """

    def __init__(self, *, name: str, email: str, role: str, zone: str, theme: str, zones: Sequence[str],
                 on_choose: Callable[..., Awaitable[Any]], security_path: str, sign_out_path: str,
                 csrf: str, messages: Callable[[], Any] | None, quiet: Callable[[], Any] | None,
                 daily: Callable[[], Any] | None) -> None:
        page_parts.PageHeader(words.PROFILE)
        with ui.element('div').classes('narrow stack gap-6'):
            with page_parts.section('You', 'An administrator of your business changes your name and your role.'):
                page_parts.facts({'Name': name, 'E-mail': email, 'Role': words.ROLES.get(role, role)})
            with page_parts.section('Time zone', 'Times elsewhere are shown on their own clock, with its name.'):
                fields.choice('Time zone', {each: when.zone_name(each) for each in zones}, zone, is_searchable=True,
                              marker='zone', on_change=lambda value: on_choose(zone=value) if value else None)
            with page_parts.section(words.THEME), layout.line():
                fields.either(words.THEMES, theme, label=words.THEME, marker='own-theme',
                              on_change=lambda value: on_choose(theme=value))
            if messages is not None:
                with page_parts.section(MESSAGES, ABOUT_MESSAGES):
                    messages()
            if daily is not None:
                with page_parts.section(summaries.TITLE, summaries.ABOUT):
                    daily()
            if quiet is not None:
                with page_parts.section(quiet_hours.TITLE, quiet_hours.ABOUT):
                    quiet()
            with (page_parts.section(words.SECURITY, 'Your password, your devices, and who was at the door.'),
                  layout.line()):
                buttons.link(words.SECURITY, security_path, icon='lock', marker='security')
            with page_parts.section(words.SIGN_OUT, 'On this device. Other devices stay signed in.'):
                _sign_out(sign_out_path, csrf)


def _sign_out(path: str, csrf: str) -> None:
    # a real form: only an HTTP answer can take a cookie away
    with ui.element('form').props('method=post') as form:
        form.props['action'] = path
        with ui.element('input').props('type=hidden name=csrf') as token:
            token.props['value'] = csrf
        buttons.quiet(words.SIGN_OUT, is_submit=True, marker='sign-out-here')
