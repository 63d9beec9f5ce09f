"""The team board: everybody's day side by side, live."""

from __future__ import annotations

from nicegui import ui

from app import topics
from app.intervals import Interval
from app.permissions import Permission
from components.appointment_words import Rights
from components.board_filters import Chosen
from components.board_shapes import Shown
from components.team_board import BoardCalls, TeamBoard
from pages import paths
from pages._live import follow
from pages._page import page
from pages._visit import Visit
from pages.desk import _changes, _moving
from pages.desk._booking_dialog import book_in_dialog
from pages.desk._dropping import Drops
from pages.desk._team import BoardAddress, hours_drawn, sight_of, team_of
from services.calendars import CalendarShape


@page(paths.BOARD, needs=Permission.SEARCH_AVAILABILITY)
async def board(visit: Visit, date: str = '', view: str = '', location: str = '', group: str = '',
                provider: str = '') -> None:
    address = BoardAddress.read(date, view, Chosen(location, group, provider))
    team = await team_of(visit, address.chosen)
    on = address.on or _moving.today(visit, team.zone)
    rights = Rights(visit.may(Permission.CHANGE_APPOINTMENTS), visit.may(Permission.CANCEL_APPOINTMENTS))
    may_book = visit.may(Permission.BOOK_APPOINTMENTS)
    drawn = await hours_drawn(visit, team, on)

    def touching(shown: Shown) -> list[str]:
        return [topics.CATALOGUE, *(topics.calendar(each.id) for each in team.shown_in(shown.view))]

    async def looked(shown: Shown) -> None:
        ui.navigate.history.replace(address.showing(screen.on, shown.view).path)
        live.to(touching(shown))
        if not screen.is_drawn:
            await draw()

    @visit.action()
    async def draw() -> None:
        shown = screen.shown
        sight = await sight_of(visit, team, shown)
        if shown == screen.shown:  # a slower answer about another day is dropped
            screen.show(sight)

    async def look_again() -> None:
        await draw()
        drops.check(screen.find)

    async def swept(calendar: CalendarShape, during: Interval) -> None:
        await book_in_dialog(visit, calendar_id=calendar.id, starts=during.starts_at, ends=during.ends_at,
                             offering_id=None)

    def filtered(chosen: Chosen) -> None:
        ui.navigate.to(BoardAddress(screen.on, screen.shown.view, chosen).path)

    screen = TeamBoard(team, BoardCalls(
        looked=looked, filtered=filtered,
        opened=lambda known: ui.navigate.to(paths.appointment(known.reference)),
        acted=lambda known, step: _changes.take(visit, known, step),
        today=lambda: _moving.today(visit, team.zone),
        path_of=lambda known: paths.appointment(known.reference),
        new_path=paths.BOOK if may_book else '', swept=swept if may_book else None,
        dropped=(lambda drop: drops.settle(drop)) if rights.may_change else None,
    ), on=on, view=address.view, drawn=drawn, rights=rights)
    drops = Drops(visit, team.zone)
    live = follow(visit, touching(screen.shown), look_again)
    await draw()
