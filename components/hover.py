"""A card beside an element, on hover and on keyboard focus; Esc closes it, and one can move onto it."""

from collections.abc import Mapping
from typing import TypeVar

import orjson
from nicegui.element import Element

from components import words

T = TypeVar('T', bound=Element)


def hover_card(anchor: T, title: str, facts: Mapping[str, str], *, status: object | None = None) -> T:
    """Give an element a card. Made in the browser when it is wanted: it costs one attribute."""
    card: dict[str, object] = {'title': title, 'facts': list(facts.items())}
    if status is not None:
        card['status'] = words.look_of(status)._asdict()
    anchor.props['data-hover'] = orjson.dumps(card).decode()
    anchor.props['tabindex'] = anchor.props.get('tabindex', '0')
    return anchor
