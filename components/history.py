"""What happened, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui

from components import markup, words


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a history. `when` is already in words, in the zone that matters; `tone` colours its dot."""

    when: str
    what: str
    who: str = ''
    detail: str = ''
    tone: str = ''


class History:
    """A list of happenings; one element, however many there are."""

    def __init__(self, happenings: Sequence[Happening], *, marker: str = 'history') -> None:
        self._list = ui.html(_lines(happenings), tag='ol').classes('history').mark(marker)

    def show(self, happenings: Sequence[Happening]) -> None:
        """Draw these instead."""
        self._list.set_content(_lines(happenings))


def _lines(happenings: Sequence[Happening]) -> str:
    return ''.join(_line(one) for one in happenings) or markup.tag('li', words.NO_ROWS)


def _line(one: Happening) -> str:
    who = markup.tag('span', f' · {markup.safe(one.who)}', class_='who') if one.who else ''
    detail = markup.tag('p', markup.safe(one.detail)) if one.detail else ''
    when = markup.tag('div', markup.tag('time', markup.safe(one.when)) + who, class_='small')
    return markup.tag('li', markup.tag('div', markup.unbroken_markup(one.what)) + detail + when, data_tone=one.tone)
