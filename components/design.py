"""The one place for raw colours, sizes and spacing, and the one call that dresses the application.

Every value below becomes a CSS custom property (`LIGHT['text']` is `var(--text)`); the style sheets in
`components/styles/` use those and nothing else. Python reads this module only where CSS cannot reach:
Quasar's brand colours and charts. What browsers do by themselves stands in `components/scripts/`.
"""

import hashlib
from pathlib import Path
from typing import Final

from fastapi import Response
from nicegui import app as ng
from nicegui import ui

HERE: Final = Path(__file__).parent
FIRST: Final = ('base', 'quasar', 'fields', 'parts', 'data', 'overlays', 'frame')  # then the rest, by name

SCALE: Final[dict[str, str]] = {
    # a 4-px grid
    's1': '4px',
    's2': '8px',
    's3': '12px',
    's4': '16px',
    's5': '20px',
    's6': '24px',
    's8': '32px',
    's12': '48px',
    # type: 14 to read, 13 where it is dense, 12 for what only accompanies
    't-small': '12px',
    't-dense': '13px',
    't-base': '14px',
    't-large': '16px',
    't-title': '20px',
    'font': "'Daybook Inter', system-ui, -apple-system, 'Segoe UI', sans-serif",
    'mono': "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
    'radius': '6px',
    'radius-small': '4px',
    'radius-large': '10px',
    'control': '32px',
    'control-small': '26px',
    'row': '36px',
    'rail': '216px',
    'topbar': '48px',
    'bottombar': '56px',
    'form': '560px',
    'reading': '720px',
    'motion': '120ms',
    'hairline': '1px',
}

LIGHT: Final[dict[str, str]] = {
    'page': '#ffffff',
    'rail-page': '#f7f7f8',
    'sunken': '#f4f4f6',
    'hover': '#f1f1f4',
    'pressed': '#e8e8ec',
    'raised': '#ffffff',
    'inverse': '#1c1c21',
    'on-inverse': '#fafafa',
    'on-inverse-accent': '#b4bdff',
    'text': '#19191d',
    'text-soft': '#4f4f5a',
    'text-faint': '#676773',
    'text-off': '#9a9aa5',
    'line': '#e6e6ea',
    'line-strong': '#d3d3da',
    'line-control': '#8d8d98',
    'accent': '#4450d6',
    'accent-hover': '#3943bd',
    'on-accent': '#ffffff',
    'accent-ink': '#3c47c4',
    'accent-wash': '#eef0ff',
    'accent-line': '#c3c9fa',
    'focus': '#4450d6',
    'danger': '#b8321a',
    'danger-hover': '#9a2814',
    'danger-ink': '#ab2d16',
    'danger-wash': '#fdeeea',
    'danger-mark': '#d55e00',
    'warn-ink': '#824900',
    'warn-wash': '#fdf4e3',
    'warn-mark': '#c77c00',
    'good-ink': '#00634a',
    'good-wash': '#e5f5ef',
    'good-mark': '#00805d',
    'shadow': '0 0 0 1px rgb(20 20 30 / 7%), 0 4px 10px rgb(20 20 30 / 8%), 0 16px 40px rgb(20 20 30 / 12%)',
    'veil': 'rgb(24 24 32 / 32%)',
    'hatch': 'rgb(30 30 45 / 7%)',
    'off-hours': '#f7f7f9',
    'scheme': 'light',
    # what a booking's state looks like: ink to read, wash behind it, mark for the stripe
    'pending-ink': '#824900',
    'pending-wash': '#fdf4e3',
    'pending-mark': '#c77c00',
    'confirmed-ink': '#0b5488',
    'confirmed-wash': '#e6f1fa',
    'confirmed-mark': '#0072b2',
    'completed-ink': '#00634a',
    'completed-wash': '#e5f5ef',
    'completed-mark': '#00805d',
    'cancelled-ink': '#5c5c68',
    'cancelled-wash': '#f1f1f4',
    'cancelled-mark': '#7c7c88',
    'no-show-ink': '#94306a',
    'no-show-wash': '#fbedf5',
    'no-show-mark': '#b94a8a',
    'held-ink': '#5a43b5',
    'held-wash': '#f1eefc',
    'held-mark': '#6e56cf',
}

