"""Skills for a whole group, seen before they are given, and had back by one press."""

from __future__ import annotations

from uuid import UUID

from app.errors import Invalid, Refusal
from components import buttons, words
from components.dialogs import Dialog
from components.skill_editor import SkillEditor
from components.skills_preview import SkillsPreview, summed
from components.toasts import toast
from pages._visit import Visit
from pages.admin import _skills
from services import calendars, people
from services.calendars import GroupSkills, SkillsChangedMeanwhile

NOTHING_NEW = 'Choose a skill that somebody of the group does not have yet.'


async def give(visit: Visit, group_id: UUID) -> None:
    """Choose skills, see what exactly changes for whom, and do it in one act."""
    names = await _skills.names(visit)
    dialog = Dialog(f'Give skills to {(await people.group(visit.ctx(), group_id=group_id)).name}', is_wide=True)
    plan: list[GroupSkills] = []  # the one in sight, if any

    def refused(refusal: Refusal) -> bool:
        editor.refuse(refusal.message)
        return True

    @visit.action(on_refusal=refused)
    async def look() -> None:
        plan.clear()
        preview.show(None)
        if editor.value:
            plan.append(await calendars.group_skills(visit.ctx(), group_id=group_id, skills=editor.value))
            preview.show(plan[0])

    @visit.action(on_refusal=refused)
    async def carry_out() -> None:
        if not plan or not plan[0].changes:
            raise Invalid.field('skills', NOTHING_NEW)
        try:
            dialog.close(await calendars.give_group_skills(visit.ctx(), planned=plan[0]))
        except SkillsChangedMeanwhile:
            await look()
            raise

    with dialog.body:
        editor = SkillEditor(await _skills.offered(visit), names, on_change=look)
        preview = SkillsPreview(names)
    with dialog.actions:
        buttons.plain(words.CANCEL, dialog.close, marker='cancel').props('data-leaves')
        buttons.primary('Give skills', carry_out, keys='mod+Enter', marker='give')
    given = await dialog.opened()
    if isinstance(given, GroupSkills):
        toast(summed(given), undo=lambda: visit.action(done='As it was before')(_take_back)(visit, given))


async def _take_back(visit: Visit, given: GroupSkills) -> None:
    await calendars.take_back_skills(visit.ctx(), given=given)
