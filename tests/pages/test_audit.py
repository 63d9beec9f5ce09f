"""The audit trail on a screen: filters at the top, plain sentences, and a file that is safe to open."""

import asyncio
import csv
from dataclasses import replace
from io import StringIO
from uuid import uuid4

import pytest
from nicegui import ui

from components.audit_words import said, said_about, said_details, said_kind
from components.when import HARD
from pages._lists import ListAddress, page_number
from pages.admin import _audit
from pages.admin.audit import NO_ACTOR, trail
from services import audit, skills
from services.audit import AuditEntry
from tests.given import NOW, ClientRef
from tests.pages.desk import at_the_desk, only, until

LONDON = 'Europe/London'


def rows(user):
    return [(row['what'], row['who']) for row in only(user, 'table').rows]


async def test_s23_an_administrator_reads_it_newest_first_in_plain_sentences(given):
    await given.calendar()
    async with at_the_desk(given, trail, role='ADMIN') as user:
        await user.should_see('Audit trail')
        assert await until(lambda: rows(user))
        what = [said for said, _ in rows(user)]
    assert what[0] == 'Person: added'
    assert what.index('Calendar: weekly hours set') < what.index('Calendar: created')


async def test_s23_a_choice_narrows_it_and_a_made_up_object_is_said_at_its_field(given):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    async with at_the_desk(given, trail, role='ADMIN') as user:
        await user.should_see('Audit trail')
        only(user, 'subject').set_value(made.reference)
        assert await until(lambda: rows(user) == [('Appointment: booked', 'Daybook')])
        details = only(user, 'table').rows[0]['details'].replace('\u00a0', ' ')
        assert f'time: Mon 1 Mar, 10:00–11:00 · calendar: {made.calendar_name}' in details
        only(user, 'subject').set_value('NOSUCH')
        assert await until(lambda: only(user, 'subject').error)
        assert only(user, 'subject').value == 'NOSUCH'
        only(user, 'subject').set_value('')
        only(user, 'kind').set_value('skill.created')
        assert await until(lambda: rows(user) == [])


def asking(**query):
    async def opened(visit):
        await trail(visit, **query)

    return opened


def by(actor):
    return asking(actor=actor)


@pytest.mark.parametrize(('name', 'said', 'right'), [
    ('kind', 'skill.painted', 'skill.created'), ('first', '1 March', '2027-03-01'),
    ('last', '2027-02-30', '2027-03-02'),
    ('first', '1889-01-01', '2027-03-01')])
async def test_s23_what_an_address_asks_for_in_vain_is_said_at_its_filter_and_nothing_is_shown_or_exported(
        given, name, said, right):
    await given.skill()
    async with at_the_desk(given, asking(**{name: said}), role='ADMIN') as user:
        assert await until(lambda: only(user, name).error)
        assert rows(user) == []
        only(user, name).error = None
        user.find(marker='export').click()
        assert await until(lambda: only(user, name).error), 'it was tried'
        assert user.download.http_responses == []
        only(user, name).set_value(right)
        assert await until(lambda: rows(user) != [] and not only(user, name).error)


async def test_s23_every_filter_of_an_address_that_is_none_is_said_at_once(given):
    async with at_the_desk(given, asking(kind='x', first='x', last='x'), role='ADMIN') as user:
        assert await until(lambda: all(only(user, name).error for name in ('kind', 'first', 'last')))


async def test_s23_somebody_who_is_not_in_the_list_is_looked_up(given, monkeypatch):
    anna = await given.user('ADMIN', name='Anna Berg')
    await skills.create(given.acting(anna), name='Braiding')
    monkeypatch.setattr(_audit, 'MOST', 1)
    async with at_the_desk(given, by(str(anna.id)), role='ADMIN', name='Aaron') as user:
        assert await until(lambda: {who for _, who in rows(user)} == {'Anna Berg'})
        assert only(user, 'actor').options[str(anna.id)] == 'Anna Berg'


@pytest.mark.parametrize('actor', ['0190c7a2-0000-7000-8000-000000000000', 'no id', "' or ''='"])
async def test_s23_nobody_like_that_is_said_at_the_field_and_nothing_is_shown_or_exported(given, actor):
    await given.skill()
    async with at_the_desk(given, by(actor), role='ADMIN') as user:
        assert await until(lambda: only(user, 'actor').error == NO_ACTOR)
        assert rows(user) == []
        only(user, 'actor').error = None
        user.find(marker='export').click()
        assert await until(lambda: only(user, 'actor').error == NO_ACTOR), 'it was tried'
        assert user.download.http_responses == []
        only(user, 'actor').set_value('')
        assert await until(lambda: rows(user) != [] and not only(user, 'actor').error)


async def test_a_late_answer_to_an_earlier_choice_does_not_replace_the_newer_one(given, monkeypatch):
    await given.calendar()
    at_once, slowly = audit.entries, asyncio.Event()

    async def entries(ctx, *, kind='', **rest):
        if kind == 'user.created':
            await slowly.wait()
        return await at_once(ctx, kind=kind, **rest)

    monkeypatch.setattr(audit, 'entries', entries)
    async with at_the_desk(given, trail, role='ADMIN') as user:
        await user.should_see('Audit trail')
        only(user, 'kind').set_value('user.created')
        await asyncio.sleep(0)
        only(user, 'kind').set_value('calendar.created')
        assert await until(lambda: {what for what, _ in rows(user)} == {'Calendar: created'})
        slowly.set()
        only(user, 'subject').set_value('NOSUCH')
        assert await until(lambda: only(user, 'subject').error), 'what came later was answered'
        assert {what for what, _ in rows(user)} <= {'Calendar: created'}


