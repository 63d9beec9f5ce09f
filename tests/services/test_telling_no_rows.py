"""What is logged of an error of the database says which, never what was to be written (S-26)."""

from __future__ import annotations

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import telemetry
from app.database import constraint, transaction
from services import people

PLANTED = 'tulip-kettle-moss'


@pytest.fixture(params=['console', 'json'])
def logged(request, capsys):
    """What the log says of an error."""
    def said(error):
        telemetry.configure(log_format=request.param)
        structlog.get_logger('test').error('a bug', exc_info=error)
        return capsys.readouterr().err
    return said


async def test_s26_a_refused_statement_is_logged_without_its_values(given, logged):
    ada = await given.user()
    async with transaction(given.ctx) as db:
        await db.execute(text('set transaction read only'))
        with pytest.raises(DBAPIError) as refusal:
            await people.keep_password(db, ada.id, PLANTED)

    assert PLANTED in str(refusal.value.params), 'it was in hand'
    assert 'read-only transaction' in logged(refusal.value)
    assert PLANTED not in logged(refusal.value)


@pytest.mark.parametrize('in_a_row', [101, 1])
async def test_s26_a_row_that_cannot_be_is_logged_without_what_it_holds(given, logged, in_a_row):
    """Where no row policy makes the server keep silent about it."""
    row = {'hash': PLANTED.encode(), 'in_a_row': in_a_row, 'now': given.ctx.now}
    insert = text("insert into guesses values (:hash, :in_a_row, '{}', :now), (:hash, 1, '{}', :now)")
    with pytest.raises(DBAPIError) as refusal:
        async with transaction(given.ctx) as db:
            await db.execute(insert, row)

    assert PLANTED.encode().hex() in refusal.value.orig.diag.message_detail, 'the server told'
    assert constraint(refusal.value) in logged(refusal.value)
    assert PLANTED.encode().hex() not in logged(refusal.value)
