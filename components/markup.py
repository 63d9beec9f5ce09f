"""Small pieces of HTML for read-only lists, where one element per word would cost the server.

Everything that comes from people goes through `safe`; the browser cleans the result a second time (`ui.html`).
"""

from html import escape
from typing import Any


def safe(text: object) -> str:
    """Text that can stand between tags and inside quotes."""
    return escape(str(text), quote=True)


def tag(name: str, content: str = '', **attributes: Any) -> str:
    """An element around content that is already safe; `class_` and `data_tone` become `class` and `data-tone`."""
    words = ''.join(
        f' {key.rstrip("_").replace("_", "-")}="{safe(value)}"'
        for key, value in attributes.items()
        if value not in (None, '')
    )
    return f'<{name}{words}>{content}</{name}>'
