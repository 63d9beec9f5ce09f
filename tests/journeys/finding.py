"""What people do on Find a time and in the booking form, so that journeys read like what people do."""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import quote

from playwright.sync_api import Locator, expect

from components import when
from services.calendars import CalendarShape
from services.offerings import OfferingShape
from tests.journeys.tabs import Tab

LEVELS = ('Basic', 'Intermediate', 'Advanced', 'Expert')


def need(tab: Tab, name: str, kind: str = 'Offerings') -> None:
    """Say what is needed by its name, and wait for its badge."""
    box = tab.page.get_by_role('combobox', name='What is needed')
    box.fill(name)
    tab.page.locator('.need-box__option').filter(has_text=re.compile(f'^{re.escape(name)}')).first.click()
    expect(tab.page.locator('.need-badge').filter(has_text=name)).to_be_visible()
    rest(tab)


def level(tab: Tab, skill: str, name: str) -> None:
    """Ask for more of a skill."""
    tab.page.get_by_label(f'Least level of {skill}').select_option(str(LEVELS.index(name) + 1))
    rest(tab)


def rest(tab: Tab) -> None:
    """Wait until the answer in sight is the one to the question in sight."""
    tab.page.wait_for_timeout(60)  # the question is on its way
    expect(tab.page.locator('.free-times--waits')).to_have_count(0)
    tab.page.wait_for_timeout(60)
    expect(tab.page.locator('.free-times--waits')).to_have_count(0)


def show_day(tab: Tab, day: date) -> None:
    """Choose a day of the strip."""
    chosen = tab.page.locator(f'.day-strip__day[aria-label^="{when.long_day(day)}"]')
    chosen.click()
    expect(chosen).to_have_attribute('aria-pressed', 'true')
    rest(tab)


def start(tab: Tab, calendar: CalendarShape, at: datetime) -> Locator:
    """The chip of a free start."""
    return tab.page.locator(f'[data-key="{calendar.id}|{at.isoformat()}"]')


def providers(tab: Tab) -> set[str]:
    """Who stands in the results."""
    return set(tab.page.locator('.provider').get_by_role('heading').all_text_contents())


def book_path(calendar: CalendarShape, at: datetime, offering: OfferingShape) -> str:
    return f'/book?calendar={calendar.id}&starts={quote(at.isoformat())}&offering={offering.id}'


def new_client(tab: Tab, name: str, *, phone: str = '', email: str = '') -> None:
    """Put somebody on file without leaving the form."""
    tab.page.get_by_role('combobox', name='Client').fill(name)
    tab.page.get_by_role('option', name=f'New client “{name}”').click()
    expect(tab.field('Name')).to_have_value(name)
    expect(tab.field('Phone')).to_be_focused()
    if phone:
        tab.field('Phone').fill(phone)
    if email:
        tab.field('E-mail').fill(email)


def press_book(tab: Tab) -> None:
    tab.page.get_by_role('button', name=re.compile('^Book')).last.click()


def reference(tab: Tab) -> str:
    """The reference in the notice that it is booked."""
    link = tab.page.locator('.toast a')
    expect(link).to_be_visible()
    return link.inner_text()
