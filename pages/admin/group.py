"""One group: what it is, its members and who leads it; for those who keep it, skills for all of it and its end."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app import topics
from app.paging import Page
from app.permissions import Permission, Role
from components import dialogs
from components.group_card import GroupCard
from components.group_form import GroupForm
from components.group_sheet import GroupSheet
from components.toasts import toast
from pages import paths
from pages._live import follow
from pages._page import page
from pages._visit import Visit
from pages.admin import _group_skills, _members
from services import people
from services.people import GroupChangedMeanwhile, GroupNotFound, GroupShape, UserShape

BACK = ('Groups', paths.GROUPS)
FOUND = 8  # people offered at once


@page(paths.GROUP, needs=Permission.VIEW_GROUPS)
async def group(visit: Visit, group_id: str) -> None:
    try:
        id_ = UUID(group_id)
    except ValueError:
        raise GroupNotFound from None
    found = await people.group(visit.ctx(), group_id=id_)
    card = _kept(visit, found) if visit.may(Permission.MANAGE_GROUPS) else GroupSheet(found, back=BACK)

    async def look_again() -> None:
        card.show(await people.group(visit.ctx(), group_id=id_))

    follow(visit, (topics.CATALOGUE, topics.PEOPLE), look_again)


def _kept(visit: Visit, found: GroupShape) -> GroupCard:
    """It as those have it who may change it."""
    async def save(seen: GroupShape, **values: str) -> None:
        await visit.action(form=card.form)(_change)(visit, card.form, seen, **values)

    async def step(name: str) -> None:
        steps = {'retire': _retire, 'reopen': _reopen, 'skills': _group_skills.give}
        await visit.action()(steps[name])(visit, found.id)

    async def member(name: str, user_id: UUID) -> None:
        await visit.action()(_members.STEPS[name])(visit, found.id, user_id)

    @visit.question
    async def lookup(text: str) -> Sequence[UserShape]:
        listed = await people.listed(visit.ctx(), text=text, page=Page(FOUND))
        return [each for each in listed.rows if each.role is not Role.CLIENT]

    card = GroupCard(found, back=BACK, path_of=paths.person, on_save=save, on_step=step,
                     on_member=member, lookup=lookup)
    return card


async def _change(visit: Visit, form: GroupForm, seen: GroupShape, **values: str) -> None:
    try:
        now = await people.change_group(visit.ctx(), group_id=seen.id, seen=seen, **values)
    except GroupChangedMeanwhile as refusal:
        form.show_changed(await people.group(visit.ctx(), group_id=seen.id), refusal.data['changed'])
        return
    form.saved()
    form.show(now)
    if (now.name, now.description, now.region) != (seen.name, seen.description, seen.region):
        toast('Saved', undo=lambda: visit.action(done='As it was before')(_put_back)(visit, seen, now))


async def _put_back(visit: Visit, before: GroupShape, now: GroupShape) -> None:
    await people.change_group(visit.ctx(), group_id=before.id, name=before.name, description=before.description,
                              region=before.region, seen=now)


async def _retire(visit: Visit, group_id: UUID) -> None:
    name = (await people.group(visit.ctx(), group_id=group_id)).name
    agreed = await dialogs.confirm(f'Retire {name}?', 'Nobody is reached or found through it any more; its members '
                                   'stay as they are.', yes='Retire', no='Keep')
    if agreed:
        await people.retire_group(visit.ctx(), group_id=group_id)
        toast(f'{name} is retired', undo=lambda: visit.action()(_reopen)(visit, group_id))


async def _reopen(visit: Visit, group_id: UUID) -> None:
    toast(f'{(await people.reopen_group(visit.ctx(), group_id=group_id)).name} is used again')
