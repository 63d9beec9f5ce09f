"""Find a time: the question in the address, the answers as they change, and a start that becomes a booking."""

import asyncio
from datetime import date

import pytest

from components.need import Need, of_query, query_of, window_of
from pages.desk._finding import find_a_time
from services import appointments
from services.skills import Level
from tests.given import NOW, a_client, monday
from tests.pages.desk import at_the_desk, drawn, only, until

TODAY = date(2027, 3, 1)  # a Monday


def finding(**query):
    async def draw(visit):
        await find_a_time(visit, query)

    return draw


def rows(user):
    return {row['name']: [start['time'] for start in row['starts']] for row in drawn(user, 'free-times', 'rows')}


async def shows(user, expected):
    await until(lambda: rows(user) == expected)
    assert rows(user) == expected


@pytest.mark.parametrize('need', [
    Need(), Need(offering='a', skills=(('b', 3), ('c', 1)), is_any=True, group='g', location='l', minutes='45'),
    Need(window='', first='2027-03-01', last='2027-02-01', opens='9', closes='half past', weekdays=(0, 4)),
    Need(window='week', view='pooled', sort='name', day='2027-03-03', at='2027-03-03T09:00:00+00:00', page=3)])
def test_the_address_keeps_the_whole_question_even_a_wrong_one(need):
    assert of_query(query_of(need)) == need


def test_an_address_from_anywhere_cannot_break_the_screen():
    need = of_query({'view': 'x', 'sort': '-', 'page': '-3', 'skills': 'a,b:9,:2,c:4,c:1', 'weekdays': '99911',
                     'window': 'ever', 'at': '9999-12-31T23:59:59+00:00', 'offering': 'x' * 5000})
    assert need == Need(window='', skills=(('c', 1),), weekdays=(1,), offering='x' * 60)


@pytest.mark.parametrize(('window', 'first', 'last'), [
    ('today', 1, 1), ('tomorrow', 2, 2), ('week', 1, 7), ('fortnight', 1, 14)])
def test_quick_choices_are_whole_days_from_today(window, first, last):
    assert window_of(window, TODAY) == (date(2027, 3, first), date(2027, 3, last))


async def test_choosing_an_offering_shows_who_can_do_it_without_any_other_press(given):
    massage = await given.skill('Massage')
    anna = await given.calendar('Anna', hours='Mon 09:00-11:00', skills=[(massage, Level.EXPERT)])
    await given.calendar('Ben', hours='Mon 09:00-10:00')
    offering = await given.offering('Deep massage', minutes=60, required=[(massage, Level.ADVANCED)])
    async with at_the_desk(given, finding(window='today')) as user:
        await shows(user, {'Anna': ['09:00', '09:15', '09:30', '09:45', '10:00'], 'Ben': ['09:00']})
        user.find(marker='need-box').trigger('need', {'offering': str(offering.id), 'skills': []})
        await shows(user, {'Anna': ['09:00', '09:15', '09:30', '09:45', '10:00']})
        assert only(user, 'need-box').props['offering'] == str(offering.id)
        [row] = drawn(user, 'free-times', 'rows')
        assert row['id'] == str(anna.id)
        assert row['skills'] == [{'name': 'Massage', 'level': 4, 'said': 'Massage, expert, level 4 of 4'}]


async def test_all_of_the_skills_or_any_of_them(given):
    plumbing, wiring = await given.skill('Plumbing'), await given.skill('Wiring')
    await given.calendar('Both', hours='Mon 09:00-10:00', skills=[plumbing, wiring])
    await given.calendar('One', hours='Mon 09:00-10:00', skills=[(plumbing, Level.EXPERT)])
    asked = f'{plumbing.id}:1,{wiring.id}:1'
    async with at_the_desk(given, finding(window='today', skills=asked)) as user:
        await shows(user, {'Both': ['09:00']})
        only(user, 'match').value = True
        await shows(user, {'Both': ['09:00'], 'One': ['09:00']})
        user.find(marker='need-box').trigger('need', {'offering': '', 'skills': [[str(plumbing.id), 2]]})
        await shows(user, {'One': ['09:00']})


