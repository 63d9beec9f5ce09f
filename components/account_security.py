"""What keeps an account one's own: its password, the devices signed in, and who was at the door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, Final

from components import fields, when, words
from components.data_table import Action, Column, DataTable, Wanted
from components.form import Form
from services.access.shapes import DeviceShape, SignInShape

HINT: Final = 'At least 15 characters. A few words that have nothing to do with each other do well.'
CHANGE: Final = 'Change password'
THIS: Final = 'Now, on this device'
NOWHERE: Final = 'Unknown'
FAR: Final = '(far from the one before)'
Want = Callable[[Wanted], Awaitable[None]]

DEVICES: Final = (
    Column('name', 'Device'),
    Column('place', 'Network', is_extra=True),
    Column('created', 'Signed in', 'time', is_extra=True),
    Column('seen', 'Last seen', 'time'),
)
SIGN_INS: Final = (
    Column('at', 'When', 'time'),
    Column('outcome', 'What', 'status'),
    Column('device', 'Device'),
    Column('place', 'Network', is_extra=True),
)


class PasswordForm(Form):
    """`on_save` is awaited with `current`, `password` and `again`."""

    def __init__(self, on_save: Callable[..., Awaitable[Any]]) -> None:
        super().__init__(lambda values: on_save(**values))
        with self:
            self.add('current', fields.password('Current password', marker='current'))
            self.add('password', fields.password('New password', hint=HINT, is_new=True, marker='password'))
            self.add('again', fields.password('New password once more', is_new=True, marker='again'))
            self.actions(CHANGE, keys='')

    def done(self) -> None:
        """The new one is kept: nothing of it stays on the screen."""
        for name in ('current', 'password', 'again'):
            self._fields[name].set_value('')
        self.saved()


class DeviceList:
    """Where one is signed in. `on_end` is awaited with the id of a session as text."""

    def __init__(self, *, zone: str, on_want: Want, on_end: Callable[[str], Awaitable[Any]]) -> None:
        self._zone = zone
        self._table = DataTable(DEVICES, label='Devices', on_want=on_want,
                                actions=[Action('end', words.SIGN_OUT, 'logout')],
                                on_act=lambda _, key: on_end(key))

    @property
    def wanted(self) -> Wanted:
        return self._table.wanted

    def show(self, devices: Sequence[DeviceShape], total: int, *, today: date) -> None:
        """Draw one page of them."""
        self._table.show([{
            'key': str(each.session_id), 'name': each.name,
            'place': f'{each.place} {FAR}' if each.is_far else each.place or NOWHERE,
            'created': when.moment(each.created_at, self._zone, today=today),
            'seen': THIS if each.is_this else when.moment(each.last_seen_at, self._zone, today=today),
        } for each in devices], total)


class SignInList:
    """Who was at the door of the account, let in or not."""

    def __init__(self, *, zone: str, on_want: Want) -> None:
        self._zone = zone
        self._table = DataTable(SIGN_INS, label='Sign-ins', on_want=on_want, empty='Nobody yet.')

    @property
    def wanted(self) -> Wanted:
        return self._table.wanted

    def show(self, sign_ins: Sequence[SignInShape], total: int, *, today: date) -> None:
        """Draw one page of them."""
        self._table.show([sign_in_row(each, self._zone, today=today) for each in sign_ins], total)


def sign_in_row(each: SignInShape, zone: str, *, today: date) -> dict[str, Any]:
    """As `SIGN_INS` draws it."""
    return {'key': str(each.id), 'at': when.moment(each.at, zone, today=today), 'outcome': each.outcome,
            'device': each.device, 'place': each.place or NOWHERE}
