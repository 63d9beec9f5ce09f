"""Settings of the business: its name and zone, who may register, what signing in takes, and when people are told."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from app import topics
from app.localtime import zone_names
from app.paging import Page
from app.permissions import Permission, Role
from components import dialogs, factors_missing, page_parts
from components.business_form import BusinessForm
from components.toasts import toast
from pages import paths
from pages._live import follow
from pages._page import page
from pages._visit import Visit
from services import access, tenants
from services.tenants import SettingsChangedMeanwhile, TenantShape


@page(paths.SETTINGS, needs=Permission.MANAGE_BUSINESS)
async def settings(visit: Visit) -> None:
    page_parts.PageHeader('Settings', 'They hold for the whole business, from the moment they are saved.')
    found = await tenants.current(visit.ctx())

    async def save(seen: TenantShape, **values: Any) -> None:
        @visit.action(form=form)
        async def change() -> None:
            if not await _agreed(visit, values['factor_roles'] - seen.factor_roles):
                return
            try:
                now = await tenants.change(visit.ctx(), seen=seen, **values)
            except SettingsChangedMeanwhile as refusal:
                form.show_changed(await tenants.current(visit.ctx()), refusal.data['changed'])
                return
            form.saved()
            form.show(now)
            if now != seen:
                toast('Saved', undo=lambda: visit.action(done='As it was before')(_put_back)(visit, seen, now))

        await change()

    form = BusinessForm(found, zones=sorted(zone_names()), register_path=paths.register(found.slug), on_save=save)

    async def look_again() -> None:
        form.show(await tenants.current(visit.ctx()))

    follow(visit, topics.BUSINESS, look_again)


async def _agreed(visit: Visit, roles: Collection[Role]) -> bool:
    """Whether it is well that people with these roles must have a second factor from now on; asked where some have
    none.
    """
    without = {role: (await access.accounts(visit.ctx(), role=role, lacks_factor=True, page=Page(1))).total
               for role in Role if role in roles}
    if not any(without.values()):
        return True
    return await dialogs.confirm(factors_missing.title(without), factors_missing.ABOUT, yes='Ask it of them',
                                 extra=lambda: factors_missing.listed(without)) is not None


async def _put_back(visit: Visit, before: TenantShape, now: TenantShape) -> None:
    await tenants.change(
        visit.ctx(), name=before.name, zone=before.zone, is_registering_open=before.is_registering_open,
        needs_verified_email=before.needs_verified_email, factor_roles=before.factor_roles,
        undo_seconds=before.undo_seconds, reminder_hours=before.reminder_hours,
        quiet_from=before.quiet_from, quiet_until=before.quiet_until, seen=now)
