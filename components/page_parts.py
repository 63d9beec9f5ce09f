"""The parts every page has: its header, toolbars, sections, facts, and what stands there before there is anything."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from typing import Any

from nicegui import ui
from nicegui.element import Element

from components import buttons, markup, words

PRODUCT = 'Daybook'


class PageHeader:
    """The title, also of the window, and at its right the screen's actions: quiet ones first, the one primary last.

    with PageHeader('Team board', 'Monday 24 November').actions:
        buttons.quiet('Export')
        buttons.primary('New booking', book, keys='n')
    """

    def __init__(self, title: str, subtitle: str = '', *, back: tuple[str, str] | None = None) -> None:
        with ui.element('div').classes('page-header').mark('page-header'):
            with ui.element('div').classes('page-header__words'):
                if back:
                    ui.link(f'← {back[0]}', back[1]).classes('small faint').mark('back')
                self._title = heading(title)
                self._subtitle = ui.label(subtitle).classes('dense soft')
                self._subtitle.set_visibility(bool(subtitle))
            self.actions = ui.element('div').classes('page-header__actions')
        self._name_the_window()

    def show(self, title: str, subtitle: str = '') -> None:
        """Change the words."""
        self._title.set_text(title)
        self._subtitle.set_text(subtitle)
        self._subtitle.set_visibility(bool(subtitle))
        self._name_the_window()

    def _name_the_window(self) -> None:
        around = self._title.ancestors()
        business = next((each.props['data-business'] for each in around if 'data-business' in each.props), PRODUCT)
        with self._title:
            ui.page_title(f'{self._title.text} · {business}')


class _Heading(ui.label):
    """A label whose tag is a heading, so that the page has an outline."""

    def __init__(self, text: str, level: int) -> None:
        super().__init__(text)
        self.tag = f'h{level}'


def heading(text: str, level: int = 1) -> ui.label:
    """A heading; every page has exactly one of level 1."""
    return _Heading(text, level)


class Toolbar:
    """Controls in a row; those created in `end` stand at the right."""

    def __init__(self, label: str) -> None:
        with ui.element('div').classes('toolbar').props('role=toolbar') as self.start:
            self.start.props['aria-label'] = label
        self._end: Element | None = None

    @property
    def end(self) -> Element:
        """The right-hand end; made when first used, so create what stands at the left before."""
        if self._end is None:
            with self.start:
                self._end = ui.element('div').classes('toolbar__end')
        return self._end

    def __enter__(self) -> Element:
        return self.start.__enter__()

    def __exit__(self, *problem: Any) -> None:
        self.start.__exit__(*problem)


@contextmanager
def section(title: str, about: str = '', *, actions: Callable[[], Any] | None = None) -> Any:
    """A titled part of a page; hairlines between, never a card."""
    with ui.element('section').classes('section') as part:
        part.props['aria-label'] = title
        with ui.element('div').classes('section__head'):
            with ui.element('div').classes('section__words'):
                heading(title, 2)
                if about:
                    ui.html(markup.safe(about), tag='p')
            if actions:
                with ui.element('div').classes('line'):
                    actions()
        yield part


def facts(pairs: Mapping[str, object] | Iterable[tuple[str, object]]) -> ui.html:
    """Names and values under one another. Values are text; `None` is shown as a dash."""
    return ui.html(facts_markup(pairs), tag='dl').classes('facts')


def facts_markup(pairs: Mapping[str, object] | Iterable[tuple[str, object]]) -> str:
    """The same as text, to `set_content` later."""
    rows = pairs.items() if isinstance(pairs, Mapping) else pairs
    return ''.join(
        markup.tag('dt', markup.safe(name)) + markup.tag('dd', markup.safe('–' if value in (None, '') else value))
        for name, value in rows
    )


def empty(
    title: str,
    about: str = '',
    *,
    icon: str = 'inbox',
    action: tuple[str, Callable[[], Any]] | None = None,
) -> Element:
    """Nothing here: say so, and what to do next."""
    with ui.element('div').classes('empty').mark('empty') as box:
        box.props['data-icon'] = icon
        heading(title, 2)
        if about:
            ui.html(markup.safe(about), tag='p')
        if action:
            buttons.quiet(action[0], action[1], marker='empty-action')
    return box


def skeleton(*, rows: int = 0, height: int = 120) -> Element:
    """A place holder of the final size: `rows` table rows, or a block `height` pixels high."""
    bars = '<div class="skeleton"></div>' * max(rows, 1)
    box = ui.html(bars).classes('skeleton-rows' if rows else '').props('role=status')
    box.props['aria-label'] = words.LOADING
    box.style('width:100%')
    if not rows:
        box.classes('skeleton').style(f'height:{height}px')
    return box


def figure(name: str, value: str, change: str = '', *, is_good: bool | None = None) -> Element:
    """One number with its name and its change against before."""
    tone = {True: 'good', False: 'danger', None: ''}[is_good]
    arrow = '' if is_good is None else ('↑ ' if not change.startswith(('-', '−')) else '↓ ')
    return ui.html(
        markup.tag('span', markup.safe(name), class_='figure__name')
        + markup.tag('span', markup.safe(value), class_='figure__value')
        + markup.tag('span', markup.safe(f'{arrow}{change}'), class_='figure__change', data_tone=tone),
    ).classes('figure')
