"""How things stand beside and under one another, without spacing by hand."""

from nicegui import ui
from nicegui.element import Element


def stack(*, gap: int = 3) -> Element:
    """Under one another; `gap` in steps of 4 px (1, 2, 3, 4, 6, 8)."""
    return ui.element('div').classes(f'stack gap-{gap}')


def line(*, gap: int = 2, apart: bool = False) -> Element:
    """Beside one another, wrapping; `apart` pushes the ends outwards."""
    return ui.element('div').classes(f'line gap-{gap}' + (' apart' if apart else ''))


def columns(*, gap: int = 4) -> Element:
    """As many equal columns as fit."""
    return ui.element('div').classes(f'columns gap-{gap}')


def text(words: str, *, soft: bool = False, faint: bool = False, dense: bool = False, strong: bool = False) -> ui.label:
    """A run of words."""
    chosen = {'soft': soft, 'faint': faint, 'dense': dense, 'strong': strong}
    return ui.label(words).classes(' '.join(name for name, is_on in chosen.items() if is_on))
