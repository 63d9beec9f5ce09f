"""Two administrators take each other's role at the same moment: one remains (abuse case 6)."""

import pytest
from sqlalchemy import select

from app.permissions import Role
from services import access, people
from services.people import UserStatus, changing
from services.people.models import User
from tests.races.crowds import all_at_once

ROUNDS = 10
ADMINS = "select count(*) from users where role = 'ADMIN' and status = 'ACTIVE'"


def demoting(ctx, other):
    return people.change(ctx, user_id=other.actor.user_id, name='Demoted', role=Role.USER, zone=None)


def deactivating(ctx, other):
    return access.deactivate(ctx, user_id=other.actor.user_id)


async def against_each_other(given, arena, act):
    """Two administrators of a fresh tenant, each against the other; how many are left."""
    arena.owner('truncate users cascade')
    first, second = await given.actor('ADMIN'), await given.actor('ADMIN')
    outcome = await all_at_once((act(first, second), act(second, first)))
    return outcome, arena.owner(ADMINS)


@pytest.mark.parametrize('act', [demoting, deactivating])
async def test_of_two_admins_against_each_other_one_remains_s19(given, arena, act):
    await arena.warmed(4)
    for _ in range(ROUNDS):
        outcome, left = await against_each_other(given, arena, act)
        assert (len(outcome.results), outcome.refused, left) == (1, {'LastAdmin': 1}, 1)
    assert await arena.deadlocks() == 0


async def test_without_the_lock_nobody_remains(given, arena, monkeypatch):
    """The control: who counts the administrators without locking them."""
    async def unlocked(db, user_id, *, is_staying):
        admins = await db.scalars(select(User.id).where(
            User.tenant_id == db.ctx.tenant, User.role == Role.ADMIN.value, User.status == UserStatus.ACTIVE.value))
        if admins.all() == [user_id]:
            raise people.LastAdmin
        return await db.get(User, (db.ctx.tenant, user_id))

    monkeypatch.setattr(changing, '_kept_administered', unlocked)
    await arena.warmed(4)
    left = [(await against_each_other(given, arena, demoting))[1] for _ in range(ROUNDS)]
    print(f'\ncontrol without the lock: nobody remained in {left.count(0)} of {ROUNDS} rounds')
    assert 0 in left
