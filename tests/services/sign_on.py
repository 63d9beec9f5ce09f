"""A business that lets its people in by who they are elsewhere: what tests of single sign-on share."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import fetching
from app.database import reading
from app.settings import Settings
from services import access
from services.access import passwords, resuming
from services.access.models import Identity
from services.access.sign_on import issuers
from tests.given import NOW, PASSWORD, PASSWORD_HASH
from tests.issuer import an_issuer, trust
from tests.services.outbox import nobody

BACK = 'https://book.example.org/b/acme/signed-in'
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope='module')
def running():
    with an_issuer(NOW.timestamp) as opened:
        yield opened


@pytest.fixture
async def issuer(running, given, monkeypatch):
    """The business believes it from now on; products that are tried out may ask servers on this machine."""
    async def matches(known, password):
        return known is not None and password == PASSWORD

    running.reset()
    issuers.forget()
    resuming._remembered.clear()
    monkeypatch.setattr(passwords, 'matches', matches)
    fetching.configure(Settings(_env_file=None))
    await trust(given.ctx, running.url)
    yield running
    fetching._may_stay_inside[:] = [False]


@pytest.fixture
async def ada(given):
    return await given.user('USER', name='Ada', email='ada@acme.example', password_hash=PASSWORD_HASH)


async def session_of(given, user):
    return await access.resume(nobody(), cookie=await given.cookie(user))


async def there(issuer, later=timedelta(), *, browser='mine', **options):
    """As far as the issuer: what this browser keeps, and what it brings back."""
    way = await access.depart(nobody(later), slug='acme', back=BACK, following='/board', browser=browser, **options)
    return way.kept, issuer.authorized(way.url)


async def back(kept, answer, later=timedelta(), *, slug='acme', browser='mine', **options):
    return await access.arrive(nobody(later), slug=slug, kept=kept, answer=answer, browser=browser, **options)


async def leave_for(given, user):
    session = await session_of(given, user)
    leave = await access.begin_link(given.acting(user), session_id=session.session_id, current=PASSWORD)
    return session, leave


async def linked(issuer, given, user):
    session, leave = await leave_for(given, user)
    kept, answer = await there(issuer, leave=leave, session=session)
    await back(kept, answer, session=session)


async def identities(given):
    async with reading(given.ctx) as db:
        return [(row.issuer, row.subject, row.user_id) for row in await db.scalars(select(Identity))]


def of_header(**changes):
    return lambda issuer, header, claims: issuer.signed(header | changes, claims)


def of_claims(**changes):
    def bend(issuer, header, claims):
        bent = claims | {name: change(claims) if callable(change) else change for name, change in changes.items()}
        return issuer.signed(header, {name: value for name, value in bent.items() if value is not None})
    return bend
