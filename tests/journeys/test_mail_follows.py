"""What is done at the desk reaches the client's own calendar, and what is taken back in time never leaves."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from email.message import EmailMessage

from icalendar import Calendar, Event
from playwright.sync_api import expect
from sqlalchemy import func, select

from app import clock
from app.database import reading
from app.journal import Reaction
from app.localtime import instant
from services import tenants
from services.demo.business import HEAD
from services.tenants.changing import FIELDS
from tests.given import Given
from tests.journeys import finding
from tests.journeys.ledger import ZONE, Ledger, next_weekday
from tests.journeys.places import as_of
from tests.journeys.tabs import PATIENCE, Tabs
from tests.pages.doors import House
from tests.smtp_sink import Sink, plain

GRETA = 'greta@follows.example'
TOLD = ('tell_the_client', 'tell_the_provider', 'deliver')
UNDO_WINDOW = 3  # seconds; long enough for who takes it back at once


async def a_desk(starts: datetime) -> tuple[Given, str, str]:
    """Somebody who works there, signed in, and the address where they book."""
    given = await Given.a_tenant(now=clock.now(), slug='follows')
    now = await tenants.current(given.ctx)
    await tenants.change(given.ctx, **{name: getattr(now, name) for name in FIELDS} | {'undo_seconds': UNDO_WINDOW})
    clerk = await given.user('USER')
    path = finding.book_path(await given.calendar('Dana'), starts, await given.offering('Massage'))
    return given, await given.cookie(clerk), path


async def count_of_owed(given: Given) -> int:
    async with reading(given.ctx) as db:
        return await db.scalar(select(func.count()).where(Reaction.handler.in_(TOLD))) or 0


def date_in(letter: EmailMessage) -> tuple[str, Event]:
    """What becomes of the date, and the date."""
    [part] = [each for each in letter.walk() if each.get_content_type() == 'text/calendar' and not each.get_filename()]
    calendar = Calendar.from_ical(part.get_content())
    return str(calendar['method']), calendar.events[0]


def test_a_booking_is_mailed_with_its_date_a_move_taken_back_is_not_and_a_cancellation_takes_the_date_away(
        tabs: Tabs, mailing: House, sink: Sink):
    desk = Ledger(mailing.database_url, HEAD.email)
    starts = instant(datetime.combine(next_weekday(0), datetime.min.time()).replace(hour=10), ZONE)
    given, cookie, path = desk.run(a_desk(starts))

    def all_told() -> None:
        deadline = time.monotonic() + PATIENCE / 1000
        while desk.run(count_of_owed(given)):
            assert time.monotonic() < deadline, 'somebody is still to be told'
            time.sleep(0.1)

    tab = tabs.open(origin=mailing.url)
    as_of(cookie, path)(tab)
    finding.new_client(tab, 'Greta Lund', email=GRETA)
    finding.press_book(tab)
    reference = finding.reference(tab)
    booked = sink.waits_for(1, GRETA)
    assert booked['Subject'].startswith('Booked: Massage')
    assert f'({ZONE})' in plain(booked)
    method, date = date_in(booked)
    assert (method, date.start, date.end) == ('REQUEST', starts, starts + timedelta(hours=1))

    tab.go(f'/appointments/{reference}')
    tab.page.keyboard.press('m')
    tab.page.locator('.free-starts .slot').first.click()
    tab.dialog().get_by_role('button', name='Move', exact=True).click()
    tab.button('Undo').click()
    expect(tab.page.locator('.history').first).to_contain_text('Undone')
    all_told()
    assert len(sink.mails_to(GRETA)) == 1

    tab.page.keyboard.press('c')
    tab.button('Client is ill').click()
    tab.button('Cancel appointment').click()
    cancelled = sink.waits_for(2, GRETA)
    assert cancelled['Subject'].startswith('Cancelled: Massage')
    gone, same = date_in(cancelled)
    assert (gone, same['uid'], same['sequence'] > date['sequence']) == ('CANCEL', date['uid'], True)
    desk.close()
