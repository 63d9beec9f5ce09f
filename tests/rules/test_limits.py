"""So often and no more: moving windows, exact at both edges, never larger than they may be."""

from datetime import timedelta

import pytest

from app.errors import TooMany
from app.limits import MovingWindow
from tests.given import NOW

MINUTE = timedelta(minutes=1)


def tries(window, key, count, later=timedelta()):
    """How many of them are let through."""
    passed = 0
    for _ in range(count):
        try:
            window.take(key, NOW + later)
            passed += 1
        except TooMany:
            continue
    return passed


def test_so_many_and_no_more_until_the_first_is_old_enough():
    window = MovingWindow(3, 5 * MINUTE)
    assert tries(window, 'ada', 2) == 2
    assert tries(window, 'ada', 5, MINUTE) == 1
    with pytest.raises(TooMany) as refusal:
        window.take('ada', NOW + 2 * MINUTE)

    assert refusal.value.retry_after == 180
    assert tries(window, 'ada', 9, 5 * MINUTE - timedelta(microseconds=1)) == 0
    assert tries(window, 'ada', 9, 5 * MINUTE) == 2
    assert tries(window, 'bob', 9, MINUTE) == 3


def test_what_is_given_back_or_forgotten_does_not_count():
    window = MovingWindow(1, MINUTE)
    window.take('ada', NOW)
    window.give_back('ada', NOW)
    window.give_back('ada', NOW)
    assert tries(window, 'ada', 2) == 1
    window.clear('ada')
    assert tries(window, 'ada', 2) == 1


def test_it_never_remembers_more_than_it_may():
    window = MovingWindow(1, MINUTE, keys=100)
    for number in range(1_000):
        window.take(number, NOW)

    assert len(window._taken) == 100
    assert tries(window, 999, 1) == 0, 'the latest are the ones kept'
