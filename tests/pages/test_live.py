"""A screen that is open misses nothing, shows nothing it may not any more, and leaves when its user does."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from nicegui import Client, ui

from app import live
from app.errors import Conflict, NotAllowed, NotFound, Unavailable
from app.permissions import Role
from pages import _live, paths
from pages._live import follow
from services import access, people
from tests.pages.desk import at_the_desk, until

TOPIC = 'weather'


class Screen:
    """Shows how often it was read; `outcomes` are the errors the next readings meet."""

    def __init__(self, given) -> None:
        self.given, self.read, self.outcomes, self.visit = given, 0, [], None
        self.while_drawing = lambda: None

    def change(self, topic=TOPIC) -> None:
        live.announce([live.Change(self.given.tenant_id, topic)])

    async def draw(self, visit) -> None:
        self.visit = visit
        await visit.renew()
        label = ui.label('read 0 times').mark('said')
        self.while_drawing()

        @visit.action()
        async def reload() -> None:
            self.read += 1
            if self.outcomes and (outcome := self.outcomes.pop(0)):
                raise outcome
            label.set_text(f'read {self.read} times')

        follow(visit, TOPIC, reload)

    async def settles(self, count: int) -> bool:
        """Whether it was read so often, and no more."""
        await until(lambda: self.read >= count)
        await asyncio.sleep(0.1)
        return self.read == count


@asynccontextmanager
async def opened(given, **options):
    screen = Screen(given)
    vars(screen).update(options)
    live.hub.listen(access.forget_ended)  # as at start
    async with at_the_desk(given, screen.draw) as user:
        await user.should_see(marker='said')
        yield user, screen


def cut(user) -> None:
    user.client.tab_id = None


def mend(user) -> None:
    user.client.tab_id = 'back'
    for call in user.client.connect_handlers:
        user.client.safe_invoke(call)


async def test_what_changes_is_read_again(given):
    async with opened(given) as (_, screen):
        screen.change('something else')
        assert await screen.settles(0)
        screen.change()
        assert await screen.settles(1)


async def test_what_changed_while_the_line_was_cut_is_read_once_when_it_is_back(given):
    async with opened(given) as (user, screen):
        cut(user)
        for _ in range(3):
            screen.change()
            await asyncio.sleep(0.02)
        assert await screen.settles(0), 'nobody would see it'
        mend(user)
        assert await screen.settles(1)
        cut(user)
        mend(user)
        assert await screen.settles(1), 'nothing was missed'


async def test_what_changes_between_reading_and_following_is_read_again(given):
    screen = Screen(given)
    screen.while_drawing = screen.change
    async with at_the_desk(given, screen.draw):
        assert await screen.settles(1)


async def test_what_changed_before_it_was_read_is_not_read_again(given):
    screen = Screen(given)
    screen.change()
    async with at_the_desk(given, screen.draw):
        assert await screen.settles(0)


async def test_too_many_changes_to_tell_count_as_one_of_ours(given):
    hub = live.Hub()
    hub.deliver([live.Change(given.tenant_id, 'other')] * live.RECENT)
    assert not hub.has_changed(given.tenant_id, [TOPIC], since=0)
    hub.deliver([live.Change(given.tenant_id, 'other')])
    assert hub.has_changed(given.tenant_id, [TOPIC], since=0)
    assert not hub.has_changed(given.tenant_id, [TOPIC], since=hub.moment)
    hub.missed_some()
    assert hub.has_changed(given.tenant_id, [TOPIC], since=hub.moment - 1)


async def test_a_database_that_is_away_is_asked_again_at_a_measured_pace(given, monkeypatch):
    monkeypatch.setattr(_live, 'AGAIN_AFTER', (0.05, 0.1))
    async with opened(given, outcomes=[Unavailable(), Conflict(), None]) as (user, screen):
        screen.change()
        await asyncio.sleep(0.03)
        assert screen.read == 1, 'not at once'
        assert await screen.settles(3)
        await user.should_see('read 3 times')
        await user.should_not_see(Unavailable.sentence)


@pytest.mark.parametrize('refusal', [NotAllowed, NotFound])
async def test_what_one_may_not_see_any_more_is_taken_away(given, refusal):
    async with opened(given, outcomes=[refusal()]) as (user, screen):
        before = live.hub.count()
        screen.change()
        await user.should_see(refusal.sentence)
        await user.should_not_see(marker='said')
        assert live.hub.count() == before - 2
        screen.change()
        assert await screen.settles(1)


async def test_a_screen_that_breaks_when_it_reads_again_says_so(given):
    async with opened(given, outcomes=[RuntimeError('the secret cause')]) as (user, screen):
        screen.change()
        await user.should_see('Something went wrong on our side')
        screen.change()
        await user.should_see('read 2 times')


async def test_a_user_who_is_deactivated_leaves_at_once(given, monkeypatch):
    went = []
    monkeypatch.setattr(Client, 'open', lambda self, target, new_tab=False: went.append(target))
    async with opened(given) as (_, screen):
        await access.deactivate(given.ctx, user_id=screen.visit.session.user_id)
        assert await until(lambda: went) == [paths.signed_out('/')]
        assert not await screen.visit.is_live()


async def test_a_role_that_changes_counts_at_once_and_screens_read_again(given):
    async with opened(given) as (_, screen):
        session = screen.visit.session
        await people.change(given.ctx, user_id=session.user_id, name=session.name, role=Role.SUPERVISOR, zone=None)
        assert await until(lambda: screen.visit.session.role is Role.SUPERVISOR)
        assert await screen.settles(1)


async def test_a_role_that_changes_draws_the_frame_anew_once(given, monkeypatch):
    told = []
    monkeypatch.setattr(Client, 'run_javascript', lambda self, code, *, timeout=1.0: told.append(code))
    async with opened(given) as (_, screen):
        session = screen.visit.session
        await people.change(given.ctx, user_id=session.user_id, name='Another', role=session.role, zone=None)
        assert await screen.settles(1)
        assert 'location.reload()' not in told
        await people.change(given.ctx, user_id=session.user_id, name='Another', role=Role.SUPERVISOR, zone=None)
        assert await until(lambda: 'location.reload()' in told)
        await screen.visit.renew()
        assert told.count('location.reload()') == 1


async def test_a_click_whose_session_cannot_be_asked_is_owned_up_to(given, monkeypatch):
    async with opened(given) as (user, screen):
        async def broken() -> None:
            raise RuntimeError('the secret cause')

        monkeypatch.setattr(screen.visit, 'renew', broken)
        assert not await screen.visit.is_live()
        await user.should_see('Something went wrong on our side')
