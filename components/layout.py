"""How things stand beside and under one another, without spacing by hand."""

from collections.abc import Awaitable, Callable
from typing import Any

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


def kept_in(place: Element, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """`call`, whose dialogs stand in `place`: what is pressed may be drawn anew while one of them is open."""
    async def run(*args: Any) -> Any:
        with place:
            return await call(*args)

    return run
