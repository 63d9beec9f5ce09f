"""Skills for a whole group: what would change, the change in one act, and having it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Select, delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from app.context import Context
from app.database import Reading, Transaction, reading, transaction
from app.journal import record_many
from app.operation import operation, query
from app.permissions import Permission
from app.rows import among
from services import people, tenants
from services import skills as skill_catalogue
from services.calendars import rules
from services.calendars.errors import CalendarNotFound, SkillsChangedMeanwhile
from services.calendars.events import SkillsGiven
from services.calendars.models import Calendar, CalendarSkill
from services.calendars.queries import in_groups, skills_of, within
from services.calendars.shapes import GroupSkills, SkillChange
from services.skills.shapes import SkillLevel

MANAGE = Permission.MANAGE_CALENDARS


@query(needs=MANAGE)
async def group_skills(ctx: Context, *, group_id: UUID, skills: Sequence[SkillLevel]) -> GroupSkills:
    """What giving these skills to every calendar of a group, and of its members, would change; levels only rise.

    Raises: GroupNotFound, SkillNotFound, Invalid at `skills`.
    """
    wanted = rules.check_wanted_skills(skills)
    async with reading(ctx) as db:
        return await _planned(db, group_id, wanted, _of_group(ctx, group_id))


@operation(needs=MANAGE)
async def give_group_skills(ctx: Context, *, planned: GroupSkills) -> GroupSkills:
    """Carry out what `group_skills` said, all of it or nothing; returns what `take_back_skills` takes back.

    Raises: SkillsChangedMeanwhile (not what was planned any more), and as `group_skills` does.
    """
    wanted = rules.check_wanted_skills(planned.skills)
    async with transaction(ctx) as db:
        known = await _planned(db, planned.group_id, wanted, _of_group(ctx, planned.group_id).with_for_update())
        if known != planned:
            raise SkillsChangedMeanwhile
        await _apply(db, known.changes)
        return known


@operation(needs=MANAGE)
async def take_back_skills(ctx: Context, *, given: GroupSkills) -> None:
    """Make every calendar that changed what it was before; what has been changed again since is refused as a whole.

    Raises: CalendarNotFound, SkillsChangedMeanwhile.
    """
    ids = {change.calendar_id for change in given.changes}
    async with transaction(ctx) as db:
        locked = (await db.scalars(select(Calendar.id).order_by(Calendar.id).with_for_update().where(
            within(ctx, MANAGE), among(Calendar.id, ids)))).all()
        if set(locked) != ids:
            raise CalendarNotFound
        now = {(calendar_id, skill.skill_id): skill.level
               for calendar_id, skills in (await skills_of(db, ids)).items() for skill in skills}
        if any(now.get((change.calendar_id, change.skill_id)) is not change.after for change in given.changes):
            raise SkillsChangedMeanwhile
        await _apply(db, [change.reversed() for change in given.changes])


def _of_group(ctx: Context, group_id: UUID) -> Select[Calendar]:
    return select(Calendar).order_by(Calendar.id).where(
        within(ctx, MANAGE), Calendar.is_active, in_groups(ctx, people.group_ids_seen(ctx, only=group_id)))


async def _planned(db: Reading, group_id: UUID, wanted: tuple[SkillLevel, ...], of_group: Select[Calendar]
                   ) -> GroupSkills:
    await people.groups_must_exist(db, {group_id})
    await skill_catalogue.must_exist(db, {skill.skill_id for skill in wanted})
    rows = (await db.scalars(of_group)).all()
    has: Mapping[UUID, tuple[SkillLevel, ...]] = await skills_of(db, [row.id for row in rows])
    plans = [rules.planned(row.id, row.name, has[row.id], wanted) for row in rows]
    by_name = sorted(plans, key=lambda plan: (plan.name.casefold(), plan.calendar_id))
    return GroupSkills(group_id, wanted, tuple(by_name))


async def _apply(db: Transaction, changes: Sequence[SkillChange]) -> None:
    """Change skills of locked calendars, a fact for each calendar."""
    if not changes:
        return
    set_to = [{'tenant_id': db.ctx.tenant, 'calendar_id': change.calendar_id, 'skill_id': change.skill_id,
               'level': change.after.value} for change in changes if change.after is not None]
    if set_to:
        new = insert(CalendarSkill).values(set_to)
        await db.execute(new.on_conflict_do_update(
            constraint='calendar_skills_pkey', set_={'level': new.excluded.level}))
    gone = [(change.calendar_id, change.skill_id) for change in changes if change.after is None]
    if gone:
        await db.execute(delete(CalendarSkill).where(
            CalendarSkill.tenant_id == db.ctx.tenant,
            tuple_(CalendarSkill.calendar_id, CalendarSkill.skill_id).in_(gone)))
    ids = sorted({change.calendar_id for change in changes})
    now = await skills_of(db, ids)
    await record_many(db, [SkillsGiven.of(calendar_id, now[calendar_id]) for calendar_id in ids])
    await tenants.touch_catalogue(db)
