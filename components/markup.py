"""Small pieces of HTML for read-only lists, where one element per word would cost the server.

Everything that comes from people goes through `safe`; the browser cleans the result a second time (`ui.html`).
"""

import re
from html import escape
from typing import Any, Final

_RANGE: Final = re.compile(r'(\d\d:\d\d–\d\d:\d\d)')


def safe(text: object) -> str:
    """Text that can stand between tags and inside quotes."""
    return escape(str(text), quote=True)


def unbroken_markup(text: object) -> str:
    """The same, with every range of times (10:00–11:00) kept on one line."""
    return ''.join(tag('span', safe(part), class_='unbroken') if number % 2 else safe(part)
                   for number, part in enumerate(_RANGE.split(str(text))))


def tag(name: str, content: str = '', **attributes: Any) -> str:
    """An element around content that is already safe; `class_` and `data_tone` become `class` and `data-tone`."""
    words = ''.join(
        f' {key.rstrip("_").replace("_", "-")}="{safe(value)}"'
        for key, value in attributes.items()
        if value not in (None, '')
    )
    return f'<{name}{words}>{content}</{name}>'
