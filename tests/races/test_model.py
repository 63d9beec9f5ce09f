"""The life of appointments against a plain model of it: random steps, legal and not, and after each the same state.

`DAYBOOK_MODEL_STEPS=10000` walks as far as wanted; the default is what fits into every run.
"""

import asyncio
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from app import database
from app.errors import Refusal
from app.intervals import Interval
from services import appointments
from services.appointments import rules as product_rules
from services.clients import ClientRef
from tests import servers
from tests.given import NOW, Given

STEPS = int(os.environ.get('DAYBOOK_MODEL_STEPS', '300'))
MOST_A_WALK, USUAL = 30, 10  # how long a walk is, is left to chance
QUARTER = timedelta(minutes=15)
NEXT = {'PENDING': {'CONFIRMED', 'CANCELLED'}, 'CONFIRMED': {'COMPLETED', 'NO_SHOW', 'CANCELLED'},
        'COMPLETED': set(), 'NO_SHOW': set(), 'CANCELLED': set()}
VERBS = {'CONFIRMED': appointments.confirm, 'COMPLETED': appointments.complete, 'NO_SHOW': appointments.no_show,
         'CANCELLED': appointments.cancel}
ON_FILE = '''
    select a.id, a.status, a.calendar_id, a.starts_at, a.ends_at, a.revision, c.resource_id, c.starts_at, c.ends_at
    from appointments a left join claims c on c.tenant_id = a.tenant_id and c.holder_id = a.id
    where a.starts_at >= %(day)s and a.starts_at < %(day)s + interval '1 day'
'''


@dataclass(frozen=True)
class Known:
    """What the model knows of one appointment; times are quarters of an hour from eight o'clock."""

    status: str
    calendar: int
    start: int
    length: int
    buffer: int
    revision: int = 1

    @property
    def blocks(self) -> bool:
        return self.status in ('CONFIRMED', 'COMPLETED')

    def collides(self, other: 'Known') -> bool:
        gap = self.buffer + other.buffer
        return (self.calendar == other.calendar and self.start < other.start + other.length + gap
                and other.start < self.start + self.length + gap)


class World:
    """The product on a real database, and days on it that nobody has used yet."""

    def __init__(self, url: str, run) -> None:
        self.run, self.days, self.steps = run, 0, 0
        self.line = psycopg.connect(url.replace('+psycopg', ''), autocommit=True)
        self.line.execute('set row_security = off')
        database.configure(url, pool_size=2)
        run(self._arranged())

    async def _arranged(self) -> None:
        given = await Given.a_tenant(now=NOW)
        self.ctx, self.client = given.ctx, ClientRef(id=(await given.client()).id)
        self.calendars = [(await given.calendar(hours='00:00-24:00', zone='UTC')).id for _ in range(2)]
        self.offerings = [(await given.offering()).id, (await given.offering(before=15, after=15)).id]

    def closed(self) -> None:
        self.line.close()
        self.run(database.dispose())


