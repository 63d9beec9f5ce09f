"""The keys that work on the screen in sight, as a list: by "?" or from the menu of whoever is signed in."""

from nicegui import ui

from components import buttons, words
from components.page_parts import heading

KEY = '?'


def shortcut_list() -> None:
    """Draw it, closed and empty: `scripts/shortcuts.js` opens it, filled with what is there at that moment."""
    with ui.element('dialog').classes('keys').props('data-keys-list').mark('keys') as box:
        box.props['aria-label'] = words.KEYS
        with ui.element('div').classes('dialog__head'):
            heading(words.KEYS, 2)
            with ui.element('form').props('method=dialog'):
                buttons.icon('close', words.CLOSE, is_small=True).props['type'] = 'submit'
        with ui.element('div').classes('dialog__body'):
            for name, title in words.KEYS_OF.items():
                with ui.element('section'):
                    heading(title, 3)
                    ui.element('dl').props['data-keys-of'] = name
    opens = ui.element('button').classes('hidden-text').props('type=button tabindex=-1 aria-hidden=true data-keys-open')
    opens.props.update({'data-shortcut': KEY, 'data-says': words.KEYS})


def opening() -> None:
    """The line of a menu that opens it."""
    with ui.element('button').classes('menu-link not-on-phone').props('type=button data-keys-open').mark('open-keys'):
        ui.label(words.KEYS)
        buttons.kbd(KEY)
