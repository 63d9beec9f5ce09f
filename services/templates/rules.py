"""What may be kept of what somebody typed: every field that is wrong is named, with its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

from app import text
from app.addresses import normal_email
from app.errors import Invalid
from services.templates import colours, marks, rendering
from services.templates.errors import NotRendered
from services.templates.language import checked, filled
from services.templates.shapes import (
    LONGEST_BODY,
    LONGEST_LINE,
    LONGEST_PART,
    MOST_COPIES,
    Audience,
    Brand,
    Entry,
    Style,
    Wording,
)


def wording(entry: Entry, typed: Wording) -> Wording:
    """As it is kept: it renders with the examples, and has what its letter cannot do without. Raises: Invalid."""
    kept, wrong = _gathered({
        'subject': lambda: _line(entry, typed.subject, 'subject', is_required=True),
        'preheader': lambda: _line(entry, typed.preheader, 'preheader', is_required=False),
        'body': lambda: _body(entry, typed.body)})
    if wrong:
        raise NotRendered(fields=wrong)
    return Wording(**kept)


def copies(entry: Entry, typed: Sequence[str], field: str) -> list[str]:
    """Addresses that get a copy, each once. Raises: Invalid at `field`."""
    found = list(dict.fromkeys(_address(each, field) for each in typed if each.strip()))
    if found and entry.audience is Audience.ACCOUNT:
        raise Invalid.field(field, 'Of letters about accounts nobody gets a copy.')
    if len(found) > MOST_COPIES:
        raise Invalid.field(field, f'At most {MOST_COPIES}.')
    return found


def known_brand(typed: Brand) -> Brand:
    """As it is kept. Raises: Invalid, at all fields that are wrong."""
    kept, wrong = _gathered({
        'colour': lambda: _colour(typed.colour),
        'closing': lambda: text.many_lines(typed.closing, 'closing', most=LONGEST_PART),
        'postal': lambda: text.many_lines(typed.postal, 'postal', most=LONGEST_PART),
        'reply_to': lambda: _address(typed.reply_to, 'reply_to') if typed.reply_to.strip() else ''})
    if wrong:
        raise Invalid(fields=wrong)
    return Brand(**kept)


def in_brand(style: Style, brand: Brand) -> Style:
    """The same in another look, as somebody types it. Raises: Invalid (names the fields)."""
    return replace(style, brand=known_brand(brand))


def different(one: Wording | Brand, other: Wording | Brand) -> tuple[str, ...]:
    """The fields in which they differ."""
    others = asdict(other)
    return tuple(name for name, value in asdict(one).items() if others[name] != value)


def _gathered(checks: dict[str, Callable[[], str]]) -> tuple[dict[str, str], dict[str, str]]:
    kept: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for field, check in checks.items():
        try:
            kept[field] = check()
        except Invalid as refusal:
            wrong |= refusal.fields
    return kept, wrong


def _line(entry: Entry, typed: str, field: str, *, is_required: bool) -> str:
    line = text.one_line(typed, field, most=LONGEST_LINE, required=is_required)
    if is_required and not marks.plain(filled(line, entry.examples, field)).strip():
        raise Invalid.field(field, 'With the examples this is empty.')
    filled(line, entry.examples, field)
    return line


def _body(entry: Entry, typed: str) -> str:
    body = text.many_lines(typed, 'body', most=LONGEST_BODY)
    blocks = marks.blocks(filled(body, rendering.cleaned(entry, entry.examples), 'body'))
    buttons = sum(isinstance(block, marks.Button) for block in blocks)
    said = checked(body, 'body').lines
    if not blocks:
        raise Invalid.field('body', 'Please fill this in.')
    if missing := [word for word in entry.needs if word not in said]:
        raise Invalid.field('body', f'Without {{{{ {missing[0]} }}}} this letter does not say what it is for.')
    if entry.has_button and not buttons:
        raise Invalid.field('body', 'Without its button it leads nowhere: put [[its words]] on a line of their own.')
    if buttons > entry.has_button:
        raise Invalid.field('body', 'One button is enough.' if entry.has_button
                            else 'This letter leads nowhere, so it has no button.')
    return body


def _colour(typed: str) -> str:
    colour = typed.strip().lower()
    if colour and not colours.is_colour(colour):
        raise Invalid.field('colour', 'A sign # and six digits, 0 to 9 and a to f.')
    return colour


def _address(typed: str, field: str) -> str:
    try:
        address = normal_email(typed)
    except Invalid as refusal:
        raise Invalid.field(field, f'{typed.strip()[:80]}: {refusal.message}') from None
    if not address.isascii():
        raise Invalid.field(field, f'{address}: not every mail server can reach this one.')
    return address
