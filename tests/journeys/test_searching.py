"""REG-003: several skills at once, each at its level; the screen agrees with what the calendars have on file."""

from __future__ import annotations

from playwright.sync_api import expect

from services.demo.business import STAFF
from services.skills import Level
from tests.journeys import finding
from tests.journeys.ledger import Ledger
from tests.journeys.tabs import Tab, Tabs

RANKS = {name: level.rank for name, level in zip(finding.LEVELS, Level, strict=True)}


def have(ledger: Ledger, every: bool, **least: str) -> set[str]:
    """Who has all (or any) of these skills at least so well, counted here, from what is on file."""
    wanted = {ledger.skills()[name.replace('_', ' ')].id: RANKS[level] for name, level in least.items()}
    fits = all if every else any
    return {calendar.name for calendar in ledger.calendars() if calendar.is_active and fits(
        any(held.skill_id == skill and held.level.rank >= rank for held in calendar.skills)
        for skill, rank in wanted.items())}


def shows(tab: Tab, names: set[str]) -> None:
    expect(tab.page.locator('.provider')).to_have_count(len(names))
    assert finding.providers(tab) == names


def test_two_skills_find_only_those_who_have_both_at_the_level(tabs: Tabs, ledger: Ledger):
    tab = tabs.open(STAFF.email, '/find')
    finding.rest(tab)
    one = have(ledger, True, Physiotherapy='Basic')
    both = have(ledger, True, Physiotherapy='Basic', Massage='Basic')
    better = have(ledger, True, Physiotherapy='Basic', Massage='Advanced')
    either = have(ledger, False, Physiotherapy='Basic', Massage='Advanced')
    assert set() < better < both < one < either  # else this proves nothing

    finding.need(tab, 'Physiotherapy', 'Skills')
    tab.page.locator('.need-badge').get_by_label('Remove Physiotherapy').click()  # the offering of that name
    finding.rest(tab)
    choose_skill(tab, 'Physiotherapy')
    shows(tab, one)
    choose_skill(tab, 'Massage')
    shows(tab, both)
    finding.level(tab, 'Massage', 'Advanced')
    shows(tab, better)
    tab.button('Any of these').click()
    shows(tab, either)
    tab.button('All of these').click()
    shows(tab, better)

    tab.page.reload()  # the question is in the address
    tab.settle()
    shows(tab, better)


def test_the_pooled_week_counts_heads_as_the_search_does(tabs: Tabs, ledger: Ledger):
    ledger.tell_all()  # other journeys booked behind the server's back
    offering, _, at = ledger.first_free('Physiotherapy')
    able = {card.id for card in ledger.with_skills(offering.required)}
    free = {calendar.name for calendar in ledger.calendars() if calendar.id in able
            and at in ledger.free(offering, calendar, at.date())}
    tab = tabs.open(STAFF.email, f'/find?offering={offering.id}&view=pooled&day={at.date().isoformat()}')
    finding.rest(tab)

    cell = tab.page.locator(f'.head-count[data-key="{at.isoformat()}"]')
    expect(cell).to_have_text(str(len(free)))
    cell.click()

    expect(tab.page.locator('.who-free')).to_have_count(len(free))
    assert set(tab.page.locator('.who-free b').all_text_contents()) == free


def test_nothing_free_says_why_and_what_would_be(tabs: Tabs, ledger: Ledger):
    offering = ledger.offerings()['Physiotherapy']
    tab = tabs.open(STAFF.email, f'/find?offering={offering.id}&opens=02:00&closes=03:00')
    finding.rest(tab)

    tab.sees('Nothing free')
    expect(tab.page.locator('.nothing__why li').first).to_be_visible()
    tab.page.locator('.nothing__ways button').first.click()
    finding.rest(tab)

    expect(tab.page.locator('.slot').first).to_be_visible()


def choose_skill(tab: Tab, name: str) -> None:
    """The skill, not the offering of the same name: skills stand below offerings."""
    tab.page.get_by_role('combobox', name='What is needed').fill(name)
    tab.page.locator('.need-box__option').filter(has_text=name).filter(has_text='Therapy').last.click()
    expect(tab.page.get_by_label(f'Least level of {name}')).to_be_visible()
    finding.rest(tab)
