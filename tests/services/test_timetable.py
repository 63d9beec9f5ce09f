"""What the clock wakes does its work for every business, whatever happens in one of them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from app import clock, idempotency
from app.database import reading, transaction
from app.errors import Unavailable
from services.timetable import forget_answered_requests
from tests.given import NOW, Given

OLD = NOW + timedelta(days=2)  # when what is answered NOW is to be forgotten


@pytest.fixture
async def three(given):
    """Three businesses, each with a form that was answered."""
    every = [given, *[await Given.a_tenant(now=NOW, slug=slug) for slug in ('second', 'third')]]
    for each in every:
        async with transaction(each.ctx) as db:
            await idempotency.answered(db, 'form-1', {})
    return every


async def kept(each):
    async with reading(each.ctx) as db:
        return await db.scalar(select(func.count()).select_from(idempotency.AnsweredRequest))


def failing(monkeypatch, tenant_id, error):
    """Forgetting fails in one business."""
    forget = idempotency.forget

    async def forget_or_fail(db, **options):
        if db.ctx.tenant == tenant_id:
            raise error
        await forget(db, **options)

    monkeypatch.setattr(idempotency, 'forget', forget_or_fail)


async def forgotten(three):
    with clock.frozen(OLD), capture_logs() as logs:
        await forget_answered_requests()
    return [await kept(each) for each in three], logs


async def test_what_was_answered_yesterday_is_forgotten_everywhere(three):
    assert await forgotten(three) == ([0, 0, 0], [])


async def test_an_error_in_one_business_is_logged_and_the_others_are_served(three, monkeypatch):
    failing(monkeypatch, three[0].tenant_id, RuntimeError('broken here'))

    left, [line] = await forgotten(three)
    assert left == [1, 0, 0]
    assert (line['log_level'], line['tenant'], line['exc_info']) == ('error', str(three[0].tenant_id), True)


async def test_while_the_database_is_away_nothing_is_tried_in_vain(three, monkeypatch):
    failing(monkeypatch, three[1].tenant_id, Unavailable())

    assert await forgotten(three) == ([0, 1, 1], [])
