"""What a tab asks while somebody types: no answer is no catastrophe."""

from __future__ import annotations

import pytest
from nicegui import ui

from app.errors import Invalid, NotAllowed, Unavailable
from pages.desk._booking import booking_form, prepared
from services import appointments, clients
from tests.given import monday
from tests.pages.desk import at_the_desk, only, until

BUG = 'Something went wrong on our side'
REFUSALS = [Unavailable(), NotAllowed(), Invalid.field('text', 'no')]


async def form_of(given, visit):
    """A booking form for nine o'clock."""
    calendar = await given.calendar('Anna')
    offer = await prepared(visit, calendar_id=calendar.id, starts=monday('09:00-10:00').starts_at)

    async def booked(_) -> None:
        pytest.fail('nobody pressed anything')

    return booking_form(visit, offer, on_booked=booked)


@pytest.mark.parametrize('refusal', REFUSALS, ids=lambda each: each.code)
async def test_a_look_up_that_is_refused_finds_nothing(given, monkeypatch, refusal):
    asked = []

    async def refused(*_, **question):
        asked.append(question)
        raise refusal

    monkeypatch.setattr(appointments, 'lookup_clients', refused)
    monkeypatch.setattr(clients, 'possible_duplicates', refused)
    async with at_the_desk(given, lambda visit: form_of(given, visit)) as user:
        await user.should_see(marker='client')
        only(user, 'client').value = 'Ada'
        assert await until(lambda: len(asked) == 1)
        assert await until(lambda: 'new' in only(user, 'client-list').content.lower()), 'a new client, then'
        user.find(marker='client-list').trigger('click', 'new')
        assert await until(lambda: len(asked) == 2)
        await user.should_not_see(BUG)


async def test_a_question_nobody_may_ask_any_more_finds_nothing_and_one_that_breaks_apologises(given):
    answers = []

    async def draw(visit):
        @visit.question
        async def broken(_: str):
            raise RuntimeError('the secret cause')

        @visit.question
        async def well(text: str):
            return [text]

        answers.append(await well('yes'))
        answers.append(await broken('no'))
        visit.leave()
        answers.append(await well('gone'))
        ui.label('drawn')

    async with at_the_desk(given, draw) as user:
        await user.should_see(BUG)
        assert answers == [['yes'], (), ()]