DARK: Final[dict[str, str]] = {
    'page': '#121214',
    'rail-page': '#0c0c0e',
    'sunken': '#19191d',
    'hover': '#1f1f24',
    'pressed': '#29292f',
    'raised': '#1b1b20',
    'inverse': '#ececef',
    'on-inverse': '#17171a',
    'on-inverse-accent': '#3c47c4',
    'text': '#ededf0',
    'text-soft': '#b4b4be',
    'text-faint': '#93939f',
    'text-off': '#62626d',
    'line': '#27272c',
    'line-strong': '#37373e',
    'line-control': '#6d6d79',
    'accent': '#5965e8',
    'accent-hover': '#4b57d8',
    'on-accent': '#ffffff',
    'accent-ink': '#a9b3ff',
    'accent-wash': '#1f2140',
    'accent-line': '#3b4080',
    'focus': '#8e9aff',
    'danger': '#c7432a',
    'danger-hover': '#b83a22',
    'danger-ink': '#ff9a83',
    'danger-wash': '#33190f',
    'danger-mark': '#f07b45',
    'warn-ink': '#f2c078',
    'warn-wash': '#2e2210',
    'warn-mark': '#e0a02f',
    'good-ink': '#74d4b1',
    'good-wash': '#10291f',
    'good-mark': '#2fb287',
    'shadow': '0 0 0 1px rgb(255 255 255 / 9%), 0 8px 20px rgb(0 0 0 / 45%), 0 20px 48px rgb(0 0 0 / 55%)',
    'veil': 'rgb(0 0 0 / 55%)',
    'hatch': 'rgb(220 220 255 / 6%)',
    'off-hours': '#161619',
    'scheme': 'dark',
    'pending-ink': '#f2c078',
    'pending-wash': '#2e2210',
    'pending-mark': '#e0a02f',
    'confirmed-ink': '#8cc8f2',
    'confirmed-wash': '#10253a',
    'confirmed-mark': '#4aa3df',
    'completed-ink': '#74d4b1',
    'completed-wash': '#10291f',
    'completed-mark': '#2fb287',
    'cancelled-ink': '#a4a4af',
    'cancelled-wash': '#212126',
    'cancelled-mark': '#73737f',
    'no-show-ink': '#f0a3cd',
    'no-show-wash': '#331829',
    'no-show-mark': '#d272a8',
    'held-ink': '#bcaef7',
    'held-wash': '#221d3d',
    'held-mark': '#8f7bea',
}

# Charts: one hue, even steps from "nothing" to "full", safe for every kind of colour vision; then a few to tell apart.
HEAT_LIGHT: Final = ('#f3f6fb', '#d3e2f2', '#a5c6e4', '#6ba3d0', '#3a7db6', '#1c5890', '#0d3762')
HEAT_DARK: Final = ('#17191e', '#16293f', '#17406a', '#1f5d97', '#3a82bf', '#74acdc', '#bcdcf5')
SERIES: Final = ('#0072b2', '#c77c00', '#00805d', '#b94a8a', '#6e56cf', '#7c7c88')


def chart_colours(*, dark: bool) -> dict[str, str]:
    """The ink, lines and ground of a chart in one theme."""
    theme = DARK if dark else LIGHT
    return {name: theme[name] for name in ('page', 'text', 'text-soft', 'text-faint', 'line', 'accent', 'raised')}


def heat_scale(*, dark: bool) -> list[list[float | str]]:
    """A colour scale in the form plotly takes."""
    steps = HEAT_DARK if dark else HEAT_LIGHT
    return [[position / (len(steps) - 1), colour] for position, colour in enumerate(steps)]


