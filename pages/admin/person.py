"""One person: name, role and groups, their calendars, and whether they are let in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app import topics
from app.paging import MOST, Page
from app.permissions import Permission, Role
from components.person_card import Offered, PersonCard
from components.person_form import PersonForm
from components.toasts import toast
from pages import paths
from pages._live import follow
from pages._page import page
from pages._visit import Visit
from pages.admin import _groups, _person_steps, _skills
from services import access, calendars, people
from services.people import PersonChangedMeanwhile, UserNotFound, UserShape


@page(paths.PERSON, needs=Permission.MANAGE_PEOPLE)
async def person(visit: Visit, person_id: str) -> None:
    try:
        user_id = UUID(person_id)
    except ValueError:
        raise UserNotFound from None
    found = await people.by_id(visit.ctx(), user_id=user_id)

    async def save(seen: UserShape, **values: Any) -> None:
        await visit.action(form=card.form)(_change)(visit, card.form, seen, **values)

    async def step(name: str) -> None:
        await _person_steps.STEPS[name](visit, user_id)

    async def skills(calendar: Any) -> None:
        await visit.action()(_skills.change)(visit, calendar)

    card = PersonCard(found, await _groups.by_id(visit), back=('People', paths.PEOPLE), zone=visit.ctx().zone,
                      on_save=save, on_step=step, on_skills=skills if visit.may(Permission.MANAGE_CALENDARS) else None,
                     is_oneself=user_id == visit.session.user_id)

    async def look_again() -> None:
        card.show(await people.by_id(visit.ctx(), user_id=user_id), await access.overview(visit.ctx(), user_id=user_id),
                  await _calendars(visit, user_id), await _skills.names(visit), now=visit.ctx().now)

    await look_again()
    follow(visit, (topics.user(user_id), topics.PEOPLE, access.devices_topic(user_id), topics.CATALOGUE,
                   topics.BUSINESS), look_again)


async def _change(visit: Visit, form: PersonForm, seen: UserShape, name: str, role: str,
                  groups: dict[UUID, bool]) -> None:
    try:
        now = await people.change(visit.ctx(), user_id=seen.id, name=name, role=Role(role), zone=seen.zone,
                                  groups=groups, seen=seen)
    except PersonChangedMeanwhile as refusal:
        form.show_changed(await people.by_id(visit.ctx(), user_id=seen.id), refusal.data['changed'])
        return
    form.saved()
    form.show(now)
    if now != seen:
        toast('Saved', undo=lambda: visit.action(done='As it was before')(_put_back)(visit, seen, now))


async def _put_back(visit: Visit, before: UserShape, now: UserShape) -> None:
    groups = {each.group_id: each.is_supervisor for each in before.memberships}
    await people.change(visit.ctx(), user_id=before.id, name=before.name, role=before.role, zone=before.zone,
                        groups=groups, seen=now)


async def _calendars(visit: Visit, user_id: UUID) -> list[Offered]:
    listed = await calendars.listed(visit.ctx(), provider_id=user_id, page=Page(MOST))
    return [Offered(each, await calendars.hours_of(visit.ctx(), calendar_id=each.id)) for each in listed.rows]
