"""One template: its wording beside the letter it makes."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from app import topics
from app.errors import Invalid, NotFound, Refusal
from app.permissions import Permission
from components import buttons, dialogs, page_parts
from components.letter_preview import LetterPreview
from components.template_form import TemplateForm
from components.template_words import AUDIENCES, OPTIONAL, TITLE
from components.toasts import toast
from pages import paths
from pages._live import follow
from pages._page import page
from pages._visit import Visit
from services import notifications, templates
from services.templates import Kind, TemplateChangedMeanwhile, TemplateShape, Wording


@page(paths.TEMPLATE, needs=Permission.MANAGE_BUSINESS)
async def template(visit: Visit, kind: str) -> None:
    try:
        known = Kind(kind)
    except ValueError:
        raise NotFound from None
    found = await templates.of_kind(visit.ctx(), kind=known)
    entry = found.entry
    about = f'{AUDIENCES[entry.audience]}. {entry.sent_when} {OPTIONAL[entry.is_optional]}'
    header = page_parts.PageHeader(entry.name, about, back=(TITLE, paths.TEMPLATES))

    async def save(seen: TemplateShape, **values: Any) -> None:
        await visit.action(form=form)(_change)(visit, form, seen, **values)

    def wrong(refusal: Refusal) -> bool:
        if isinstance(refusal, Invalid):
            form.show_wrong(refusal.fields)
            preview.keep()
        return isinstance(refusal, Invalid)

    @visit.action(on_refusal=wrong)
    async def draw(wording: Wording) -> None:
        preview.show(await notifications.preview(visit.ctx(), kind=known, wording=wording))

    async def reset() -> None:
        await visit.action(form=form)(_reset)(visit, form)

    @visit.action(on_refusal=wrong, done=lambda to: f'Sent to {to}')
    async def send() -> str:
        return await notifications.send_draft(visit.ctx(), kind=known, wording=form.wording)

    async def look_again() -> None:
        form.show(await templates.of_kind(visit.ctx(), kind=known))

    with ui.element('div').classes('letters letters--one'):
        form = TemplateForm(found, on_save=save, on_draft=draw, on_reset=reset)
        preview = LetterPreview()
    with header.actions:
        buttons.quiet('Send me a test', send, icon='send', marker='send-test')
    await draw(found.wording)
    follow(visit, topics.TEMPLATES, look_again)


async def _change(visit: Visit, form: TemplateForm, seen: TemplateShape, **values: Any) -> None:
    try:
        now = await templates.change(visit.ctx(), kind=seen.entry.kind, seen=seen, **values)
    except TemplateChangedMeanwhile as refusal:
        form.show_changed(await templates.of_kind(visit.ctx(), kind=seen.entry.kind), refusal.data['changed'])
        return
    _show(visit, form, seen, now)


async def _reset(visit: Visit, form: TemplateForm) -> None:
    before = form.seen
    if await dialogs.confirm(f'Word "{before.entry.name}" as the default?', 'What you have worded yourselves is put '
                             'away. It can be undone right after.', yes='As the default', no='Keep ours'):
        _show(visit, form, before, await templates.reset(visit.ctx(), kind=before.entry.kind))


def _show(visit: Visit, form: TemplateForm, before: TemplateShape, now: TemplateShape) -> None:
    form.saved()
    form.show(now)
    if now != before:
        toast('Saved', undo=lambda: visit.action(done='As it was before')(_put_back)(visit, before, now))


async def _put_back(visit: Visit, before: TemplateShape, now: TemplateShape) -> None:
    await templates.change(visit.ctx(), kind=before.entry.kind, wording=before.wording, cc=before.cc, bcc=before.bcc,
                           seen=now)
