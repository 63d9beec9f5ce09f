"""The board by hand: drag, refuse, resize, sweep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from app.intervals import Interval
from services.appointments import AppointmentShape
from services.calendars import CalendarShape
from services.demo.business import STAFF
from services.offerings import OfferingShape
from tests.journeys import finding
from tests.journeys.ledger import Ledger, next_weekday
from tests.journeys.tabs import Tab, Tabs

HALF_HOUR = timedelta(minutes=30)
SLACK = 2  # px a card may be off after it went back


@dataclass
class Board:
    """The board of Camden on one day, with a booking of the test's own in it and room below."""

    tab: Tab
    day: date
    booked: AppointmentShape
    calendar: CalendarShape

    @property
    def card(self) -> Locator:
        return self.tab.page.locator(f'[data-event="{self.booked.id}"]:not(.ec-preview, .ec-ghost)').first

    @property
    def panel(self) -> Locator:
        return self.tab.page.locator('.move-panel')

    @property
    def pixels_a_minute(self) -> float:
        """From a card's own height: a start on the next hour is that much lower."""
        labels = self.tab.page.locator('.ec-sidebar .ec-slot time').locator('visible=true')
        first, second = labels.nth(1).bounding_box(), labels.nth(2).bounding_box()
        assert first
        assert second
        return (second['y'] - first['y']) / 60

    def column(self, calendar: CalendarShape) -> float:
        """The middle of somebody's column."""
        box = self.tab.page.locator('.ec-col-head').filter(has_text=calendar.name).bounding_box()
        assert box
        return box['x'] + box['width'] / 2

    def drag(self, by_minutes: int, *, to: CalendarShape | None = None, grip: float = 0.35) -> FloatRect:
        """Drag the card with the mouse; returns where it was."""
        self.card.scroll_into_view_if_needed()
        was = self.card.bounding_box()
        assert was
        x, y = was['x'] + was['width'] / 3, was['y'] + was['height'] * grip
        self.sweep(x, y, self.column(to) if to else x, y + by_minutes * self.pixels_a_minute)
        return was

    def sweep(self, x: float, y: float, to_x: float, to_y: float) -> None:
        mouse = self.tab.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + (to_x - x) / 3, y + (to_y - y) / 3 + 2, steps=4)
        mouse.move(to_x, to_y, steps=8)
        mouse.up()


@pytest.fixture
def board(tabs: Tabs, ledger: Ledger) -> Board:
    """A booking with the half hour below it free, on the screen."""
    offering = ledger.offerings()['Physiotherapy']
    for weekday in range(5):
        day = next_weekday(weekday, least=14)  # further than the other journeys look
        free, shown = set(ledger.all_free(offering, ledger.able(offering), day)), ledger.on_board(day)
        for calendar, starts in sorted(free, key=lambda each: each[1]):
            if {(calendar, starts + HALF_HOUR), (calendar, starts + HALF_HOUR / 2)} <= free and not any(
                    each.calendar_id == calendar.id and each.during.starts_at < starts + 2 * HALF_HOUR
                    and starts < each.during.ends_at for each in shown):  # requests lie on time that is free still
                booked = ledger.book(offering, calendar, starts, 'Dora Drag')
                board = Board(tabs.open(STAFF.email, f'/board?date={day.isoformat()}'), day, booked, calendar)
                expect(board.card).to_be_visible()
                board.tab.page.wait_for_timeout(200)
                return board
    raise AssertionError('no room in the whole week')


def test_a_dragged_card_is_asked_about_and_saved_and_can_be_put_back(board: Board, ledger: Ledger):
    board.drag(30)
    expect(board.panel).to_contain_text('Dora Drag')
    expect(board.panel.locator('del')).to_contain_text(ledger.clock(board.booked.during.starts_at))
    expect(board.panel.locator('ins')).to_contain_text(ledger.clock(board.booked.during.starts_at + HALF_HOUR))
    board.panel.get_by_label('Reason').fill('Client asked')
    board.panel.get_by_role('button', name='Save').click()
    expect(board.tab.toast('Moved to')).to_be_visible()

    moved = ledger.appointment(board.booked.reference)
    assert moved.during.starts_at == board.booked.during.starts_at + HALF_HOUR
    assert moved.during.length == board.booked.during.length

    board.tab.button('Undo').click()
    expect(board.tab.toast('Put back')).to_be_visible()
    assert ledger.appointment(board.booked.reference).during == board.booked.during


def test_a_drop_on_somebody_who_cannot_do_it_goes_back_and_says_why(board: Board, ledger: Ledger):
    able = {card.id for card in ledger.with_skills(ledger.offerings()['Physiotherapy'].required)}
    other = next(each for each in ledger.calendars() if each.zone == board.calendar.zone and each.id not in able)
    was = board.drag(0, to=other)
    expect(board.panel.locator('ins')).to_have_text(other.name)
    board.panel.get_by_role('button', name='Save').click()

    refusal = board.tab.dialog()
    expect(refusal).to_contain_text('not possible')
    print(f'\nrefused with: {refusal.locator("p").first.inner_text()}')
    assert refusal.get_by_role('group', name='What is possible').get_by_role('button').count() >= 1
    refusal.get_by_role('button', name='Leave it as it was').click()

    expect(board.tab.page.locator('.q-dialog')).to_have_count(0)
    is_back = board.card.bounding_box()
    assert is_back
    assert abs(is_back['x'] - was['x']) <= SLACK
    assert abs(is_back['y'] - was['y']) <= SLACK
    assert ledger.appointment(board.booked.reference).calendar_id == board.calendar.id


