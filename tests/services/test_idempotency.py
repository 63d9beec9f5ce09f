"""The same form sent twice is done once."""

import asyncio
from datetime import timedelta

import pytest

from app import idempotency
from app.database import reading, transaction
from app.errors import Invalid
from services import appointments
from services.appointments import KeyReused, SlotTaken
from tests.given import a_client, monday
from tests.services.journal import kinds


@pytest.fixture
async def form(given, clerk):
    """Sends the form of one booking under a key."""
    calendar, offering = await given.calendar(), await given.offering()

    async def send(*, ctx=clerk, times='10:00-11:00', key='form-1', **more):
        return await appointments.book(ctx, calendar_id=calendar.id, during=monday(times), offering_id=offering.id,
                                       key=key, **{'client': a_client(), **more})

    return send


async def test_the_same_form_gets_the_same_answer_and_is_done_once(form, clerk):
    first = await form()

    assert await form() == first
    assert (await appointments.upcoming(clerk)).total == 1
    assert await kinds(clerk, first.id) == ['appointment.booked']


@pytest.mark.parametrize('changed', [
    {'times': '12:00-13:00'}, {'note': 'other'}, {'is_request': True}, {'client': a_client('Bob')}],
    ids=lambda changed: next(iter(changed)))
async def test_the_same_key_with_other_content_is_refused(form, clerk, changed):
    await form()
    with pytest.raises(KeyReused):
        await form(**changed)

    assert (await appointments.upcoming(clerk)).total == 1


async def test_two_at_once_book_once(form, clerk):
    answers = await asyncio.gather(*(form() for _ in range(8)))

    assert len({answer.id for answer in answers}) == 1
    assert (await appointments.upcoming(clerk)).total == 1


async def test_without_a_key_two_at_once_would_be_two(form, clerk):
    """The control: the second is refused, so its sender would never learn that the first was their own."""
    answers = await asyncio.gather(*(form(key=None) for _ in range(2)), return_exceptions=True)

    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [SlotTaken]


async def test_a_refused_form_may_be_sent_again_once_it_is_possible(given, form, clerk):
    first = await form(key='somebody else')
    with pytest.raises(SlotTaken):
        await form()
    await appointments.cancel(clerk, appointment_id=first.id, reason='Client asked')

    assert (await form()).id != first.id


async def test_a_key_is_its_senders_own(given, form, clerk):
    colleague = await given.actor('USER')
    ours = await form()

    assert (await form(ctx=colleague, times='12:00-13:00')).id != ours.id


async def test_keys_are_forgotten_after_their_day(form, clerk, given):
    await form()
    for before, left in ((clerk.now, 1), (clerk.now + timedelta(seconds=1), 0)):
        async with transaction(given.ctx) as db:
            await idempotency.forget(db, before=before)
        async with reading(given.ctx) as db:
            assert len((await db.execute(idempotency.select(idempotency.AnsweredRequest))).all()) == left


@pytest.mark.parametrize('key', ['', 'x' * 201, 'x' * 1_000_000, 'a\x00b', 'a\nb', '\ud800'],
                         ids=lambda key: ascii(key[:8]))
async def test_a_key_that_is_none_is_refused_at_its_field(form, key):
    with pytest.raises(Invalid) as refusal:
        await form(key=key)

    assert list(refusal.value.fields) == ['key']
