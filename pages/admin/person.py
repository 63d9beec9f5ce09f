"""One person: name, role and groups, their calendars, and whether they are let in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app import topics
from app.paging import MOST, Page
from app.permissions import Permission, Role
from components import dialogs
from components.person_card import Offered, PersonCard
from components.toasts import toast
from pages import paths
from pages._live import follow
from pages._page import page
from pages._visit import Visit
from pages.admin import _groups, _skills
from services import access, calendars, people
from services.people import UserNotFound, UserShape


@page(paths.PERSON, needs=Permission.MANAGE_PEOPLE)
async def person(visit: Visit, person_id: str) -> None:
    try:
        user_id = UUID(person_id)
    except ValueError:
        raise UserNotFound from None
    found = await people.by_id(visit.ctx(), user_id=user_id)

    async def save(name: str, role: str, groups: dict[UUID, bool]) -> None:
        @visit.action(form=card.form, done='Saved')
        async def change() -> None:
            zone = (await people.by_id(visit.ctx(), user_id=user_id)).zone
            await people.change(visit.ctx(), user_id=user_id, name=name, role=Role(role), zone=zone, groups=groups)
            card.form.saved()

        await change()

    async def step(name: str) -> None:
        await STEPS[name](visit, user_id)

    async def skills(calendar: Any) -> None:
        await visit.action()(_skills.change)(visit, calendar)

    card = PersonCard(found, await _groups.by_id(visit), back=('People', paths.PEOPLE), zone=visit.ctx().zone,
                      on_save=save, on_step=step, on_skills=skills if visit.may(Permission.MANAGE_CALENDARS) else None)

    async def look_again() -> None:
        card.show(await people.by_id(visit.ctx(), user_id=user_id), await _calendars(visit, user_id),
                  await _skills.names(visit), now=visit.ctx().now,
                  has_factor=await access.has_factor(visit.ctx(), user_id=user_id))

    await look_again()
    follow(visit, (topics.user(user_id), topics.CATALOGUE), look_again)


async def _calendars(visit: Visit, user_id: UUID) -> list[Offered]:
    listed = await calendars.listed(visit.ctx(), provider_id=user_id, page=Page(MOST))
    return [Offered(each, await calendars.hours_of(visit.ctx(), calendar_id=each.id)) for each in listed.rows]


async def _deactivate(visit: Visit, user_id: UUID) -> None:
    known: UserShape | None = await visit.action()(people.by_id)(visit.ctx(), user_id=user_id)
    agreed = known and await dialogs.confirm(
        f'Deactivate {known.name}?', 'They are signed out everywhere at once, and nothing new can be booked with them. '
        'What is booked stays.', yes='Deactivate', no='Keep')

    @visit.action()
    async def leave() -> bool:
        await access.deactivate(visit.ctx(), user_id=user_id)
        return True

    if known and agreed and await leave():
        toast(f'{known.name} is deactivated', undo=lambda: _reactivate(visit, user_id))


async def _reactivate(visit: Visit, user_id: UUID) -> None:
    @visit.action(done=lambda back: f'{back.name} is let in again')
    async def come_back() -> UserShape:
        return await people.reactivate(visit.ctx(), user_id=user_id)

    await come_back()


async def _invite_again(visit: Visit, user_id: UUID) -> None:
    known: UserShape | None = await visit.action()(people.by_id)(visit.ctx(), user_id=user_id)

    @visit.action(done=lambda email: f'Another invitation is on its way to {email}; the one before works no more')
    async def invite(known: UserShape) -> str:
        await access.invite_again(visit.ctx(), user_id=user_id)
        return known.email

    if known:
        await invite(known)


async def _reset_factors(visit: Visit, user_id: UUID) -> None:
    known: UserShape | None = await visit.action()(people.by_id)(visit.ctx(), user_id=user_id)
    agreed = known and await dialogs.confirm(
        f'Reset the second factor of {known.name}?', 'For somebody who has lost their app and their backup codes: make '
        'sure that it is them. They are signed out everywhere, and we tell them by mail.', yes='Reset', no='Keep')

    @visit.action(done='The second factor is reset')
    async def reset() -> None:
        await access.reset_factors(visit.ctx(), user_id=user_id)

    if agreed:
        await reset()


STEPS = {'reset-factors': _reset_factors, 'invite': _invite_again, 'deactivate': _deactivate, 'reactivate': _reactivate}
