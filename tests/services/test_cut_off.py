"""A commit that was cut off may have happened: then nobody may trust what they had."""

import asyncio

import pytest

from app import topics
from app.database import Transaction
from app.live import hub
from tests.given import Given


@pytest.fixture
def heard():
    changes = []
    hub.listen(changes.append)
    yield changes
    hub._listeners.clear()


async def test_after_a_commit_that_was_cut_off_everybody_looks_again(given: Given, heard, monkeypatch):
    calendar, offering = await given.calendar(), await given.offering()
    right = Transaction.commit

    async def cut_off(self):
        await right(self)
        raise asyncio.CancelledError

    heard.clear()
    with monkeypatch.context() as line:
        line.setattr(Transaction, 'commit', cut_off)
        with pytest.raises(asyncio.CancelledError):
            await given.appointment(calendar, 'Mon 10:00-11:00', offering=offering)
    told = {change.topic for change in heard}
    assert {topics.LEDGER_AGAIN, topics.calendar(calendar.id)} <= told
    assert topics.LEDGER not in told  # no delta: it may not have happened

    heard.clear()
    await given.appointment(calendar, 'Mon 12:00-13:00', offering=offering)  # the control: a whole commit tells what
    assert topics.LEDGER in {change.topic for change in heard}
