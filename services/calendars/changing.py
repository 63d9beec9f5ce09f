"""Creating, changing and retiring calendars; their skills."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete

from app import text
from app.context import Context
from app.database import Transaction, transaction
from app.errors import Invalid
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from app.rows import saved
from services import locations, people, tenants
from services import skills as skill_catalogue
from services.calendars import rules
from services.calendars.errors import CalendarNameTaken
from services.calendars.events import CalendarChanged, CalendarCreated, CalendarRetired, SkillsGiven
from services.calendars.models import Calendar, CalendarGroup, CalendarSkill
from services.calendars.queries import groups_of, seen, shapes, skills_of
from services.calendars.shapes import CalendarShape
from services.skills.shapes import SkillLevel

REFUSALS = {'calendar_names_are_unique': CalendarNameTaken}
MANAGE = Permission.MANAGE_CALENDARS


@operation(needs=MANAGE)
async def create(ctx: Context, *, name: str, location_id: UUID, provider_id: UUID | None = None,
                 zone: str | None = None, skills: Sequence[SkillLevel] = (), group_ids: Collection[UUID] = (),
                 position: int = 0) -> CalendarShape:
    """Open a calendar, without hours yet. `zone` is an IANA name, the location's unless given.

    Raises: Invalid (names the field), LocationNotFound, UserNotFound, SkillNotFound, GroupNotFound, CalendarNameTaken.
    """
    skilled, position = rules.check_skills(skills), rules.check_position(position)
    async with transaction(ctx) as db:
        place = await locations.in_use(db, location_id)
        calendar = Calendar(tenant_id=ctx.tenant, is_active=True, hours_version=0, location_id=place.id,
                            position=position, zone=locations.known_zone(place.zone if zone is None else zone))
        await _describe(db, calendar, name, provider_id)
        await saved(db, calendar, refusals=REFUSALS)
        await _put_into(db, calendar, group_ids)
        await _skill(db, calendar, skilled)
        await record(db, CalendarCreated.of(calendar, group_ids))
        await tenants.touch_catalogue(db)
        return (await shapes(db, [calendar]))[0]


@operation(needs=MANAGE)
async def change(ctx: Context, *, calendar_id: UUID, name: str, location_id: UUID, provider_id: UUID | None,
                 zone: str, group_ids: Collection[UUID]) -> CalendarShape:
    """Describe a calendar anew, as a whole. Its hours keep their wall clock; what was booked keeps its instant.

    Raises: CalendarNotFound, and as `create` does.
    """
    async with transaction(ctx) as db:
        calendar = await seen(db, calendar_id, MANAGE, lock=True)
        if (calendar.location_id, calendar.zone) != (location_id, zone):
            calendar.location_id = (await locations.in_use(db, location_id)).id
            calendar.zone = locations.known_zone(zone)
            calendar.hours_version += 1
        await _describe(db, calendar, name, provider_id)
        await saved(db, calendar, refusals=REFUSALS)
        await _put_into(db, calendar, group_ids)
        await record(db, CalendarChanged.of(calendar, group_ids))
        await tenants.touch_catalogue(db)
        return (await shapes(db, [calendar]))[0]


@operation(needs=MANAGE)
async def retire(ctx: Context, *, calendar_id: UUID) -> None:
    """Take no more bookings. What was booked stays. Raises: CalendarNotFound."""
    async with transaction(ctx) as db:
        calendar = await seen(db, calendar_id, MANAGE, lock=True)
        calendar.is_active = False
        await record(db, CalendarRetired.of(calendar, (await groups_of(db, [calendar_id]))[calendar_id]))
        await tenants.touch_catalogue(db)


@operation(needs=MANAGE)
async def position(ctx: Context, *, calendar_id: UUID, position: int) -> None:
    """Where it stands among the others, smallest first. Raises: CalendarNotFound, Invalid at `position`."""
    async with transaction(ctx) as db:
        calendar = await seen(db, calendar_id, MANAGE, lock=True)
        calendar.position = rules.check_position(position)
        await record(db, CalendarChanged.of(calendar, (await groups_of(db, [calendar_id]))[calendar_id]))
        await tenants.touch_catalogue(db)


@operation(needs=MANAGE)
async def give_skills(ctx: Context, *, calendar_id: UUID, skills: Sequence[SkillLevel]) -> CalendarShape:
    """Set what a calendar can do, as a whole. A skill it had already may have been retired since.

    Raises: CalendarNotFound, SkillNotFound, Invalid at `skills`.
    """
    skilled = rules.check_skills(skills)
    async with transaction(ctx) as db:
        calendar = await seen(db, calendar_id, MANAGE, lock=True)
        await _skill(db, calendar, skilled)
        await record(db, SkillsGiven.of(calendar_id, skilled))
        await tenants.touch_catalogue(db)
        return (await shapes(db, [calendar]))[0]


async def _describe(db: Transaction, calendar: Calendar, name: str, provider_id: UUID | None) -> None:
    calendar.name = text.one_line(name, 'name')
    calendar.name_key = text.key(calendar.name)
    if provider_id is not None and provider_id != calendar.provider_id:
        await people.employed(db, provider_id)
    calendar.provider_id = provider_id


async def _put_into(db: Transaction, calendar: Calendar, group_ids: Collection[UUID]) -> None:
    wanted = set(group_ids)
    if len(wanted) > rules.MOST_GROUPS:
        raise Invalid.field('group_ids', f'At most {rules.MOST_GROUPS} groups.')
    await people.groups_must_exist(db, wanted)
    await db.execute(delete(CalendarGroup).where(
        CalendarGroup.tenant_id == calendar.tenant_id, CalendarGroup.calendar_id == calendar.id))
    await saved(db, *(CalendarGroup(tenant_id=calendar.tenant_id, calendar_id=calendar.id, group_id=group_id)
                      for group_id in sorted(wanted)), refusals={})


async def _skill(db: Transaction, calendar: Calendar, skilled: tuple[SkillLevel, ...]) -> None:
    before = (await skills_of(db, [calendar.id]))[calendar.id]
    await skill_catalogue.must_exist(db, {skill.skill_id for skill in skilled} - {skill.skill_id for skill in before})
    await db.execute(delete(CalendarSkill).where(
        CalendarSkill.tenant_id == calendar.tenant_id, CalendarSkill.calendar_id == calendar.id))
    await saved(db, *(CalendarSkill(tenant_id=calendar.tenant_id, calendar_id=calendar.id, skill_id=skill.skill_id,
                                    level=skill.level.value) for skill in skilled), refusals={})
