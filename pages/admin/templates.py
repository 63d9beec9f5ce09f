"""Templates: the letters there are, and how all of them look."""

from __future__ import annotations

from nicegui import ui

from app import topics
from app.errors import Invalid, Refusal
from app.permissions import Permission
from components import page_parts
from components.brand_form import BrandForm
from components.letter_preview import LetterPreview
from components.template_list import TemplateList
from components.template_words import ABOUT, TITLE
from components.toasts import toast
from pages import paths
from pages._live import follow
from pages._page import page
from pages._visit import Visit
from services import notifications, templates
from services.templates import Brand, Kind, TemplateChangedMeanwhile

SHOWN = Kind.BOOKED  # the letter in which the look is seen


@page(paths.TEMPLATES, needs=Permission.MANAGE_BUSINESS)
async def listing(visit: Visit) -> None:
    page_parts.PageHeader(TITLE, ABOUT)

    async def save(brand: Brand, seen: Brand) -> None:
        @visit.action(form=form)
        async def change() -> None:
            try:
                now = await templates.change_brand(visit.ctx(), brand=brand, seen=seen)
            except TemplateChangedMeanwhile as refusal:
                form.show_changed(await templates.brand(visit.ctx()), refusal.data['changed'])
                return
            form.saved()
            form.show(now)
            if now != seen:
                toast('Saved', undo=lambda: visit.action(done='As it was before')(_put_back)(visit, seen, now))

        await change()

    def wrong(refusal: Refusal) -> bool:
        if isinstance(refusal, Invalid):  # said at its field when it is saved: a colour half typed is none yet
            preview.keep()
        return isinstance(refusal, Invalid)

    @visit.action(on_refusal=wrong)
    async def draw(brand: Brand) -> None:
        known = await templates.of_kind(visit.ctx(), kind=SHOWN)
        preview.show(await notifications.preview(visit.ctx(), kind=SHOWN, wording=known.wording, brand=brand))

    async def look_again() -> None:
        table.show(await templates.listed(visit.ctx()))
        form.show(await templates.brand(visit.ctx()))

    found = await templates.brand(visit.ctx())
    with ui.element('div').classes('letters'):
        table = TemplateList(zone=visit.ctx().zone, path_of=paths.template)
        with page_parts.section('How letters look'):
            form = BrandForm(found, on_save=save, on_draft=draw)
            preview = LetterPreview(width='narrow')
    table.show(await templates.listed(visit.ctx()))
    await draw(found)
    follow(visit, topics.TEMPLATES, look_again)


async def _put_back(visit: Visit, before: Brand, now: Brand) -> None:
    await templates.change_brand(visit.ctx(), brand=before, seen=now)