def stylesheet() -> str:
    """Everything in one sheet: the tokens of both themes, then the rules that use them."""
    tokens = [
        _rule(':root', SCALE | LIGHT | {'q-primary': LIGHT['accent']}),
        _rule('body.body--dark', DARK),
        # Quasar writes its brand colours into the style attribute of the body
        f'body.body--dark {{ --q-primary: {DARK["accent"]} !important; --q-dark: {DARK["raised"]} !important; '
        f'--q-dark-page: {DARK["page"]} !important; --q-negative: {DARK["danger"]} !important; }}',
    ]
    return '\n'.join([*tokens, _joined('styles')])


def script() -> str:
    """What the browser does by itself, in one file for all pages."""
    return _joined('scripts')


def install() -> None:
    """Dress the application. Call once at start, before the first page is served."""
    ng.colors(
        primary=LIGHT['accent'],
        secondary=LIGHT['text-soft'],
        accent=LIGHT['accent'],
        dark=DARK['raised'],
        dark_page=DARK['page'],
        positive=LIGHT['good-mark'],
        negative=LIGHT['danger'],
        info=LIGHT['confirmed-mark'],
        warning=LIGHT['warn-mark'],
    )
    ng.config.quasar_config['ripple'] = False
    # the hijacked loading bar has no name a screen reader could say
    ng.config.quasar_config.setdefault('loadingBar', {})['skipHijack'] = True
    _quiet_defaults()

    fonts = '/_daybook/fonts'
    ng.add_static_files(fonts, HERE / 'vendor' / 'inter', max_cache_age=31_536_000)
    style = _served('design.css', stylesheet(), 'text/css')
    scripts = _served('daybook.js', script(), 'text/javascript')
    ui.add_head_html(
        f'<link rel="preload" href="{fonts}/daybook-inter-latin.woff2" as="font" type="font/woff2" crossorigin>'
        f'<link rel="stylesheet" href="{style}">'
        f'<script src="{scripts}" defer></script>',
        shared=True,
    )


def _quiet_defaults() -> None:
    """Quasar's controls, dense and outlined, so that a control nobody styled still belongs to the house."""
    for field in (ui.input, ui.number, ui.select, ui.textarea, ui.date_input, ui.time_input):
        field.default_props('outlined dense stack-label hide-bottom-space no-error-icon')
    ui.select.default_props('options-dense behavior=menu dropdown-icon=expand_more')
    ui.button.default_props('no-caps unelevated')
    for choice in (ui.checkbox, ui.radio, ui.switch):
        choice.default_props('dense')
    ui.tabs.default_props('no-caps dense inline-label')
    # a colour of a name that does not exist: Quasar's would be !important in a layer, where no sheet can undo it
    ui.toggle.default_props('no-caps unelevated dense toggle-color=segment toggle-text-color=segment')
    ui.menu_item.default_props('role=menuitem')  # Quasar calls it a list item, which a menu may not hold
    ui.table.default_props('flat dense')
    ui.tooltip.default_props('transition-duration=80 delay=350')


def _joined(folder: str) -> str:
    """All files of a folder: those that others build on, then the rest by name."""
    first = {name: place for place, name in enumerate(FIRST)}
    files = sorted((HERE / folder).iterdir(), key=lambda path: (first.get(path.stem, len(first)), path.name))
    return '\n'.join(path.read_text(encoding='utf-8') for path in files)


def _served(name: str, text: str, media_type: str) -> str:
    """Serve a text under an address that changes with it, so browsers may keep it for ever."""
    stem, suffix = name.split('.')
    address = f'/_daybook/{stem}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.{suffix}'

    @ng.get(address, include_in_schema=False)
    def read() -> Response:
        return Response(text, media_type=media_type, headers={'Cache-Control': 'public, max-age=31536000, immutable'})

    return address


def _rule(selector: str, values: dict[str, str]) -> str:
    return f'{selector} {{ ' + ' '.join(f'--{name}: {value};' for name, value in values.items()) + ' }'
