"""A colleague moves an appointment; its provider, on another screen, sees at once that there is news, and what."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from playwright.sync_api import Locator, expect

from app import clock
from app.intervals import Interval
from app.localtime import instant
from services import tenants
from services.tenants.changing import FIELDS
from tests.given import Given
from tests.journeys.ledger import ZONE, Ledger, next_weekday
from tests.journeys.places import as_of
from tests.journeys.tabs import Tab, Tabs


async def a_business_that_waits_for_nothing() -> tuple[str, str, str]:
    """The cookies of somebody with an appointment of her own and of a colleague, and its reference."""
    given = await Given.a_tenant(now=clock.now(), slug='bells')
    now = await tenants.current(given.ctx)
    await tenants.change(given.ctx, **{name: getattr(now, name) for name in FIELDS} | {'undo_seconds': 0})
    dana, emil = [await given.user('USER', name=name) for name in ('Dana Poe', 'Emil Roy')]
    starts = instant(datetime.combine(next_weekday(0), datetime.min.time()).replace(hour=10), ZONE)
    made = await given.appointment(await given.calendar('Dana Poe', provider=dana),
                                   Interval(starts, starts + timedelta(hours=1)), by=given.acting(dana))
    return await given.cookie(dana), await given.cookie(emil), made.reference


def bell(tab: Tab) -> Locator:
    return tab.page.get_by_role('button', name=re.compile('^Notices')).locator('visible=true')


def test_a_colleague_moves_an_appointment_and_its_provider_reads_it_live(tabs: Tabs, ledger: Ledger):
    hers, his, reference = ledger.run(a_business_that_waits_for_nothing())
    dana, emil = tabs.open(), tabs.open()
    as_of(hers, '/me')(dana)
    as_of(his, f'/appointments/{reference}')(emil)
    expect(bell(dana)).to_have_accessible_name('Notices')

    emil.page.keyboard.press('m')
    emil.page.locator('.free-starts .slot').first.click()
    emil.dialog().get_by_role('button', name='Move', exact=True).click()

    expect(bell(dana)).to_have_accessible_name('Notices, 1 unread')
    expect(dana.page.get_by_role('status').filter(has_text='1 unread')).to_have_count(1)
    expect(bell(emil)).to_have_accessible_name('Notices')

    dana.page.keyboard.press('g')
    dana.page.keyboard.press('n')
    news = dana.dialog().get_by_role('link')
    expect(news).to_have_count(1)
    expect(news).to_contain_text('Moved: Plain for Ada Byron')
    expect(news).to_contain_text('instead of')
    expect(news).to_contain_text('Emil Roy')
    news.press('Enter')
    dana.page.wait_for_url(f'**/appointments/{reference}')
    expect(bell(dana)).to_have_accessible_name('Notices')
    expect(dana.dialog()).to_have_count(0)

    bell(dana).click()
    expect(dana.dialog().get_by_role('link')).to_have_count(1)
    dana.page.keyboard.press('Escape')
    expect(dana.dialog()).to_have_count(0)