class Life(RuleBasedStateMachine):
    """One day in two calendars."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.known, self.now = world, {}, -4
        world.days += 1
        self.day = datetime(2027, 3, 1, tzinfo=UTC) + timedelta(days=world.days)

    @rule(calendar=st.integers(0, 1), start=st.integers(0, 8), length=st.sampled_from([2, 4]),
          buffer=st.integers(0, 1), is_request=st.booleans())
    def book(self, calendar, start, length, buffer, is_request):
        wanted = Known('PENDING' if is_request else 'CONFIRMED', calendar, start, length, buffer)
        refusal = 'SlotTaken' if self.is_taken(wanted) else 'TooShortNotice' if start < self.now else None
        made = self.tried(refusal, appointments.book, calendar_id=self.world.calendars[calendar],
                          during=self.instants(start, length), client=self.world.client,
                          offering_id=self.world.offerings[buffer], is_request=is_request)
        if made:
            self.known[made.id] = wanted
        self.agree()

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 40), to=st.sampled_from(sorted(VERBS)))
    def step(self, which, to):
        id_, known = self.one(which)
        after = replace(known, status=to, revision=known.revision + 1)
        if to not in NEXT[known.status]:
            refusal = 'NotPossibleAnyMore'
        elif to in ('COMPLETED', 'NO_SHOW') and self.now < known.start:
            refusal = 'NotYetPossible'
        elif to == 'CONFIRMED' and known.start < self.now:
            refusal = 'TooShortNotice'
        else:
            refusal = 'SlotTaken' if to == 'CONFIRMED' and self.is_taken(after, besides=id_) else None
        more = {'reason': 'Model'} if to == 'CANCELLED' else {}
        if self.tried(refusal, VERBS[to], appointment_id=id_, **more):
            self.known[id_] = after
        self.agree()

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 40), start=st.integers(0, 8), length=st.sampled_from([2, 4]),
          calendar=st.sampled_from([None, 0, 1]), is_stale=st.sampled_from([None, False, True]))
    def reschedule(self, which, start, length, calendar, is_stale):
        id_, known = self.one(which)
        after = replace(known, start=start, length=length, calendar=known.calendar if calendar is None else calendar)
        self.moved(id_, after, is_stale, appointments.reschedule, during=self.instants(start, length),
                   calendar_id=None if calendar is None else self.world.calendars[calendar])

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 40), calendar=st.integers(0, 1), is_stale=st.sampled_from([None, False, True]))
    def reassign(self, which, calendar, is_stale):
        id_, known = self.one(which)
        self.moved(id_, replace(known, calendar=calendar), is_stale, appointments.reassign,
                   calendar_id=self.world.calendars[calendar])

    @rule(quarters=st.integers(1, 3))
    def later(self, quarters):
        self.now += quarters

    def moved(self, id_, after, is_stale, verb, **wanted):
        known = self.known[id_]
        if known.status not in ('PENDING', 'CONFIRMED'):
            refusal = 'NotPossibleAnyMore'
        elif is_stale:
            refusal = 'MovedUnderfoot'
        elif after.start < self.now and after.start != known.start:
            refusal = 'TooShortNotice'
        else:
            refusal = 'SlotTaken' if after != known and self.is_taken(after, besides=id_) else None
        revision = None if is_stale is None else known.revision - is_stale
        if self.tried(refusal, verb, appointment_id=id_, revision=revision, **wanted):
            self.known[id_] = after if after == known else replace(after, revision=known.revision + 1)
        self.agree()

    def tried(self, refusal, verb, **wanted):
        """Do it in the product; it must be refused exactly as the model says."""
        self.world.steps += 1
        ctx = replace(self.world.ctx, now=self.instants(self.now, 1).starts_at)
        try:
            answer, said = self.world.run(verb(ctx, **wanted)), None
        except Refusal as error:
            answer, said = None, type(error).__name__
        assert said == refusal, f'{verb.__name__} {wanted}'
        return answer

    def agree(self):
        """What is on file, claims included, is what the model knows."""
        expected = set()
        for id_, known in self.known.items():
            during, calendar = self.instants(known.start, known.length), self.world.calendars[known.calendar]
            wide = (during.starts_at - known.buffer * QUARTER, during.ends_at + known.buffer * QUARTER)
            expected.add((id_, known.status, calendar, during.starts_at, during.ends_at, known.revision,
                          *((calendar, *wide) if known.blocks else (None, None, None))))
        assert set(self.world.line.execute(ON_FILE, {'day': self.day})) == expected

    def is_taken(self, wanted, besides=None):
        return any(other.blocks and wanted.collides(other) for id_, other in self.known.items() if id_ != besides)

    def one(self, which) -> tuple[UUID, Known]:
        return list(self.known.items())[which % len(self.known)]

    def instants(self, start, length) -> Interval:
        return Interval.lasting(self.day + timedelta(hours=8) + start * QUARTER, length * QUARTER)


@pytest.fixture
def world(postgres):
    with asyncio.Runner() as runner:
        made = World(servers.clone(servers.template_database(postgres, servers.migrate)), runner.run)
        yield made
        made.closed()


def walk(world, steps):
    run_state_machine_as_test(lambda: Life(world), settings=settings(
        max_examples=steps // USUAL, stateful_step_count=MOST_A_WALK, deadline=None, database=None,
        derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)))


def test_every_walk_through_the_life_of_appointments_is_the_one_the_model_takes(world):
    walk(world, STEPS)
    print(f'\n{world.steps} steps on {world.days} days, each as the model says')
    assert world.steps > STEPS


def test_a_step_too_many_in_the_table_is_found(world, monkeypatch):
    """The control: one arrow that should not be there."""
    status = appointments.Status
    monkeypatch.setitem(product_rules.WORKFLOW, status.CANCELLED, frozenset({status.CANCELLED}))
    with pytest.raises(AssertionError, match='cancel'):
        walk(world, 5 * STEPS)
