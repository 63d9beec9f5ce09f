"""The product's reactions and a mail server they reach, for tests of what follows from facts about accounts."""

from datetime import timedelta

import pytest

from app import clock, journal, mail
from app import relay as ground
from app.context import Context
from app.relay import relay
from app.settings import Settings
from services import reactions
from services.access import forgetting, guessing, moving, registering
from tests.given import NOW
from tests.smtp_sink import an_smtp_sink, link

HOME = 'https://book.example.org'


@pytest.fixture
def outbox(ledger, monkeypatch):
    """The mail server; nobody has asked for anything yet. One worker: letters leave in the order they are owed."""
    monkeypatch.setattr(ground, 'WORKERS', 1)
    for window in (*forgetting.OF_ACCOUNT, *forgetting.OF_PLACE, guessing.OF_ACCOUNT, guessing.OF_PLACE,
                   registering.OF_PLACE, registering.OF_ADDRESS, registering.AGAIN_OF_ADDRESS, moving.OF_ADDRESS):
        window.clear()
    reactions.install()
    with an_smtp_sink() as sink:
        mail.configure(Settings(_env_file=None, smtp_url=sink.url, public_url=HOME))
        yield sink
    mail._settings.clear()
    journal.react({})
    relay.install([])


def nobody(later=timedelta()):
    return Context.anonymous(NOW + later)


async def worked_off(later=timedelta()):
    """Everything that is due by then is carried out."""
    with clock.frozen(NOW + later):
        await relay.work_off()


def token_in(letter, address):
    """What stands behind this address of ours in the letter's link."""
    return link(letter).removeprefix(HOME + address)
