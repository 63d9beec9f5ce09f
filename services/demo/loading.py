"""Loading the demo. Its accounts are made here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from app import clock
from app.context import Context
from app.database import all_or_nothing, transaction
from app.model import new_id
from app.permissions import Role
from services import access, calendars, locations, offerings, people, skills, tenants
from services.calendars import CalendarShape, WeeklyHours
from services.demo import business
from services.demo.business import ACCOUNTS, DemoAccount, Provider
from services.demo.filling import fill
from services.locations import LocationShape
from services.offerings import OfferingShape
from services.people import GroupShape, UserShape
from services.skills import SkillLevel

SEED = 20270308
WORKDAYS = range(5)


async def load() -> None:
    """Found both businesses, unless there is already one: both whole, or nothing, also when several processes try."""
    if await tenants.every():
        return
    now = clock.now()
    async with all_or_nothing(Context.system(new_id(), now)) as db:
        if await tenants.none_yet(db):
            await _northside(now)
            await _elm_street(now)


async def accounts() -> Sequence[DemoAccount]:
    """The demo's accounts, to be shown where people sign in; none where there is no demo."""
    return ACCOUNTS if await tenants.has_demo() else ()


async def _northside(now: datetime) -> None:
    tenant_id = await tenants.found(slug='northside', name='Northside Care', zone='Europe/London', now=now,
                                    currency='GBP', is_demo=True)
    ctx = Context.system(tenant_id, now, zone='Europe/London')
    places = [await locations.create(ctx, name=place.name, zone=place.zone, address=place.address, region=place.region)
              for place in business.PLACES]
    skill_ids = {name: (await skills.create(ctx, name=name, category=category, description=about)).id
                 for name, category, about in business.SKILLS}
    offers = [await _offer(ctx, offer, skill_ids) for offer in business.OFFERS]
    teams = [await people.create_group(ctx, name=name, region=business.PLACES[number].region if number < 3 else '')
             for number, name in enumerate(business.TEAMS)]
    users = await _accounts(ctx, ACCOUNTS[:-1])
    async with transaction(ctx) as db:  # one password for all: hashing is slow on purpose
        known = await people.account(db, users[business.STAFF.email].id)
    assert known is not None
    assert known.password_hash is not None
    columns = [await _provider(ctx, number, provider, places, teams, skill_ids, known.password_hash)
               for number, provider in enumerate(business.PROVIDERS)]
    await _room(ctx, places[0], len(columns))
    for team in teams[:1] + teams[3:4]:
        await people.add_member(ctx, group_id=team.id, user_id=users[business.LEAD.email].id, is_supervisor=True)
    async with transaction(ctx) as db:
        await access.admit(db, users[business.HEAD.email].id, may_enter=True)
    await _time_off(ctx, columns, places, now)
    await fill(ctx, Random(SEED), columns, offers, guest=users[business.GUEST.email])  # noqa: S311 - believable, no secret


async def _elm_street(now: datetime) -> None:
    tenant_id = await tenants.found(slug='elm-street', name='Elm Street Dental', zone='Europe/London', now=now,
                                    currency='GBP', is_demo=True)
    ctx = Context.system(tenant_id, now, zone='Europe/London')
    place = await locations.create(ctx, name='Elm Street', zone='Europe/London', region='London')
    skill = await skills.create(ctx, name='Dentistry', category='Dental')
    await offerings.create(ctx, name='Check-up', duration=timedelta(minutes=30), price_minor=5_500,
                           required=[SkillLevel(skill.id, business.I)])
    for name in ('Nina Frost', 'Owen Park', 'Paula Vance'):
        calendar = await calendars.create(ctx, name=name, location_id=place.id,
                                          skills=[SkillLevel(skill.id, business.A)])
        await calendars.set_hours(ctx, calendar_id=calendar.id, hours=[WeeklyHours(day, 540, 1020) for day in WORKDAYS])
    await _accounts(ctx, ACCOUNTS[-1:])


async def _offer(ctx: Context, offer: business.Offer, skill_ids: dict[str, UUID]) -> OfferingShape:
    return await offerings.create(
        ctx, name=offer.name, duration=offer.duration, buffer_before=timedelta(minutes=offer.before),
        buffer_after=timedelta(minutes=offer.after), price_minor=offer.price_minor,
        reminder_hours=offer.reminder_hours,
        required=[SkillLevel(skill_ids[name], level) for name, level in offer.needs])


async def _provider(ctx: Context, number: int, provider: Provider, places: list[LocationShape],
                    teams: list[GroupShape], skill_ids: dict[str, UUID], password_hash: str) -> CalendarShape:
    first, last = provider.name.casefold().split()
    async with transaction(ctx) as db:  # nobody has to accept an invitation first
        user = await people.add(db, email=f'{first}.{last}@{business.ADDRESS}', name=provider.name, role=Role.USER,
                                password_hash=password_hash)
    before = timedelta(hours=3 + 7 * number)  # they have been here, one more lately than the other
    async with transaction(replace(ctx, now=ctx.now - before)) as db:
        await people.note_sign_in(db, user.id)
    await people.add_member(ctx, group_id=teams[provider.team].id, user_id=user.id)
    calendar = await calendars.create(
        ctx, name=provider.name, provider_id=user.id, location_id=places[provider.place].id, position=number,
        skills=[SkillLevel(skill_ids[name], level) for name, level in provider.skills])
    await calendars.set_hours(ctx, calendar_id=calendar.id, hours=_hours(provider))
    return calendar


def _hours(provider: Provider) -> list[WeeklyHours]:
    hours = [WeeklyHours(day, opens, closes) for day in WORKDAYS
             for opens, closes in business.PLACES[provider.place].hours]
    if provider.is_late:
        hours.append(WeeklyHours(3, 1080, 1200))
    if provider.is_saturday:
        hours.append(WeeklyHours(5, 600, 840))
    return hours


async def _room(ctx: Context, place: LocationShape, position: int) -> None:
    room = await calendars.create(ctx, name='Treatment room', location_id=place.id, position=position)
    await calendars.set_hours(ctx, calendar_id=room.id, hours=[WeeklyHours(day, 480, 1200) for day in WORKDAYS])


async def _accounts(ctx: Context, wanted: Sequence[DemoAccount]) -> dict[str, UserShape]:
    made = {}
    for account in wanted:
        user = await people.create(ctx, email=account.email, name=account.name, role=Role(account.role))
        await access.set_password(ctx, user_id=user.id, password=account.password)
        made[account.email] = user
    return made


async def _time_off(ctx: Context, columns: list[CalendarShape], places: list[LocationShape], now: datetime) -> None:
    """Two people away, one closing day: wall clock, counted from today."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    off = calendars.ExceptionKind.OFF
    for column, first, days, reason in ((columns[3], 1, 2, 'Training'), (columns[11], 3, 5, 'Holiday')):
        await calendars.add_exception(ctx, calendar_id=column.id, kind=off, starts=today + timedelta(days=first),
                                      ends=today + timedelta(days=first + days), reason=reason)
    await calendars.close_location(ctx, location_id=places[2].id, starts=today + timedelta(days=16),
                                   ends=today + timedelta(days=17), reason='Local holiday')

