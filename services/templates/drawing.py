"""Both parts of a letter, drawn from the same blocks: text, and HTML in the frame of the business.

Mail programs know tables and styles at each element; what stands in the style sheet is for those that read one.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, StrictUndefined

from app import mail
from services.templates import colours
from services.templates.marks import Block, Button, Line, Paragraph
from services.templates.shapes import Brand, Language

# After the preheader: without it a list of mails shows how the letter begins beside it.
PADDING: Final = '\u00a0\u200c' * 80
SPOKEN: Final = {Language.ENGLISH: 'en-GB'}
FRAME: Final = Path(__file__).with_name('frame.html')
_FRAME = Environment(autoescape=True, undefined=StrictUndefined).from_string(FRAME.read_text())


def text_of(blocks: Iterable[Block], *, link: str, brand: Brand, unsubscribe: str) -> str:
    """The letter without markup."""
    foot = f'{mail.UNSUBSCRIBE}: {unsubscribe}' if unsubscribe else ''
    parts = [*(_text(block, link) for block in blocks), *_foot(brand), foot]
    return '\n\n'.join(part for part in parts if part) + '\n'


def html_of(blocks: Iterable[Block], *, subject: str, preheader: str, link: str, business: str, brand: Brand,
            unsubscribe: str, language: Language) -> str:
    """The letter in its frame; everything in it is escaped."""
    colour = brand.colour or colours.OURS
    return _FRAME.render(
        blocks=[_drawn(block) for block in blocks if link or not isinstance(block, Button)], subject=subject,
        preheader=preheader, padding=PADDING, link=link, business=business, colour=colour,
        on_colour=colours.on(colour), foot=_foot(brand), unsubscribe=unsubscribe, unsubscribe_says=mail.UNSUBSCRIBE,
        language=SPOKEN[language])


def _foot(brand: Brand) -> list[str]:
    return [part for part in (brand.closing, brand.postal) if part]


def _drawn(block: Block) -> dict[str, Any]:
    if isinstance(block, Button):
        return {'name': 'button', 'says': block.says}
    if isinstance(block, Paragraph):
        return {'name': 'paragraph', 'lines': block.lines}
    return {'name': 'details', 'rows': block.rows}


def _text(block: Block, link: str) -> str:
    if isinstance(block, Button):
        return link and f'{block.says}:\n{link}'
    if isinstance(block, Paragraph):
        return '\n'.join(_words(line) for line in block.lines)
    return '\n'.join(f'{_words(name)}: {_words(value)}' if name else f'- {_words(value)}'
                     for name, value in block.rows)


def _words(line: Line) -> str:
    return ''.join(run.text for run in line)