async def test_a_bad_range_is_said_at_its_field_and_nothing_typed_or_shown_is_lost(given):
    await given.calendar('Anna', hours='Mon 09:00-10:00')
    async with at_the_desk(given, finding(window='today')) as user:
        await shows(user, {'Anna': ['09:00']})
        only(user, 'last').value = '2027-02-01'
        await until(lambda: only(user, 'last').error)
        assert only(user, 'last').error == 'The last day is before the first.'
        assert (only(user, 'first').value, only(user, 'last').value) == ('2027-03-01', '2027-02-01')
        assert rows(user) == {'Anna': ['09:00']}
        only(user, 'last').value = '2027-03-02'
        await until(lambda: not only(user, 'last').error)
        assert not only(user, 'last').error


async def test_nothing_free_says_why_and_one_press_asks_the_next_best_question(given):
    await given.calendar('Anna', hours='Mon 09:00-10:00')
    async with at_the_desk(given, finding(window='today', opens='12:00', closes='13:00')) as user:
        await user.should_see('Nothing free')
        await user.should_see('does not work then')
        assert rows(user) == {}
        await user.should_see('with Anna')
        user.find('Another time of day').click()
        await shows(user, {'Anna': ['09:00']})


async def test_what_nobody_can_do_leaves_a_way_out(given):
    massage, juggling = await given.skill('Massage'), await given.skill('Juggling')
    await given.calendar('Anna', hours='Mon 09:00-10:00', skills=[massage])
    offering = await given.offering('Massage', minutes=60, required=[(massage, Level.BASIC)])
    async with at_the_desk(given, finding(offering=str(offering.id), skills=f'{juggling.id}:1')) as user:
        await user.should_see('lacks a skill')
        user.find('The offering alone').click()
        await shows(user, {'Anna': ['09:00']})


async def test_providers_stand_by_their_next_start_or_by_name_and_the_first_available_is_the_first_of_all(given):
    await given.calendar('Anna', hours='Tue 09:00-10:00')
    await given.calendar('Ben', hours='Mon 12:00-13:00')
    await given.calendar('Cleo', hours='Mon 09:00-10:00')
    await given.calendar('Dora', hours='Sat 09:00-10:00')
    async with at_the_desk(given, finding(first='2027-03-01', last='2027-03-02', window='days')) as user:
        await until(lambda: list(rows(user)) == ['Cleo', 'Ben', 'Anna', 'Dora'])
        assert list(rows(user)) == ['Cleo', 'Ben', 'Anna', 'Dora']
        only(user, 'sort').value = 'name'
        await until(lambda: list(rows(user)) == ['Anna', 'Ben', 'Cleo', 'Dora'])
        assert list(rows(user)) == ['Anna', 'Ben', 'Cleo', 'Dora']
        assert only(user, 'first-available').text == 'First available today, 09:00'


async def test_a_provider_without_a_start_says_why_when_asked(given):
    await given.calendar('Anna', hours='Mon 09:00-10:00')
    booked = await given.calendar('Ben', hours='Mon 09:00-10:00')
    elsewhere = await given.calendar('Cleo', hours='Tue 09:00-10:00')
    await given.appointment(booked, 'Mon 09:00-10:00')
    async with at_the_desk(given, finding(first='2027-03-01', last='2027-03-02', window='days')) as user:
        await until(lambda: len(rows(user)) == 3)
        asked = {row['name']: row['why'] for row in drawn(user, 'free-times', 'rows')}
        assert asked == {'Anna': '', 'Ben': 'Why not Mon\u00a01\u00a0Mar?', 'Cleo': 'Why not Mon\u00a01\u00a0Mar?'}
        for calendar, said in ((booked, 'Booked; no gap is long enough'),
                               (elsewhere, 'Does not work then, or not for long enough')):
            user.find(marker='free-times').trigger('why', str(calendar.id))
            await until(lambda key=str(calendar.id): key in drawn(user, 'free-times', 'whys'))
            assert drawn(user, 'free-times', 'whys')[str(calendar.id)] == said
        for forged in ('x', None, '0' * 32):
            user.find(marker='free-times').trigger('why', forged)
        await until(lambda: not NOW)
        assert len(drawn(user, 'free-times', 'whys')) == 2


