"""From wording and words to a letter."""

from __future__ import annotations

import unicodedata
from datetime import datetime

import structlog

from app.mail import Invitation, Letter
from services.templates import drawing, marks
from services.templates.catalogue import ENTRIES
from services.templates.errors import NotRendered
from services.templates.language import CLOSE, OPEN, filled
from services.templates.shapes import Audience, Entry, Rendered, Style, Values, Wording

log = structlog.get_logger(__name__)


def letter(style: Style, values: Values, *, to: str, key: str, at: datetime, link: str = '', unsubscribe: str = '',
           invitation: Invitation | None = None) -> Letter:
    """What is sent to one person. Wording of the business that cannot be rendered any more gives way to the default:
    its letter is late for no reason of the reader's.
    """
    try:
        said = rendered(style, style.own or ENTRIES[style.kind].default, values, link=link, unsubscribe=unsubscribe)
    except NotRendered as refused:
        if style.own is None:
            raise
        log.warning('own wording was not rendered', kind=style.kind.value, because=refused.message)
        said = rendered(style, ENTRIES[style.kind].default, values, link=link, unsubscribe=unsubscribe)
    is_copied = ENTRIES[style.kind].audience is not Audience.ACCOUNT
    return Letter(to=to, subject=said.subject, key=key, at=at, text=said.text, html=said.html, link=link,
                  unsubscribe=unsubscribe, invitation=invitation, sender=style.business, reply_to=style.brand.reply_to,
                  cc=style.cc if is_copied else (), bcc=style.bcc if is_copied else ())


def rendered(style: Style, wording: Wording, values: Values, *, link: str, unsubscribe: str = '') -> Rendered:
    """A letter with this wording. Raises: NotRendered at the field that is wrong."""
    clean = cleaned(ENTRIES[style.kind], values)
    # A break in what the head of a letter says is left for it to be refused there.
    subject = marks.plain(filled(wording.subject, values, 'subject'))
    preheader = marks.plain(filled(wording.preheader, clean, 'preheader'))
    blocks = marks.blocks(filled(wording.body, clean, 'body'))
    return Rendered(
        subject, preheader, drawing.text_of(blocks, link=link, brand=style.brand, unsubscribe=unsubscribe),
        drawing.html_of(blocks, subject=subject, preheader=preheader, link=link, business=style.business,
                        brand=style.brand, unsubscribe=unsubscribe, language=style.language))


def cleaned(entry: Entry, values: Values) -> Values:
    """Without what cannot be seen, and each on one line unless it is made of several."""
    with_lines = {word.name for word in entry.words if word.has_lines}
    return {name: _clean(value, has_lines=name in with_lines) if isinstance(value, str) else value
            for name, value in values.items()}


def _clean(value: str, *, has_lines: bool) -> str:
    lines = [' '.join(line.split()) for line in (value.split('\n') if has_lines else [value])]
    return '\n'.join(''.join(sign for sign in line if sign not in (OPEN, CLOSE) and unicodedata.category(sign) != 'Cc')
                     for line in lines)
