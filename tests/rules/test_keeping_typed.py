"""S-26: what somebody typed waits for the page that shows it again, in that browser, once, and not for long."""

from datetime import UTC, datetime, timedelta

from pages._typed import LASTS, MOST, Typed

NOW = datetime(2027, 3, 3, 12, 7, tzinfo=UTC)


def test_s26_it_is_read_once_by_the_browser_it_was_typed_in():
    typed = Typed()
    typed.keep('ours', '/sign-in', {'email': 'eve@example.org'}, now=NOW)
    assert typed.taken('theirs', '/sign-in', now=NOW) == {}
    assert typed.taken('ours', '/forgot', now=NOW) == {}
    assert typed.taken('ours', '/sign-in', now=NOW) == {'email': 'eve@example.org'}
    assert typed.taken('ours', '/sign-in', now=NOW) == {}


def test_s26_it_does_not_wait_for_long_nor_pile_up():
    typed = Typed()
    typed.keep('ours', '/sign-in', {'email': 'eve@example.org'}, now=NOW)
    assert typed.taken('ours', '/sign-in', now=NOW + LASTS) == {}
    for number in range(MOST + 5):
        typed.keep(str(number), '/sign-in', {'email': 'eve@example.org'}, now=NOW)
    assert len(typed._kept) == MOST
    typed.keep('ours', '/sign-in', {}, now=NOW + LASTS + timedelta(seconds=1))
    assert list(typed._kept) == [('ours', '/sign-in')]
