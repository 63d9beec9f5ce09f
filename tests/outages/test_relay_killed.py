"""R-05: whatever kills the relay, and whatever mood the mail server is in, no message is lost."""

from __future__ import annotations

import pytest

from app.relay import WORKERS
from tests import servers
from tests.outages.killed_relay import killed_while_sending, storm

MAILS, KILLS = 60, 2


@pytest.fixture
def url(postgres) -> str:
    return servers.clone(servers.template_database(postgres, servers.migrate))


async def test_r05_killed_again_and_again_it_loses_nothing_and_repeats_itself_rarely(url):
    outcome = await storm(url, mails=MAILS, kills=KILLS)

    print(f'\n{MAILS} messages, {KILLS} kills: {outcome.sent} sent, {outcome.refused} refused, {outcome.extra} extra')
    assert (outcome.waiting, outcome.lost) == (0, 0)
    assert outcome.sent + outcome.refused == MAILS
    assert outcome.extra <= KILLS * WORKERS
    assert max(outcome.copies.values()) <= KILLS + 1


async def test_r05_without_a_crash_nothing_arrives_twice(url):
    outcome = await storm(url, mails=MAILS, kills=0)
    assert (outcome.waiting, outcome.lost, outcome.extra) == (0, 0, 0)


@pytest.mark.parametrize(('is_hasty', 'kills', 'is_lost'), [(False, 1, False), (True, 0, False), (True, 1, True)])
async def test_r05_killed_in_the_middle_of_a_letter_it_is_lost_only_where_it_was_taken_for_sent(
        url, is_hasty, kills, is_lost):
    outcome = await killed_while_sending(url, mails=8, kills=kills, is_hasty=is_hasty)
    assert (outcome.lost > 0) is is_lost
