"""Somebody with a password and an authenticator app, and the two steps they sign in by."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from app import secrets
from app.context import Context
from app.database import transaction
from services import access
from services.access import Outcome, guessing, remembering, resuming
from tests.apps import App
from tests.given import NOW, PASSWORD, PASSWORD_HASH

KEY, NEWER = 'a key that only tests may know ....', 'another key that only tests may know'
EMAIL = 'ada@acme.example'


@pytest.fixture(autouse=True)
def nothing_remembered():
    resuming._remembered.clear()
    guessing.OF_ACCOUNT.clear()
    guessing.OF_PLACE.clear()
    yield
    secrets.configure([KEY])


@pytest.fixture
async def ada(given):
    return await given.user('USER', name='Ada', email=EMAIL, password_hash=PASSWORD_HASH)


@pytest.fixture
async def app(given, ada):
    """Ada's authenticator app, set up a while ago."""
    return await set_up(given, ada)


async def set_up(given, user):
    before = replace(given.acting(user), now=NOW - timedelta(days=1))
    app = App((await access.begin_factor(before)).secret)
    await access.confirm_factor(before, session_id=uuid4(), code=app.at(before.now))
    return app


def nobody(later=timedelta()):
    return Context.anonymous(NOW + later)


async def password_given(email=EMAIL, later=timedelta()):
    return await access.sign_in(nobody(later), email=email, password=PASSWORD)


async def prove(cookie, code, later=timedelta()):
    return (await access.prove(nobody(later), cookie=cookie, code=code)).cookie


async def session_of(cookie, later=timedelta()):
    return await access.resume(nobody(later), cookie=cookie)


async def is_half(cookie, later=timedelta()):
    """Half signed in, and nothing besides."""
    half = await access.half_signed_in(nobody(later), cookie=cookie)
    assert half is None or await session_of(cookie, later) is None
    return half is not None


async def wrong_codes(given, ada, count, *, every=timedelta(seconds=1), until=NOW):
    """So many wrong codes in a row, the last at this instant."""
    for number in reversed(range(count)):
        async with transaction(replace(given.ctx, now=until - number * every)) as db:
            await remembering.note(db, ada.id, Outcome.WRONG_CODE, device='', address='')
