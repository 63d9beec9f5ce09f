"""What calendars can do, changed from any screen of the admins."""

from __future__ import annotations

from app.errors import Invalid, Refusal
from app.paging import MOST, Page
from components import buttons, words
from components.dialogs import Dialog
from components.skill_editor import SkillEditor
from components.toasts import toast
from pages._visit import Visit
from services import calendars, skills
from services.calendars import CalendarShape
from services.skills import SkillLevel


async def names(visit: Visit) -> dict[str, str]:
    """Id to name, retired skills too."""
    return {str(skill.id): skill.name
            for skill in (await skills.listed(visit.ctx(), page=Page(MOST), including_retired=True)).rows}


async def offered(visit: Visit) -> dict[str, str]:
    """Id to name of the skills that can be given."""
    return {str(skill.id): skill.name for skill in (await skills.listed(visit.ctx(), page=Page(MOST))).rows}


async def change(visit: Visit, calendar: CalendarShape) -> None:
    """Ask for the skills of one calendar and set them; what was can be had back."""
    dialog = Dialog(f'Skills of {calendar.name}', is_wide=True)
    before = (await calendars.by_id(visit.ctx(), calendar_id=calendar.id)).skills

    def refused(refusal: Refusal) -> bool:
        if isinstance(refusal, Invalid):
            editor.refuse(refusal.message)
        return isinstance(refusal, Invalid)

    @visit.action(on_refusal=refused)
    async def save() -> None:
        await calendars.give_skills(visit.ctx(), calendar_id=calendar.id, skills=editor.value)
        dialog.close(True)

    with dialog.body:
        editor = SkillEditor(await offered(visit), await names(visit), before)
    with dialog.actions:
        buttons.plain(words.CANCEL, dialog.close, marker='cancel').props('data-leaves')
        buttons.primary('Save skills', save, keys='mod+Enter', marker='save-skills')
    if await dialog.opened():
        toast(f'Skills of {calendar.name} saved', undo=lambda: _put_back(visit, calendar, before))


async def _put_back(visit: Visit, calendar: CalendarShape, before: tuple[SkillLevel, ...]) -> None:
    @visit.action(done='As it was before')
    async def give() -> None:
        await calendars.give_skills(visit.ctx(), calendar_id=calendar.id, skills=before)

    await give()
