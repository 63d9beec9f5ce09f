"""What really stands in the database, asked through the services, on a thread with a loop of its own.

Synchronous Playwright occupies the loop of the main thread; here coroutines run beside it.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from app import clock, database, live, topics
from app.broadcast import Broadcast
from app.context import Actor, Context
from app.intervals import Interval
from app.localtime import instant
from app.paging import Page
from services import appointments, availability, calendars, clients, offerings, people, skills
from services.appointments import AppointmentShape
from services.calendars import CalendarShape
from services.offerings import OfferingShape
from services.people import GroupShape, UserShape
from services.skills import SkillLevel, SkillShape

T = TypeVar('T')
ALL = Page(500)
OVERLAPS = """
    select count(*) from claims one join claims other
      on one.tenant_id = other.tenant_id and one.resource_id = other.resource_id and one.id < other.id
     and one.core_starts_at < other.core_ends_at and other.core_starts_at < one.core_ends_at"""
ZONE = 'Europe/London'


class Ledger:
    """The demo's Northside, as its services answer the given person."""

    def __init__(self, database_url: str, who: str) -> None:
        self._url, self._engine = database_url, database.configure(database_url, pool_size=3)
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._actor: tuple[UUID, Actor] = self.run(self._connected(who))
        self._broadcast = Broadcast(live.hub, database_url)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        if database._engine is not self._engine:  # a process works with one database: here, whose ledger was asked last
            self._engine = database.configure(self._url, pool_size=3)
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def tell(self) -> None:
        """From now on this process says aloud what it books, as any server process does."""
        async def start() -> None:
            self._broadcast.start()
            await self._broadcast.ready.wait()

        if not self._broadcast.ready.is_set():
            self.run(start())

    def tell_all(self) -> None:
        """Also what it booked without a word: every server looks again."""
        async def announce() -> None:
            live.announce([live.Change(self._actor[0], topics.LEDGER_AGAIN)])

        self.tell()
        self.run(announce())

    def close(self) -> None:
        self.run(self._broadcast.stop())
        self.run(database.dispose())
        self._loop.call_soon_threadsafe(self._loop.stop)

    @property
    def ctx(self) -> Context:
        tenant_id, actor = self._actor
        return Context(tenant_id=tenant_id, actor=actor, now=clock.now(), zone=ZONE)

    @property
    def system(self) -> Context:
        """The product itself, in the same business."""
        return Context.system(self._actor[0], clock.now(), zone=ZONE)

    def calendars(self) -> list[CalendarShape]:
        return list(self.run(calendars.listed(self.ctx, page=ALL)).rows)

    def offerings(self) -> dict[str, OfferingShape]:
        return {each.name: each for each in self.run(offerings.listed(self.ctx, page=ALL)).rows}

    def skills(self) -> dict[str, SkillShape]:
        return {each.name: each for each in self.run(skills.listed(self.ctx, page=ALL)).rows}

    def person(self, name: str) -> UserShape:
        """Somebody who works there, by their name."""
        [found] = self.run(people.listed(self.system, text=name)).rows
        return found

    def group(self, name: str) -> GroupShape:
        [found] = [each for each in self.run(people.groups(self.system, page=ALL)).rows if each.name == name]
        return found

    def appointment(self, reference: str) -> AppointmentShape:
        return self.run(appointments.by_reference(self.ctx, reference=reference))

    def able(self, offering: OfferingShape) -> list[CalendarShape]:
        """The calendars of Camden (whose clock is the viewers' own) that can do an offering, in the board's order."""
        able = {card.id for card in self.with_skills(offering.required)}
        return [each for each in self.calendars() if each.zone == ZONE and each.id in able]

    def with_skills(self, required: tuple[SkillLevel, ...], match: availability.Match = availability.Match.ALL
                    ) -> list[availability.CalendarCard]:
        """Who has these skills, wherever they work."""
        availability.doubt()  # the server may have changed them behind this process's back
        return list(self.run(availability.calendars_with_skills(self.ctx, required=required, match=match)))

    def on_board(self, day: date) -> list[AppointmentShape]:
        """What stands on the board of Camden on a day."""
        midnight = instant(datetime.combine(day, time()), ZONE)
        here = [each.id for each in self.calendars() if each.zone == ZONE]
        return list(self.run(appointments.on_board(
            self.ctx, during=Interval.lasting(midnight, timedelta(days=1)), calendar_ids=here)))

    def free(self, offering: OfferingShape, calendar: CalendarShape, on: date) -> list[datetime]:
        """The free starts of one calendar on one day."""
        return [starts for _, starts in self.all_free(offering, [calendar], on)]

    def all_free(self, offering: OfferingShape, among: Sequence[CalendarShape], on: date
                 ) -> list[tuple[CalendarShape, datetime]]:
        """Who is free when on one day, earliest first."""
        by_id = {calendar.id: calendar for calendar in among}
        return [(by_id[slot.calendar_id], slot.starts_at) for slot in self._found(offering, among, on, on).slots]

    def _found(self, offering: OfferingShape, among: Sequence[CalendarShape], first: date, last: date
               ) -> availability.Found:
        availability.doubt()  # the server booked behind this process's back
        wanted = availability.want(
            duration=offering.duration, first_on=first, last_on=last, zone=ZONE, buffer_before=offering.buffer_before,
            buffer_after=offering.buffer_after, required=offering.required,
            calendar_ids=frozenset(calendar.id for calendar in among))
        return self.run(availability.search(self.ctx, wanted=wanted, page=ALL)).found

    def book(self, offering: OfferingShape, calendar: CalendarShape, starts: datetime, client: str) -> AppointmentShape:
        """A booking of somebody else, made by this process."""
        return self.run(appointments.book(
            self.ctx, calendar_id=calendar.id, during=Interval.lasting(starts, offering.duration),
            client=clients.ClientRef(name=client), offering_id=offering.id))

    def ask(self, offering: OfferingShape, calendar: CalendarShape, starts: datetime, client: str) -> AppointmentShape:
        """A request of somebody else, made by this process."""
        return self.run(appointments.book(
            self.ctx, calendar_id=calendar.id, during=Interval.lasting(starts, offering.duration),
            client=clients.ClientRef(name=client), offering_id=offering.id, is_request=True))

    def first_free(self, name: str, on: date | None = None) -> tuple[OfferingShape, CalendarShape, datetime]:
        """An offering, whoever in Camden has most room for it on a day (the roomiest), and their first start."""
        offering = self.offerings()[name]
        day = on or self.roomy_day(name)
        free: dict[UUID, list[tuple[CalendarShape, datetime]]] = defaultdict(list)
        for calendar, starts in self.all_free(offering, self.able(offering), day):
            free[calendar.id].append((calendar, starts))
        assert free, f'nothing free for {name} on {day}'
        calendar, starts = max(free.values(), key=len)[0]
        return offering, calendar, starts

    def roomy_day(self, name: str) -> date:
        """The day of the coming fortnight (from the day after tomorrow) with most free starts in Camden."""
        offering, today = self.offerings()[name], self.ctx.now.date()
        counts: dict[date, int] = defaultdict(int)
        for start in self._found(offering, self.able(offering), today + timedelta(days=2), today + timedelta(days=12)
                                 ).starts:
            counts[start.starts_at.astimezone(ZoneInfo(ZONE)).date()] += start.count
        return max(counts, key=lambda day: counts[day])

    def clock(self, at: datetime) -> str:
        """An instant on the clocks of Camden."""
        return f'{at.astimezone(ZoneInfo(ZONE)):%H:%M}'

    def overlaps(self) -> int:
        """How many pairs of claims on one resource overlap: the ledger's one promise."""
        with psycopg.connect(self._url.replace('+psycopg', '')) as connection:
            return int(connection.execute(OVERLAPS).fetchone()[0])

    async def _connected(self, who: str) -> tuple[UUID, Actor]:
        found = await people.home_of(people.normal_email(who))
        assert found, who
        tenant_id, user_id = found
        user = await people.by_id(Context.system(tenant_id, clock.now()), user_id=user_id)
        return tenant_id, Actor(user_id, user.name, user.role)


def next_weekday(weekday: int, *, least: int = 2) -> date:
    """A day of the demo's future that is a Monday (0) ... and not too near."""
    day = clock.now().date() + timedelta(days=least)
    return day + timedelta(days=(weekday - day.weekday()) % 7)
