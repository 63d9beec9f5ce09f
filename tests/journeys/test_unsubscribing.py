"""From a booking to the mail, from its foot to no more of them: without ever signing in (S-25)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from app import clock, journal
from app.intervals import Interval
from app.localtime import instant
from services import appointments, notifications, reactions
from services.appointments import AppointmentShape
from services.demo.business import HEAD
from services.notifications import Progress
from tests.given import Given, a_client
from tests.journeys.ledger import ZONE, Ledger, next_weekday
from tests.journeys.tabs import Tabs
from tests.pages.doors import House
from tests.smtp_sink import Sink, link, plain

EDA = 'eda@letters.example'
LONG_AGO = timedelta(minutes=10)  # whatever is told a little later is due


@pytest.fixture
def desk(mailing: House) -> Iterator[Ledger]:
    """Whoever books in the server's database, so that it is told aloud and mailed."""
    ledger = Ledger(mailing.database_url, HEAD.email)
    reactions.install()
    ledger.tell()
    yield ledger
    journal.react({})
    ledger.close()


def at(hour: int) -> Interval:
    starts = instant(datetime.combine(next_weekday(0), datetime.min.time()).replace(hour=hour), ZONE)
    return Interval(starts, starts + timedelta(hours=1))


async def booked() -> tuple[Given, AppointmentShape]:
    given = await Given.a_tenant(now=clock.now() - LONG_AGO, slug='letters')
    calendar = await given.calendar('Dana')
    return given, await given.appointment(calendar, at(10), client=a_client('Eda Moss', email=EDA))


async def count_of(given: Given, progress: Progress) -> int:
    return (await notifications.deliveries(given.ctx, progress=progress)).total


async def moved(given: Given, made: AppointmentShape, hour: int, *, minutes: int) -> None:
    await appointments.reschedule(replace(given.ctx, now=given.ctx.now + timedelta(minutes=minutes)),
                                  appointment_id=made.id, during=at(hour))


def test_s25_the_foot_of_a_mail_stops_them_and_starts_them_again_without_signing_in(
        tabs: Tabs, mailing: House, sink: Sink, desk: Ledger):
    given, made = desk.run(booked())
    letter = sink.waits_for(1, EDA)
    assert f'({ZONE})' in plain(letter)
    way = link(letter)
    assert letter['List-Unsubscribe'] == f'<{way}>'

    tab = tabs.open(origin=mailing.url, path=way.removeprefix(mailing.url))
    tab.sees('You get all of these messages.')
    tab.button('Stop these messages').click()
    tab.sees('You get none of these messages any more.')
    expect(tab.button('Stop these messages')).to_have_count(0)

    desk.run(moved(given, made, 12, minutes=2))
    deadline = time.monotonic() + 30
    while not desk.run(count_of(given, Progress.UNWANTED)):
        assert time.monotonic() < deadline, 'it is said to be not wanted'
        time.sleep(0.05)
    assert len(sink.mails_to(EDA)) == 1

    tab.button('Get all of them again').click()
    tab.sees('You get all of these messages.')
    desk.run(moved(given, made, 14, minutes=4))
    assert sink.waits_for(2, EDA)['Subject'].startswith('Moved: ')
