"""The audit trail on a screen: filters at the top, plain sentences, and a file that is safe to open."""

import asyncio
import csv
from io import StringIO

from components.audit_words import said_kind
from pages.admin.audit import trail
from services import audit
from tests.given import ClientRef
from tests.pages.desk import at_the_desk, only, until


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
        assert f'during: Mon 1 Mar, 10:00–11:00 · calendar: …{str(made.calendar_id)[-8:]}' in details
        only(user, 'subject').set_value('NOSUCH')
        assert await until(lambda: only(user, 'subject').error)
        assert only(user, 'subject').value == 'NOSUCH'
        only(user, 'subject').set_value('')
        only(user, 'kind').set_value('skill.created')
        assert await until(lambda: rows(user) == [])


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
