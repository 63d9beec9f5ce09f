"""Whose board it is: read from the address, looked up under the asker's reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from app.intervals import Interval
from app.localtime import instant
from app.paging import MOST, Page
from app.permissions import Permission
from components import board_cards
from components.board_filters import ALL, Choices, Chosen
from components.board_shapes import Shown, ViewName
from components.team_board import VIEWS, Sight, Team
from components.when import EARLIEST, LATEST
from pages import paths
from pages._visit import Visit
from services import appointments, availability, calendars, people
from services.calendars import CalendarShape
from services.people import GroupShape

WEEK = timedelta(days=6)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BoardAddress:
    """The state of the board, all of it in the address."""

    on: date | None
    view: ViewName
    chosen: Chosen

    @classmethod
    def read(cls, on: str, view: str, chosen: Chosen) -> BoardAddress:
        """Whatever stands in an address: what makes no sense is left out."""
        try:
            day = date.fromisoformat(on) if on else None
        except ValueError:
            day = None
        if day is not None and not EARLIEST < day < LATEST:
            day = None
        return cls(day, next((known for known in VIEWS if known == view), 'team'), chosen)

    @property
    def path(self) -> str:
        chosen = self.chosen
        return paths.with_query(paths.BOARD, date=self.on.isoformat() if self.on else '', view=self.view,
                                location=chosen.location, group=chosen.group, provider=chosen.provider)

    def showing(self, on: date, view: ViewName) -> BoardAddress:
        """The same board on another day or in another view."""
        return replace(self, on=on, view=view)


async def team_of(visit: Visit, chosen: Chosen) -> Team:
    """The columns: calendars in reach, of one place unless all are asked for, by position and name."""
    listed = await calendars.listed(visit.ctx(), page=Page(MOST), within_reach_of=Permission.VIEW_APPOINTMENTS)
    groups = [(each, ids) for each in (await people.groups(visit.ctx(), page=Page(MOST))).rows
              if (ids := _ids_in(each, listed.rows))]
    in_group = next((ids for group, ids in groups if str(group.id) == chosen.group), None)
    group = chosen.group if in_group is not None else ''
    places = {str(each.location_id): each.location_name for each in listed.rows}
    location = chosen.location if chosen.location in places or chosen.location == ALL else _home(visit, listed.rows)
    here = [each for each in listed.rows
            if location in (ALL, str(each.location_id)) and (in_group is None or each.id in in_group)]
    if location == ALL:
        here.sort(key=lambda each: (each.zone != visit.ctx().zone, each.location_name))
    providers = {str(each.id): each.name for each in here}
    provider = chosen.provider if chosen.provider in providers else ''
    columns = tuple(each for each in here if provider in ('', str(each.id)))
    zone = columns[0].zone if columns and location != ALL else visit.ctx().zone
    return Team(columns, zone, Choices(places, {str(each.id): each.name for each, _ in groups}, providers),
                Chosen(location, group, provider), missing=listed.total - len(listed.rows))


async def hours_drawn(visit: Visit, team: Team, on: date) -> tuple[time, time]:
    """The hours of the day worth drawing around a date."""
    ids = [calendar.id for calendar in team.columns]
    hours = await availability.open_hours(visit.ctx(), calendar_ids=ids, first=on, last=on + WEEK)
    return board_cards.drawn_hours(hours, team.zone)


async def sight_of(visit: Visit, team: Team, shown: Shown) -> Sight:
    """All there is to see of a range."""
    ctx, ids = visit.ctx(), [calendar.id for calendar in team.shown_in(shown.view)]
    during = Interval(*(instant(_midnight(day), team.zone) for day in (shown.first, shown.until)))
    first, last = shown.first, shown.until - DAY
    return Sight(await appointments.on_board(ctx, during=during, calendar_ids=ids),
                 await availability.open_hours(ctx, calendar_ids=ids, first=first, last=last),
                 await availability.time_off(ctx, calendar_ids=ids, first=first, last=last), ctx.now)


def _ids_in(group: GroupShape, listed: Iterable[CalendarShape]) -> set[UUID]:
    """The calendars of a group: its own, and those of its members."""
    members = {member.user_id for member in group.members}
    return {each.id for each in listed if group.id in each.group_ids or each.provider_id in members}


def _home(visit: Visit, listed: Iterable[CalendarShape]) -> str:
    """The place whose clock is the asker's, else the first."""
    places = {str(each.location_id): each.zone for each in listed}
    return next((place for place, zone in places.items() if zone == visit.session.zone), next(iter(places), ''))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
