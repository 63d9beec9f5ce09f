"""S-32 with a server that others wrote: the double of a well-known one, as its own pages and answers have it."""

import pytest

from app import clock, fetching
from app.context import Context
from app.settings import Settings
from services import access
from services.access import NobodyLinked, NotBelieved, resuming
from services.access.sign_on import issuers
from tests.doubles import CLIENT, SECRET, google
from tests.given import PASSWORD, PASSWORD_HASH
from tests.issuer import trust

BACK = 'https://book.example.org/b/acme/signed-in'


@pytest.fixture(scope='module')
def elsewhere():
    with google(BACK) as opened:
        yield opened


@pytest.fixture
async def ada(given, elsewhere):
    """Of a business that believes it; products that are tried out may ask servers on this machine."""
    issuers.forget()
    resuming._remembered.clear()
    fetching.configure(Settings(_env_file=None))
    await trust(given.ctx, elsewhere.url, known_as=CLIENT, secret=SECRET)
    yield await given.user('USER', name='Ada', email='ada@acme.example', password_hash=PASSWORD_HASH)
    fetching._may_stay_inside[:] = [False]


def now():
    return Context.anonymous(clock.now())


async def there_and_back(elsewhere, email='ada@acme.example', *, bend=None, session=None, **options):
    way = await access.depart(now(), slug='acme', back=BACK, following='/board', browser='mine', session=session,
                              **options)
    answer = elsewhere.authorized(way.url, email) | (bend or {})
    return await access.arrive(now(), slug='acme', kept=way.kept, answer=answer, browser='mine', session=session)


async def linked(given, ada, elsewhere):
    with clock.frozen(given.ctx.now):
        cookie = await given.cookie(ada)
    session = await access.resume(Context.anonymous(given.ctx.now), cookie=cookie)
    leave = await access.begin_link(session.context(clock.now()), session_id=session.session_id, current=PASSWORD)
    await there_and_back(elsewhere, session=session, leave=leave)


async def test_s32_linked_by_hand_and_from_then_on_signed_in_by_it(given, ada, elsewhere):
    await linked(given, ada, elsewhere)
    arrived = await there_and_back(elsewhere)
    session = await access.resume(now(), cookie=arrived.cookie)
    assert (session.user_id, arrived.following) == (ada.id, '/board')


async def test_s32_nobody_is_linked_by_the_address_it_vouches_for(given, ada, elsewhere):
    with pytest.raises(NobodyLinked):
        await there_and_back(elsewhere)


async def test_s32_somebody_else_over_there_is_nobody_here(given, ada, elsewhere):
    await linked(given, ada, elsewhere)
    with pytest.raises(NobodyLinked):
        await there_and_back(elsewhere, 'bob@acme.example')


async def test_s32_a_code_it_never_gave_is_not_believed(given, ada, elsewhere):
    await linked(given, ada, elsewhere)
    with pytest.raises(NotBelieved):
        await there_and_back(elsewhere, bend={'code': 'made up'})
