"""The arranging vocabulary: deterministic factories that speak the product's words."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher

from app.context import Actor, Context
from app.database import transaction
from app.intervals import Interval
from app.localtime import instant
from app.permissions import Role
from services import appointments, calendars, clients, locations, offerings, people, skills, tenants
from services.access.models import Session
from services.access.rules import LIVES
from services.access.signing_in import digest
from services.appointments import AppointmentShape
from services.calendars import CalendarShape, ExceptionKind, ExceptionShape
from services.clients import ClientRef, ClientShape
from services.locations import LocationShape
from services.offerings import OfferingShape
from services.people import GroupShape, UserShape
from services.skills import Level, SkillLevel, SkillShape
from tests import hours as said
from tests.apps import an_app

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)  # a Monday
PASSWORD = 'correct horse battery'
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # as the product hashes, without its costs
PASSWORD_HASH = CHEAP.hash(PASSWORD)

Skilled = SkillShape | SkillLevel | tuple[SkillShape, Level]


def at(when: str, zone: str = 'Europe/London') -> Interval:
    """'Mon 09:00-10:00' (the first from NOW's day on) or '2027-03-28 09:00-10:00' on the clock of a zone."""
    starts, ends = said.dated(when, NOW.date())
    return Interval(instant(starts, zone), instant(ends, zone))


def monday(times: str, zone: str = 'Europe/London') -> Interval:
    """Times of NOW's own day, which is a Monday."""
    return at(f'Mon {times}', zone)


def a_client(name: str = 'Ada Byron', *, email: str = 'ada@example.org', phone: str = '') -> ClientRef:
    """Somebody who is perhaps not on file yet; the same e-mail is the same client."""
    return ClientRef(name=name, email=email, phone=phone)


@dataclass
class Given:
    """Makes things in one tenant through the service layer, as its admin would."""

    tenant_id: UUID
    ctx: Context
    slug: str = 'acme'
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _place: LocationShape | None = None
    _plain: OfferingShape | None = None

    @classmethod
    async def a_tenant(cls, *, now: datetime = NOW, slug: str = 'acme', **options: Any) -> Given:
        tenant_id = await tenants.found(slug=slug, name=slug.title(), zone='Europe/London', now=now, **options)
        return cls(tenant_id, Context.system(tenant_id, now, zone='Europe/London'), slug)

    async def user(self, role: str = 'USER', *, name: str = '', email: str = '', **options: Any) -> UserShape:
        """A user in service, without a password unless `password_hash` is given."""
        number = next(self._numbers)
        async with transaction(self.ctx) as db:
            return await people.add(db, name=name or f'{role.title()} {number}', role=Role(role),
                                    email=email or f'{role.lower()}{number}@{self.slug}.example', **options)

    async def actor(self, role: str, **options: Any) -> Context:
        """A context for a new user with this role."""
        return self.acting(await self.user(role, **options))

    def acting(self, user: UserShape) -> Context:
        """A context for this user."""
        actor = Actor(user_id=user.id, name=user.name, role=user.role, confirmed_at=self.ctx.now)
        return Context(tenant_id=self.tenant_id, actor=actor, now=self.ctx.now, zone='Europe/London')

    async def cookie(self, user: UserShape) -> str:
        """What the browser of somebody holds who is signed in since now, without the door and its cost."""
        secret, role = secrets.token_urlsafe(32), Role(user.role)
        async with transaction(self.ctx) as db:
            db.add(Session(tenant_id=self.tenant_id, user_id=user.id, secret_hash=digest(secret), role=role.value,
                           created_at=self.ctx.now, last_seen_at=self.ctx.now, confirmed_at=self.ctx.now,
                           expires_at=self.ctx.now + LIVES[role].absolute))
            if role is Role.ADMIN:  # who must have a second factor
                await db.execute(an_app(self.tenant_id, user.id, self.ctx.now))
        return f'{self.tenant_id.hex}.{secret}'

    async def group(self, name: str = '', *, led_by: UserShape | Context | None = None,
                    members: Sequence[UserShape] = (), **options: Any) -> GroupShape:
        """A group, with the user who leads it and its other members."""
        group = await people.create_group(self.ctx, name=name or f'Group {next(self._numbers)}', **options)
        leader = led_by.actor.user_id if isinstance(led_by, Context) else led_by and led_by.id
        if leader:
            await people.add_member(self.ctx, group_id=group.id, user_id=leader, is_supervisor=True)
        for member in members:
            await people.add_member(self.ctx, group_id=group.id, user_id=member.id)
        return await people.group(self.ctx, group_id=group.id)

    async def skill(self, name: str = '', **options: Any) -> SkillShape:
        return await skills.create(self.ctx, name=name or f'Skill {next(self._numbers)}', **options)

    async def location(self, name: str = '', *, zone: str = 'Europe/London', **options: Any) -> LocationShape:
        return await locations.create(self.ctx, name=name or f'Location {next(self._numbers)}', zone=zone, **options)

    async def client(self, name: str = '', **options: Any) -> ClientShape:
        return await clients.create(self.ctx, name=name or f'Client {next(self._numbers)}', **options)

    async def offering(self, name: str = '', *, minutes: int = 60, before: int = 0, after: int = 0,
                       required: Sequence[Skilled] = (), **options: Any) -> OfferingShape:
        """An offering; lengths are minutes."""
        return await offerings.create(
            self.ctx, name=name or f'Offering {next(self._numbers)}', duration=timedelta(minutes=minutes),
            buffer_before=timedelta(minutes=before), buffer_after=timedelta(minutes=after),
            required=[_level(skill) for skill in required], **options)

    async def calendar(self, name: str = '', *, hours: str = 'Mon-Fri 09:00-17:00', zone: str | None = None,
                       skills: Sequence[Skilled] = (), provider: UserShape | None = None,
                       groups: Sequence[GroupShape] = (), location: LocationShape | None = None,
                       **options: Any) -> CalendarShape:
        """A calendar open at these hours, at a location all calendars share unless one is given."""
        if location is None:
            location = self._place = self._place or await self.location('Main Street')
        calendar = await calendars.create(
            self.ctx, name=name or f'Calendar {next(self._numbers)}', location_id=location.id, zone=zone,
            provider_id=provider and provider.id, skills=[_level(skill) for skill in skills],
            group_ids=[group.id for group in groups], **options)
        if hours:
            await calendars.set_hours(self.ctx, calendar_id=calendar.id, hours=said.weekly(hours))
        return await calendars.by_id(self.ctx, calendar_id=calendar.id)

    async def appointment(self, calendar: CalendarShape, when: str | Interval, *, offering: OfferingShape | None = None,
                          client: ClientRef | None = None, by: Context | None = None,
                          **options: Any) -> AppointmentShape:
        """A booked appointment; `when` is on the clock of the calendar. Without an offering it is for a plain one."""
        if offering is None:
            offering = self._plain = self._plain or await self.offering('Plain')
        return await appointments.book(
            by or self.ctx, calendar_id=calendar.id, during=at(when, calendar.zone) if isinstance(when, str) else when,
            client=client or a_client(), offering_id=offering.id, **options)

    async def exception(self, calendar: CalendarShape, when: str, kind: ExceptionKind,
                        reason: str = '') -> ExceptionShape:
        """A change of hours: 'Mon 09:00-12:00', '2027-03-01' or '2027-03-01 09:00-12:00' on the calendar's clock."""
        starts, ends = said.dated(when, self.ctx.now.date())
        return await calendars.add_exception(
            self.ctx, calendar_id=calendar.id, kind=kind, starts=starts, ends=ends, reason=reason)

    async def time_off(self, calendar: CalendarShape, when: str, reason: str = '') -> ExceptionShape:
        return await self.exception(calendar, when, ExceptionKind.OFF, reason)

    async def extra_hours(self, calendar: CalendarShape, when: str) -> ExceptionShape:
        return await self.exception(calendar, when, ExceptionKind.EXTRA)

    async def closure(self, location_id: UUID, when: str, reason: str = '') -> ExceptionShape:
        """The whole location closed."""
        starts, ends = said.dated(when, self.ctx.now.date())
        return await calendars.close_location(
            self.ctx, location_id=location_id, starts=starts, ends=ends, reason=reason)


def _level(skill: Skilled) -> SkillLevel:
    if isinstance(skill, SkillLevel):
        return skill
    found, level = skill if isinstance(skill, tuple) else (skill, Level.BASIC)
    return SkillLevel(found.id, level)
