"""The application's frame: a rail with the way everywhere, and the place where the work goes."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nicegui import ui

from components import buttons, fields, markup, toasts, words
from components.bell import Bell
from components.palette import Palette, Search
from components.shortcut_list import opening, shortcut_list

Theme = Literal['auto', 'light', 'dark']


@dataclass(frozen=True, slots=True)
class Place:
    """Where one can go. `keys` is a shortcut such as `g b`, `also` another address of the same; phones show the
    first four places at the bottom.
    """

    label: str
    icon: str
    path: str
    keys: str = ''
    also: str = ''


@dataclass(frozen=True, slots=True)
class Places:
    """Places under one heading; the first group usually has none."""

    label: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in. `sign_out_path` takes an HTTP POST with the `csrf` token."""

    name: str
    role: str
    profile_path: str
    sign_out_path: str
    csrf: str = ''


class Frame:
    """Rail, top and bottom bar on a phone, palette, notices, and `content`. Created once per tab.

    with Frame(tenant='Northside', location='Leeds', person=person, groups=groups, search=search):
        Pages(...)   # the sub-pages
    """

    def __init__(
        self,
        *,
        tenant: str,
        location: str,
        person: Person,
        groups: Sequence[Places],
        search: Search,
        bell: Bell | None = None,
        theme: Theme = 'auto',
        on_theme: Callable[[Theme], Awaitable[Any]] | None = None,
    ) -> None:
        self._on_theme = on_theme
        self._dark = ui.dark_mode(_dark(theme))
        self._theme = theme
        self.palette = Palette(search)
        self._bell = bell
        toasts.host()
        with ui.left_drawer(value=None, bordered=True, top_corner=True, bottom_corner=True).classes(
            'rail'
        ) as self._rail:
            self._rail.props('width=216 breakpoint=760')
            self._draw_rail(tenant, location, person, groups)
        self._draw_topbar(tenant)
        self.above = ui.element('div').classes('above').mark('above')  # what every screen says first
        self.content = ui.element('div').classes('daybook-main').props('tabindex=-1').mark('main')
        self.content.props['data-business'] = tenant  # what windows are named by
        ui.skip_link(words.SKIP, target=self.content)
        # read aloud after a change of page; filled in the browser, from the new heading
        ui.element('div').classes('hidden-text').props('role=status aria-live=polite data-said')
        self._draw_bottombar(groups)
        shortcut_list()

    def __enter__(self) -> 'Frame':
        self.content.__enter__()
        return self

    def __exit__(self, *problem: Any) -> None:
        self.content.__exit__(*problem)

    def show(self, tenant: str, location: str) -> None:
        """Say what the business is called now, and where it is."""
        self._tenant.set_content(_tenant(tenant, location))
        self._topbar_words.text = tenant
        self.content.props['data-business'] = tenant

    async def use_theme(self, theme: Theme) -> None:
        """Change between light, dark and what the system says."""
        self._theme = theme
        self._dark.value = _dark(theme)
        if self._on_theme:
            await self._on_theme(theme)

    def _draw_rail(self, tenant: str, location: str, person: Person, groups: Sequence[Places]) -> None:
        self._tenant = ui.html(_tenant(tenant, location)).classes('rail__tenant').mark('tenant')
        with ui.element('div').classes('rail__tools'):
            buttons.quiet(words.SEARCH, self.palette.open, icon='search', keys='mod+k', marker='palette').classes(
                'rail__search'
            )
            if self._bell:
                self._bell.button(keys='g n')
        with ui.element('nav').props('aria-label=Main data-navigation'):
            for group in groups:
                if group.label:
                    ui.label(group.label).classes('rail__group')
                for place in group.places:
                    _link(place, 'rail__link')
        with ui.element('div').classes('rail__foot'):
            self._draw_person(person)

    def _draw_person(self, person: Person) -> None:
        role = words.ROLES.get(person.role, person.role)
        with ui.button(color=None).props('flat').classes('rail__person').mark('user-menu') as button:
            button.props['aria-label'] = f'{person.name}, {role}'
            ui.html(
                markup.tag('span', markup.safe(_initials(person.name)), class_='initials', aria_hidden='true')
                + markup.tag(
                    'span', markup.safe(person.name) + markup.tag('span', markup.safe(role)), class_='who-card'
                ),
            ).classes('line gap-2 straight')
            with ui.menu().props('anchor="top left" self="bottom left" :offset="[0, 6]"') as menu:
                # not a menu of commands: a link, a choice and a form
                menu.props.update({'role': 'group', 'aria-label': f'{person.name}, {role}'})
                link = ui.link(words.PROFILE, person.profile_path).classes(replace='menu-link').mark('profile')
                link.on('click', menu.close, [])
                opening()
                ui.separator()
                ui.label(words.THEME).classes('rail__group')
                with ui.element('div').classes('theme-choice'):
                    fields.either(
                        words.THEMES, self._theme, label=words.THEME, on_change=self.use_theme, marker='theme'
                    )
                ui.separator()
                _sign_out(person)

    def _draw_topbar(self, tenant: str) -> None:
        with ui.element('div').classes('topbar'):
            buttons.icon('menu', words.MENU, self._rail.toggle, marker='menu')
            self._topbar_words = ui.label(tenant).classes('topbar__words')
            if self._bell:
                self._bell.button(marker='bell-phone')
            buttons.icon('search', words.SEARCH, self.palette.open, marker='palette-phone')

    def _draw_bottombar(self, groups: Sequence[Places]) -> None:
        first = [place for group in groups for place in group.places][:4]
        with ui.element('nav').classes('bottombar').props('aria-label=Short data-navigation'):
            for place in first:
                _link(place, '', has_keys=False)


def _tenant(name: str, location: str) -> str:
    return markup.tag('b', markup.safe(name)) + markup.tag('span', markup.safe(location))


def _link(place: Place, classes: str, *, has_keys: bool = True) -> ui.link:
    link = ui.link(place.label, place.path)
    link.classes(replace=classes)
    link.props['data-icon'] = place.icon
    if place.also:
        link.props['data-also'] = place.also
    if has_keys:
        link.mark(f'go-{fields.slug(place.label)}')
        if place.keys:
            link.props.update({'data-shortcut': place.keys, 'data-keys': buttons.written(place.keys)})
    return link


def _sign_out(person: Person) -> None:
    # signing out changes a cookie, which only an HTTP answer can do: a real form, not a socket event
    with ui.element('form').classes('menu-form').props('method=post') as form:
        form.props['action'] = person.sign_out_path
        with ui.element('input').props('type=hidden name=csrf') as token:
            token.props['value'] = person.csrf
        with ui.element('button').props('type=submit').mark('sign-out'):
            ui.label(words.SIGN_OUT)


def _dark(theme: Theme) -> bool | None:
    return {'auto': None, 'light': False, 'dark': True}[theme]


def _initials(name: str) -> str:
    parts = name.split()
    return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else '')).upper()
