"""R-05: whatever kills the relay, and whatever mood the mail server is in, no message is lost."""

from __future__ import annotations

from app.relay import WORKERS
from tests import servers
from tests.outages.killed_relay import storm

MAILS, KILLS = 80, 2


def of_its_own(postgres) -> str:
    return servers.clone(servers.template_database(postgres, servers.migrate))


async def test_r05_killed_again_and_again_it_loses_nothing_and_repeats_itself_rarely(postgres):
    outcome = await storm(of_its_own(postgres), mails=MAILS, kills=KILLS)

    print(f'\n{MAILS} messages, {KILLS} kills: {outcome.sent} sent, {outcome.refused} refused, {outcome.extra} extra')
    assert (outcome.waiting, outcome.lost) == (0, 0)
    assert outcome.sent + outcome.refused == MAILS
    assert outcome.extra <= KILLS * WORKERS
    assert max(outcome.copies.values()) <= KILLS + 1


async def test_r05_without_a_crash_nothing_arrives_twice(postgres):
    outcome = await storm(of_its_own(postgres), mails=MAILS, kills=0)
    assert (outcome.waiting, outcome.lost, outcome.extra) == (0, 0, 0)


async def test_r05_the_control_taken_for_sent_before_it_is_it_is_lost_by_a_kill(postgres):
    outcome = await storm(of_its_own(postgres), mails=MAILS, kills=1, is_hasty=True)
    assert outcome.lost > 0
