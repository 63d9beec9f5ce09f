"""What was sent to whom, newest first, under a row of filters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from nicegui import ui

from components import fields, when
from components.data_table import Action, Column, DataTable, Wanted
from components.page_parts import Toolbar
from services.notifications.shapes import DeliveryShape, Kind, Progress, Whom

WAIT: Final = 200  # ms of quiet before what is typed counts
ANYTHING: Final = 'Sent or not'
SAID: Final[dict[Progress, str]] = {
    Progress.WAITING: 'Waiting', Progress.SENT: 'Sent', Progress.REFUSED: 'Refused', Progress.OVERTAKEN: 'Overtaken',
    Progress.UNWANTED: 'Not wanted', Progress.PARKED: 'Given up'}
KINDS: Final[dict[Kind, str]] = {
    Kind.REQUESTED: 'Asked for', Kind.BOOKED: 'Booked', Kind.CONFIRMED: 'Confirmed', Kind.MOVED: 'Moved',
    Kind.CANCELLED: 'Cancelled', Kind.REMINDER: 'Reminder'}
WHOM: Final[dict[Whom, str]] = {Whom.CLIENT: 'Client', Whom.PROVIDER: 'Provider'}
UNWANTED: Final[dict[Whom, str]] = {
    Whom.CLIENT: 'The client has switched such messages off', Whom.PROVIDER: 'They have switched such messages off'}
COLUMNS: Final = (
    Column('time', 'When'),
    Column('name', 'To', second='to'),
    Column('what', 'What'),
    Column('reference', 'Appointment', 'link'),
    Column('progress', 'State', 'status'),
    Column('because', 'Why', 'wraps'),
)
ACTIONS: Final = (Action('resend', 'Send again', 'send', only_if='can_resend', is_worded=True),)


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for, as the address has it: part of a name, an address or a reference, and a progress."""

    text: str = ''
    progress: str = ''


class MessageList:
    """`on_want(Looked, Wanted)` is awaited for every page and filter, and answers by calling `show`;
    `on_resend(id)` is a press on "Send again".
    """

    def __init__(self, looked: Looked, *, zone: str, page: int, path_of: Callable[[str], str],
                 on_want: Callable[[Looked, Wanted], Awaitable[None]], on_resend: Callable[[str], Any]) -> None:
        self.looked, self._zone, self._path_of, self._on_want = looked, zone, path_of, on_want
        with Toolbar('Filters'):
            self._text = fields.text('', looked.text, placeholder='Name, address or reference', icon='search',
                                     kind='search', wait=WAIT, keys='/', marker='look-for',
                                     on_change=lambda text: self._ask(text=(text or '').strip()))
            progress = fields.choice('', {'': ANYTHING, **{each.value: SAID[each] for each in Progress}},
                                     looked.progress, marker='progress',
                                     on_change=lambda chosen: self._ask(progress=chosen or ''))
            progress.props['aria-label'] = 'State'
        with ui.element('div').classes('lines'):
            self._table = DataTable(COLUMNS, label='Messages', size=50, page=page, actions=ACTIONS,
                                    on_want=lambda wanted: on_want(self.looked, wanted),
                                    on_act=lambda _, key: on_resend(key),
                                    empty='No such message. A booking, a move or a cancellation makes one.')

    @property
    def wanted(self) -> Wanted:
        """The page in sight."""
        return self._table.wanted

    def show(self, found: Sequence[DeliveryShape], total: int) -> None:
        """Draw one page of them; `total` is how many there are."""
        self._text.error = None
        self._table.show([self._row(each) for each in found], total)

    def refuse(self, wrong: str) -> None:
        """Say at the field what cannot be looked for."""
        self._text.error = wrong

    async def _ask(self, **changes: str) -> None:
        looked = replace(self.looked, **changes)
        if looked != self.looked:
            self.looked = looked
            self._table.wanted = replace(self._table.wanted, page=1)
            await self._on_want(looked, self._table.wanted)

    def _row(self, each: DeliveryShape) -> dict[str, Any]:
        local = when.local(each.made_at, self._zone)
        return {
            'key': str(each.id), 'time': f'{when.day(local)}, {local:%H:%M:%S}', 'name': each.name,
            'to': reached(each), 'what': f'{KINDS[each.kind]}: {each.offering}',
            'reference': each.reference, 'reference_path': self._path_of(each.reference),
            'progress': each.progress, 'because': self._why(each),
            'can_resend': each.progress in (Progress.REFUSED, Progress.PARKED),
        }

    def _why(self, each: DeliveryShape) -> str:
        """Why it has not come, or when it is tried again."""
        if each.progress is Progress.WAITING and each.tries and each.due_at:
            return f'Tried {each.tries} times; again at {when.local(each.due_at, self._zone):%H:%M}'
        if each.progress is Progress.WAITING and each.because and each.due_at:
            return f'{each.because} Leaves {when.inside(when.moment(each.due_at, self._zone))}'
        return UNWANTED[each.whom] if each.progress is Progress.UNWANTED else each.because


def reached(each: DeliveryShape) -> str:
    """'SMS to client, 020 7946 0000'; of what is for the business as a whole, how."""
    return each.channel if each.whom is Whom.BUSINESS else f'{each.channel} to {WHOM[each.whom].lower()}, {each.to}'
