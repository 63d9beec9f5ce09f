"""A day as a list: what a phone shows instead of columns. One element, however long the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui

from components import badges, markup, words


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One booking: `time` is already in words, `path` where it opens, `heading` the day it is listed under; `zone`
    names the clock where it is not the reader's."""

    time: str
    title: str
    about: str
    status: str
    path: str
    heading: str = ''
    zone: str = ''


class Agenda:
    """Lines under their headings, in the order given."""

    def __init__(self, *, empty: str = words.NO_ROWS) -> None:
        self._empty = empty
        self._box = ui.html('').classes('agenda').mark('agenda')

    def show(self, lines: Sequence[AgendaLine], *, empty: str = '') -> None:
        """Draw exactly these; `empty` says why there are none, where there is more to say than usual."""
        self._box.set_content(_listed(lines) or markup.tag('p', markup.safe(empty or self._empty), class_='soft'))


def _listed(lines: Sequence[AgendaLine]) -> str:
    parts, heading = [], ''
    for line in lines:
        if line.heading != heading:
            heading = line.heading
            parts.append(markup.tag('h2', markup.safe(heading), class_='agenda__day'))
        parts.append(_line(line))
    return ''.join(parts)


def _line(line: AgendaLine) -> str:
    what = markup.tag('b', markup.safe(line.title)) + markup.tag('span', markup.safe(line.about))
    zone = markup.tag('small', markup.safe(line.zone)) if line.zone else ''
    return markup.tag(
        'a',
        markup.tag('time', markup.safe(line.time) + zone) + markup.tag('span', what, class_='agenda__what')
        + badges.status_markup(line.status),
        class_='agenda__line', href=line.path)
