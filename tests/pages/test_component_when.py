"""Times, lengths and money as people read them."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from components import when

AT = datetime(2025, 11, 24, 14, 30, tzinfo=UTC)


def plain(text: str) -> str:
    return text.replace('\u00a0', ' ')


def test_a_time_is_shown_in_the_zone_asked_for_and_names_it_when_it_is_not_the_viewers():
    assert plain(when.moment(AT, 'America/New_York', viewer='Europe/London')) == 'Mon 24 Nov, 09:30 New York time'
    assert plain(when.moment(AT, 'Europe/London', viewer='Europe/London')) == 'Mon 24 Nov, 14:30'


def test_a_span_over_midnight_names_both_days():
    assert plain(when.span(AT, AT + timedelta(hours=12), 'Europe/London')) == 'Mon 24 Nov, 14:30–Tue 25 Nov, 02:30'


def test_an_instant_without_an_offset_is_refused():
    with pytest.raises(ValueError, match='offset'):
        when.clock(datetime(2025, 11, 24, 9), 'Europe/London')  # the very mistake meant


@pytest.mark.parametrize(('at', 'said'), [
    (AT, 'today, 14:30'), (AT + timedelta(days=1), 'tomorrow, 14:30'), (AT + timedelta(days=2), 'Wed 26 Nov, 14:30')])
def test_inside_a_sentence_a_near_day_has_no_capital(at, said):
    assert plain(when.inside(when.moment(at, 'Europe/London', today=date(2025, 11, 24)))) == said


def test_near_days_have_names():
    assert when.day(date(2025, 11, 25), today=date(2025, 11, 24)) == 'Tomorrow'
    assert plain(when.day(date(2026, 1, 2), today=date(2025, 11, 24))) == 'Fri 2 Jan 2026'


@pytest.mark.parametrize(
    ('typed', 'meant'),
    [
        ('9', time(9)),
        ('930', time(9, 30)),
        ('9:30', time(9, 30)),
        ('14.15', time(14, 15)),
        ('1415', time(14, 15)),
        ('2pm', time(14)),
        ('12am', time(0)),
        (' 08:05 ', time(8, 5)),
        ('25', None),
        ('9:75', None),
        ('noon', None),
        ('', None),
    ],
)
def test_a_time_of_day_is_read_however_it_is_typed(typed, meant):
    assert when.read_time(typed) == meant


@pytest.mark.parametrize(
    ('lasts', 'said'),
    [
        (timedelta(minutes=15), '15 min'),
        (timedelta(minutes=90), '1 h 30 min'),
        (timedelta(hours=2), '2 h'),
        (timedelta(days=3), '3 days'),
    ],
)
def test_a_length_is_in_words(lasts, said):
    assert plain(when.length(lasts)) == said


def test_money_has_its_currency():
    assert when.money(Decimal('-1234.5'), 'EUR') == '−€1,234.50'
    assert when.minor(123450, 'GBP') == '£1,234.50'
    assert when.minor(900, 'JPY') == '¥900'
