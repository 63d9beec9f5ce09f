"""Who is in a group and who leads it, one step at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from app.permissions import Role
from components import dialogs, words
from components.toasts import toast
from pages._visit import Visit
from services import people
from services.people import MemberShape, NotAMember


async def add(visit: Visit, group_id: UUID, user_id: UUID) -> None:
    """Put somebody into the group."""
    await people.add_member(visit.ctx(), group_id=group_id, user_id=user_id)
    toast(f'{(await _member(visit, group_id, user_id)).name} is in the group')


async def lead(visit: Visit, group_id: UUID, user_id: UUID) -> None:
    """Make a member lead the group, or lead it no more."""
    member = await _member(visit, group_id, user_id)

    async def turn(is_supervisor: bool) -> bool:
        return await people.lead(visit.ctx(), group_id=group_id, user_id=user_id, is_supervisor=is_supervisor)

    has_reach = await turn(not member.is_supervisor)
    said = f'{member.name} leads the group no more' if member.is_supervisor else f'{member.name} leads the group'
    if not member.is_supervisor and not has_reach:
        said += f', and reaches no more by it until their role is {words.ROLES[Role.SUPERVISOR]}'
    toast(said, undo=lambda: visit.action()(turn)(member.is_supervisor))


async def remove(visit: Visit, group_id: UUID, user_id: UUID) -> None:
    """Take somebody out of the group, asked once."""
    member = await _member(visit, group_id, user_id)
    agreed = await dialogs.confirm(f'Take {member.name} out of the group?', 'Whoever leads it does not reach them '
                                   'through it any more.', yes='Take out', no='Keep')

    async def put_back() -> None:
        await people.add_member(visit.ctx(), group_id=group_id, user_id=user_id, is_supervisor=member.is_supervisor)

    if agreed:
        await people.remove_member(visit.ctx(), group_id=group_id, user_id=user_id)
        toast(f'{member.name} is out of the group', undo=lambda: visit.action()(put_back)())


STEPS: dict[str, Callable[[Visit, UUID, UUID], Awaitable[None]]] = {'add': add, 'lead': lead, 'remove': remove}


async def _member(visit: Visit, group_id: UUID, user_id: UUID) -> MemberShape:
    members = (await people.group(visit.ctx(), group_id=group_id)).members
    found = next((each for each in members if each.user_id == user_id), None)
    if found is None:
        raise NotAMember
    return found
