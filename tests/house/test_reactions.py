"""Every reaction is carried out by a function of its name: nothing is owed in vain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from services.reactions import DELAYS, HANDLERS, REACTIONS


def test_every_handler_is_there():
    assert out_of_order(REACTIONS, [handler.__name__ for handler in HANDLERS], DELAYS) == []


@pytest.mark.parametrize(('table', 'there', 'delayed', 'said'), [
    ({'Booked': ('tell',)}, [], [], 'owed in vain: tell'),
    ({'Booked': ()}, [], ['tell'], 'delayed, though nobody owes it: tell'),
    ({'Booked': ()}, ['tell'], [], 'there for nobody: tell'),
    ({'Booked': ('tell', 'tell')}, ['tell'], [], 'twice for Booked: tell'),
    ({'Booked': ('tell',)}, ['tell', 'tell'], [], 'two of one name: tell'),
])
def test_what_is_out_of_order_is_seen(table, there, delayed, said):
    assert said in out_of_order(table, there, delayed)


def out_of_order(table: Mapping[object, tuple[str, ...]], there: Iterable[str], delayed: Iterable[str]) -> list[str]:
    there, owed = list(there), {name for names in table.values() for name in names}
    return [
        *(f'owed in vain: {name}' for name in sorted(owed - set(there))),
        *(f'delayed, though nobody owes it: {name}' for name in sorted(set(delayed) - owed)),
        *(f'there for nobody: {name}' for name in sorted(set(there) - owed)),
        *(f'two of one name: {name}' for name in sorted(set(there)) if there.count(name) > 1),
        *(f'twice for {event}: {name}' for event, names in table.items()
          for name in sorted(set(names)) if names.count(name) > 1),
    ]