def test_a_move_can_be_reverted_before_it_is_saved(board: Board, ledger: Ledger):
    was = board.drag(30)
    expect(board.panel).to_be_visible()
    board.tab.page.keyboard.press('Escape')

    expect(board.panel).to_have_count(0)
    is_back = board.card.bounding_box()
    assert is_back
    assert abs(is_back['y'] - was['y']) <= SLACK
    assert ledger.appointment(board.booked.reference).during == board.booked.during


def test_pulling_the_edge_makes_it_longer(board: Board, ledger: Ledger):
    board.card.scroll_into_view_if_needed()
    box = board.card.bounding_box()
    assert box
    x, y = box['x'] + box['width'] / 2, box['y'] + box['height'] - 3
    board.sweep(x, y, x, y + 15 * board.pixels_a_minute)

    expect(board.panel.locator('ins').last).to_contain_text('45')
    board.panel.get_by_role('button', name='Save').click()
    expect(board.tab.toast('Moved')).to_be_visible()
    longer = ledger.appointment(board.booked.reference).during
    assert longer.starts_at == board.booked.during.starts_at
    assert longer.length == timedelta(minutes=45)


def test_sweeping_white_space_books_there(board: Board, ledger: Ledger):
    box = board.card.bounding_box()
    assert box
    below = box['y'] + 30 * board.pixels_a_minute + 3
    x = box['x'] + box['width'] / 2
    board.sweep(x, below, x, below + 30 * board.pixels_a_minute - 6)

    dialog = board.tab.dialog()
    expect(dialog.get_by_role('heading', name='Book')).to_be_visible()
    starts = ledger.clock(board.booked.during.ends_at)
    expect(dialog).to_contain_text(f'{starts}–{ledger.clock(board.booked.during.ends_at + HALF_HOUR)}')
    expect(dialog).to_contain_text(board.calendar.name)
    dialog.get_by_role('combobox', name='Offering').click()
    able = {offering.name for offering in ledger.offerings().values()
            if board.calendar.id in {card.id for card in ledger.with_skills(offering.required)}}
    options = board.tab.page.get_by_role('option')
    expect(options).to_have_count(len(able))
    options.filter(has_text='Physiotherapy · 30').click()
    finding.new_client(board.tab, 'Susi Sweep')
    finding.press_book(board.tab)
    reference = finding.reference(board.tab)

    swept = ledger.appointment(reference)
    assert (swept.calendar_id, swept.during.starts_at) == (board.calendar.id, board.booked.during.ends_at)
    expect(board.tab.page.locator(f'[data-event="{swept.id}"]')).to_be_visible()


def test_a_request_for_time_that_is_taken_leaves_most_of_the_column_to_who_has_it(tabs: Tabs, ledger: Ledger):
    offering, calendar, day, first = room_for_two(ledger)
    asked = ledger.ask(offering, calendar, first + offering.duration / 2, 'Rita Request')
    taken = ledger.book(offering, calendar, first, 'Sol Solid')
    after = ledger.book(offering, calendar, first + 2 * offering.duration, 'Nell Neighbour')
    tab = tabs.open(STAFF.email, f'/board?date={day.isoformat()}')

    head = tab.page.locator('.ec-col-head').filter(has_text=calendar.name).bounding_box()
    wide = {each.client_name: tab.page.locator(f'[data-event="{each.id}"]') for each in (asked, taken, after)}
    for card in wide.values():
        expect(card).to_be_visible()
    boxes = {name: card.bounding_box() for name, card in wide.items()}
    assert head
    assert boxes['Nell Neighbour']['width'] > 0.9 * head['width']
    assert boxes['Sol Solid']['width'] > 0.5 * head['width']
    assert boxes['Rita Request']['x'] >= boxes['Sol Solid']['x'] + boxes['Sol Solid']['width'] - 1


def room_for_two(ledger: Ledger) -> tuple[OfferingShape, CalendarShape, date, datetime]:
    """Three times an offering's length free in a row, with the first of their starts."""
    offering = ledger.offerings()['Physiotherapy']
    for day in (next_weekday(weekday, least=21) for weekday in range(5)):
        for calendar in ledger.able(offering):
            free = set(ledger.free(offering, calendar, day))
            asked = [each.during for each in ledger.on_board(day) if each.calendar_id == calendar.id]
            for first in sorted(free):
                whole = Interval.lasting(first, 3 * offering.duration)
                if {first + part * offering.duration / 2 for part in range(5)} <= free and not any(
                        each.overlaps(whole) for each in asked):
                    return offering, calendar, day, first
    raise AssertionError('no room in the whole week')


def test_columns_beyond_the_edge_are_counted_and_a_key_brings_them(tabs: Tabs):
    tab = tabs.open(STAFF.email, f'/board?date={next_weekday(1).isoformat()}')
    more = tab.page.get_by_role('button', name='to the right')
    last = tab.page.locator('.ec-col-head').last
    expect(more).to_be_visible()
    expect(last).not_to_be_in_viewport(ratio=1)

    for _ in range(3):
        if more.is_visible():
            more.focus()
            tab.page.keyboard.press('Enter')
            tab.page.wait_for_timeout(300)

    expect(more).to_be_hidden()
    expect(last).to_be_in_viewport(ratio=1)
    expect(tab.page.get_by_role('button', name='to the left')).to_be_visible()


def test_a_closed_day_says_so_in_every_column(tabs: Tabs):
    tab = tabs.open(STAFF.email, f'/board?date={next_weekday(6).isoformat()}')
    columns = tab.page.locator('.ec-col-head')
    expect(columns.first).to_be_visible()

    expect(tab.page.locator('.ec-ground-off').filter(has_text='Closed')).to_have_count(columns.count())