async def test_a_page_of_providers_is_read_at_a_time(given):
    for number in range(27):
        await given.calendar(f'Anna {number:02}', hours='Mon 09:00-10:00')
    async with at_the_desk(given, finding(window='today')) as user:
        await until(lambda: len(rows(user)) == 25)
        user.find(marker='next').click()
        await until(lambda: list(rows(user)) == ['Anna 25', 'Anna 26'])
        assert list(rows(user)) == ['Anna 25', 'Anna 26']
        await user.should_see('26–27 of 27')


async def test_the_pooled_week_counts_heads_and_shows_who_they_are(given):
    for name in ('Anna', 'Ben'):
        await given.calendar(name, hours='Mon 09:00-10:00')
    async with at_the_desk(given, finding(view='pooled')) as user:
        await until(lambda: drawn(user, 'free-times', 'week')['lines'])
        [line] = drawn(user, 'free-times', 'week')['lines']
        assert (line['time'], line['cells'][0]['count'], line['cells'][1]) == ('09:00', 2, None)
        assert line['cells'][0]['said'] == '09:00, Monday 1 March 2027: 2 free'
        user.find(marker='free-times').trigger('start', line['cells'][0]['at'])
        await until(lambda: drawn(user, 'free-times', 'week')['who'])
        assert [one['name'] for one in drawn(user, 'free-times', 'week')['who']] == ['Anna', 'Ben']


async def test_a_booking_of_a_colleague_takes_its_starts_away_while_one_looks(given, clerk):
    anna = await given.calendar('Anna', hours='Mon 09:00-11:00')
    offering = await given.offering(minutes=60)
    async with at_the_desk(given, finding(window='today', offering=str(offering.id))) as user:
        await shows(user, {'Anna': ['09:00', '09:15', '09:30', '09:45', '10:00']})
        await appointments.book(clerk, calendar_id=anna.id, during=monday('09:00-10:00'), client=a_client(),
                                offering_id=offering.id)
        await shows(user, {'Anna': ['10:00']})


async def test_times_are_the_askers_and_the_calendars_zone_is_named(given):
    await given.calendar('Far', hours='Mon 09:00-10:00', zone='America/New_York')
    async with at_the_desk(given, finding(window='today')) as user:
        await shows(user, {'Far': ['14:00']})
        [row] = drawn(user, 'free-times', 'rows')
        assert row['zone'] == 'New York time'
        assert row['starts'][0]['said'] == 'Mon\u00a01\u00a0Mar, 14:00, 09:00 New York time, Far'
        await user.should_see('Times in London time')


@pytest.mark.parametrize('forged', [
    {}, 'x', {'calendar': 'x', 'at': '2027-03-01T09:00:00+00:00'},
    {'calendar': '0' * 32, 'at': '2027-03-01T09:00:00'}, {'calendar': '0' * 32, 'at': '2027-03-01T09:00:00+00:00'}])
async def test_what_a_browser_makes_up_opens_nothing(given, forged):
    await given.calendar('Anna', hours='Mon 09:00-10:00')
    async with at_the_desk(given, finding(window='today')) as user:
        await shows(user, {'Anna': ['09:00']})
        user.find(marker='free-times').trigger('book', forged)
        await asyncio.sleep(0.3)  # by then it would have opened
        await user.should_not_see(marker='booking-summary')