async def test_s23_the_next_page_is_turned_to_and_the_address_can_open_it(given):
    for _ in range(55):
        await given.skill()
    async with at_the_desk(given, trail, role='ADMIN') as user:
        assert await until(lambda: len(rows(user)) == 50)
        user.find(marker='table').trigger('request', {'pagination': {'page': 2, 'rowsPerPage': 50}})
        assert await until(lambda: 0 < len(rows(user)) < 50)
        last = only(user, 'table').rows[-1]['key']

    async def second(visit):
        await trail(visit, page='2')

    async with at_the_desk(given, second, role='ADMIN') as user:
        assert await until(lambda: last in [row['key'] for row in only(user, 'table').rows])
        assert only(user, 'table').props['pagination']['page'] == 2


async def test_s23_days_have_names_and_the_wrong_way_round_is_said_at_the_field(given):
    async with at_the_desk(given, trail, role='ADMIN') as user:
        assert await until(lambda: rows(user))
        assert [only(user, name).props['prefix'] for name in ('first', 'last')] == ['From', 'To']
        only(user, 'first').set_value('2027-03-02')
        only(user, 'last').set_value('2027-03-01')
        assert await until(lambda: only(user, 'last').error)
        assert (only(user, 'first').value, only(user, 'last').value) == ('2027-03-02', '2027-03-01')
        only(user, 'last').set_value('2027-03-02')
        assert await until(lambda: not only(user, 'last').error)


def test_a_page_in_an_address_is_a_number_or_the_first():
    assert [page_number(said) for said in ('', '2', '0', '-1', 'x', '²', '12345678901')] == [1, 2, 1, 1, 1, 1, 1]


def test_words_that_are_typed_are_one_step_and_every_choice_is_one(monkeypatch):
    taken = []
    for way in ('push', 'replace'):
        monkeypatch.setattr(ui.navigate.history, way, lambda url, way=way: taken.append((way, url)))
    address = ListAddress('/list', {'page': '3'}, typed=['text'])
    for query in ({'text': 'a'}, {'text': 'ab'}, {'text': 'ab'}, {'text': 'ab', 'page': '2'}, {'text': 'abc'}, {}):
        address.show(query)
    assert taken == [('push', '/list?text=a'), ('replace', '/list?text=ab'), ('push', '/list?text=ab&page=2'),
                     ('replace', '/list?text=abc'), ('push', '/list')]


def line(kind, subject, *, actor=None, names=None, is_at_home=True, **data):
    return AuditEntry(1, NOW, kind, kind.partition('.')[0], subject, 'user', actor, 'Alex Stone', data, 'trace', None,
                      is_at_home, names or {})


def test_s23_words_stand_for_states_roles_names_and_times():
    ben, group, skill, nobody = (uuid4() for _ in range(4))
    names = {ben: 'Ben Osei', group: 'Camden clinic', skill: 'Massage'}
    added = line('group.member_added', group, names=names, group_id=str(group), user_id=str(ben), is_supervisor=False)
    assert (said_about(added), said_details(added, LONDON)) == ('Camden clinic', 'person: Ben Osei · leads it: no')
    gone = line('user.deactivated', ben, names=names, user_id=str(ben), role='USER', status='DEACTIVATED', was='ACTIVE')
    assert said_details(gone, LONDON) == 'role: Staff · state: Deactivated · state before: Active'
    set_to = line('calendar.skills_given', nobody, names=names, calendar_id=str(nobody),
                  skills={str(skill): 'ADVANCED'})
    assert said_details(set_to, LONDON) == 'skills: Massage advanced'
    assert said_about(set_to) == f'…{str(nobody)[-8:]}'
    until_ = line('business.entered', nobody, names={ben: 'Elsewhere'}, home_id=str(ben),
                  ends_at='2027-07-01T09:30:00+00:00')
    assert said(until_) == 'Business: entered by an administrator of Elsewhere'
    assert said_details(until_, LONDON).replace(HARD, ' ') == 'at most until: Thu 1 Jul 2027, 10:30'
    assert said(replace(until_, is_at_home=False)) == 'Another business: entered'


def test_s23_whoever_is_signed_out_by_somebody_else_has_not_signed_out():
    ben, alex = uuid4(), uuid4()
    assert said(line('session.ended', ben, actor=ben)) == 'Signed out'
    assert said(line('session.ended', ben, actor=alex)) == 'Signed out by somebody else'


async def test_s28_the_file_holds_what_was_looked_for_and_no_formula(given):
    await given.user(name='=cmd|/c calc')
    spoiler = given.acting(await given.user(name='@SUM(A1)'))
    await given.appointment(await given.calendar(), 'Mon 10:00-11:00', client=ClientRef(name='=1+1'), by=spoiler)
    async with at_the_desk(given, trail, role='ADMIN') as user:
        await user.should_see('Audit trail')
        user.find(marker='export').click()
        assert await until(lambda: user.download.http_responses)
        file = user.download.http_responses[0].content
    lines = list(csv.reader(StringIO(file.decode().removeprefix('\ufeff'), newline='')))
    assert file.startswith('\ufeff'.encode())
    assert len(lines) > 5
    assert any("'@SUM(A1)" in line for line in lines)
    assert [cell for line in lines for cell in line if cell.startswith(('=', '+', '-', '@', '\t', '\r'))] == []


async def test_s19_nobody_else_opens_it(given):
    for role in ('CLIENT', 'USER', 'SUPERVISOR'):
        async with at_the_desk(given, trail, role=role) as user:
            await user.should_see('Not yours to see')
            await user.should_not_see(marker='table')


def test_every_kind_is_said_in_words():
    assert [kind for kind in audit.kinds() if '_' in said_kind(kind) or '.' in said_kind(kind)] == []
