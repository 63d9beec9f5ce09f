"""The screen on which a time is found; it answers both its own address and, for those who may search, the start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from nicegui import ui

from app import topics
from app.errors import Invalid
from app.paging import Page
from components import need, when
from components.find_a_time import FindATime, FreeAnswer, page_of
from components.need import Need
from components.need_fields import Choices
from components.nothing_free import suggestions
from pages import paths
from pages._live import follow
from pages._visit import Visit
from pages.desk._booking_dialog import book_in_dialog
from pages.desk._question import at_start, minutes_of, on_day, providers_from, question
from services import availability, locations, offerings, people, skills
from services.availability import ByProvider, CalendarCard, Wanted

ALL = Page(limit=500)
ONE = Page(limit=1)


async def find_a_time(visit: Visit, query: Mapping[str, str]) -> None:
    """Draw the screen for the need in the address, and keep the address true to the need from then on."""
    ctx = visit.ctx()
    choices = Choices((await offerings.listed(ctx, page=ALL)).rows, (await skills.listed(ctx, page=ALL)).rows,
                      (await locations.listed(ctx, page=ALL)).rows, (await people.groups(ctx, page=ALL)).rows)
    zone = ctx.zone
    asked, address = 0, ''

    @visit.action()
    async def ask(wanted: Need) -> None:
        nonlocal asked, address
        asked += 1
        mine, before = asked, address
        address = paths.with_query(paths.FIND, **need.query_of(wanted))
        if address != before:
            ui.navigate.history.replace(address)
        screen.wait()
        today = when.local(visit.ctx().now, zone).date()
        try:
            answer = await _answer(visit, wanted, choices, question(wanted, choices, zone=zone, today=today))
        except Invalid as refusal:
            screen.show_errors(wanted, today, minutes_of(wanted, choices), refusal.fields)
            return
        if mine == asked:  # an older answer that came late is dropped
            screen.show(answer)
            following.to([topics.CATALOGUE, *_mentioned(answer)])

    @visit.action()
    async def book(calendar_id: UUID, starts: datetime) -> None:
        wanted = question(screen.need, choices, zone=zone, today=when.local(visit.ctx().now, zone).date())
        offering = choices.offering(screen.need.offering)
        booked = await book_in_dialog(visit, calendar_id=calendar_id, starts=starts, ends=starts + wanted.duration,
                                      offering_id=offering.id if offering else None)
        if booked:
            await look_again()
            screen.focus()

    @visit.action()
    async def why(calendar_id: UUID, day: date) -> None:
        today = when.local(visit.ctx().now, zone).date()
        wanted = on_day(question(screen.need, choices, zone=zone, today=today), day)
        screen.show_why(calendar_id, await availability.obstacle(
            visit.ctx(), calendar_id=calendar_id, wanted=wanted), today)

    async def look_again() -> None:
        await ask(screen.need)

    screen = FindATime(choices, zone=zone, wanted=need.of_query(query), on_need=ask, on_book=book,
                        on_why=why)
    following = follow(visit, topics.CATALOGUE, look_again)
    await ask(screen.need)


async def _answer(visit: Visit, wanted: Need, choices: Choices, asked: Wanted) -> FreeAnswer:
    ctx = visit.ctx()
    today = when.local(ctx.now, asked.zone).date()
    found = await availability.search(ctx, wanted=asked, page=ONE)
    starts = found.found.starts
    free_on = when.local(starts[0].starts_at, asked.zone).date() if starts else None
    shown = need.day_shown(wanted, asked.first_on, asked.last_on, free_on)
    providers: ByProvider | None = None
    who: tuple[CalendarCard, ...] = ()
    if wanted.view == 'providers':
        providers = await availability.search_by_provider(
            ctx, wanted=providers_from(asked, shown, wanted), page=page_of(wanted))
    elif wanted.at:
        who = await _free_at(visit, asked, wanted.at)
    return FreeAnswer(need=wanted, today=today, first=asked.first_on, last=asked.last_on,
                      minutes=minutes_of(wanted, choices), shown=shown, found=found, providers=providers, who=who,
                      suggestions=suggestions(wanted, found))


async def _free_at(visit: Visit, asked: Wanted, start: str) -> tuple[CalendarCard, ...]:
    """Who is free at one start of the pooled week."""
    at = need.instant_of(start)
    if at is None:
        return ()
    found = await availability.search(visit.ctx(), wanted=at_start(asked, at), page=ALL)
    return tuple(found.cards[slot.calendar_id] for slot in found.found.slots if slot.starts_at == at)


def _mentioned(answer: FreeAnswer) -> list[str]:
    """The topics whose changes could change what is shown: a pooled start may be anybody's."""
    if answer.providers is None:
        return [topics.LEDGER]
    return [topics.calendar(calendar_id) for calendar_id in answer.providers.cards.keys() | answer.found.cards.keys()]
