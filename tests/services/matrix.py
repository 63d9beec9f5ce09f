"""Every entry point of the register, called as every role with objects of everybody: what the matrix test is made of.

Arguments are made from the names of the parameters. One that is not known here stops the test, so that no entry point
goes untried: give it a value in PLAIN, or say in KINDS what it points at.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from app.context import Context
from app.database import all_or_nothing, transaction
from app.errors import NotAllowed, NotFound, NotSignedIn, Refusal
from app.operation import Registered
from app.permissions import MATRIX, Reach, Role
from services import access, appointments, availability, clients, people, templates
from services.access import SignedIn, moving
from services.access.models import Passkey
from services.calendars import ExceptionKind, GroupSkills, SkillChange, WeeklyHours
from services.clients import ClientRef
from services.notifications import Kind, Summary
from services.people import UserStatus
from services.skills import Level, SkillLevel
from services.templates import Brand, Wording
from tests.given import PASSWORD, PASSWORD_HASH, Given, a_client, monday
from tests.messages import a_message, a_notice

OURS = ('own', 'group', 'tenant')
TARGETS = (*OURS, 'elsewhere', 'missing')
MONDAY = date(2027, 3, 1)

# What a parameter points at, and how an id becomes a value of it.
KINDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    **{f'{kind}_id': (kind, lambda id_: id_) for kind in (
        'appointment', 'business', 'calendar', 'client', 'delivery', 'exception', 'group', 'location', 'notice',
        'offering', 'passkey', 'session', 'skill', 'user')},
    'calendar_ids': ('calendar', lambda id_: [id_]),
    'client': ('client', lambda id_: ClientRef(id=id_)),
    'group_ids': ('group', lambda id_: [id_]),
    'given': ('calendar', lambda id_: SimpleNamespace(changes=(
        SkillChange(calendar_id=id_, skill_id=uuid4(), before=None, after=Level.BASIC),))),
    'planned': ('plan', lambda plan: plan),
    'groups': ('group', lambda id_: {id_: False}),
    'actor_id': ('user', lambda id_: id_), 'subject_id': ('appointment', lambda id_: id_),
    'provider_id': ('user', lambda id_: id_),
    'reference': ('reference', lambda id_: id_),
    'required': ('skill', lambda id_: [SkillLevel(id_, Level.BASIC)]),
    'skills': ('skill', lambda id_: [SkillLevel(id_, Level.BASIC)]),
    'wanted': ('calendar', lambda id_: availability.want(
        duration=timedelta(hours=1), first_on=MONDAY, last_on=MONDAY, zone='Europe/London',
        calendar_ids=frozenset({id_}))),
}
# Reach narrows these; of the rest of the catalogue, everybody who may see any may see all.
NARROWED = {'appointment', 'calendar', 'exception', 'group', 'notice', 'passkey', 'plan', 'reference', 'session'}
PLAIN: dict[str, Any] = {
    'answer': '{}', 'browser': 'a browser', 'origin': 'https://book.example.org',
    'address': 'High Street 1', 'at': monday('11:00-12:00').starts_at, 'buffer_after': timedelta(),
    'buffer_before': timedelta(), 'category': 'Other', 'code': '123456', 'cookie': 'no cookie of anybody',
    'currency': 'GBP', 'current': PASSWORD, 'date': MONDAY, 'description': 'As described',
    'duration': timedelta(hours=1),
    'during': monday('15:00-16:00'), 'email': 'new@example.org', 'ends': datetime(2027, 3, 2, 12), 'first': MONDAY,
    'hours': [WeeklyHours(0, 540, 1020)], 'is_supervisor': False, 'is_wanted': False, 'kind': ExceptionKind.OFF,
    'issuer': 'https://login.example.org', 'known_as': 'daybook', 'known_by': '', 'label': 'Their ID',
    'secret': 'only both sides know',
    'last': MONDAY, 'settings': {'url': 'https://hooks.slack.com/services/x'}, 'is_on': False,
    'brand': Brand(closing='See you soon.'), 'cc': (), 'bcc': (),
    'wording': Wording('Booked', '', 'It is on {{ when }}.'),
    'undo_seconds': 60, 'reminder_hours': (2,), 'quiet_from': 1320, 'quiet_until': 420,
    'summary': Summary.DAY, 'minute': 540,
    'factor_roles': (), 'is_registering_open': True, 'needs_verified_email': True,
    'name': 'Newly named', 'note': 'Noted', 'password': 'a brook runs under nine bridges', 'phone': '020 7946 0000',
    'position': 3, 'price_minor': 100, 'reason': 'Because they asked', 'region': 'North', 'role': Role.USER,
    'shares_buffers': False, 'starts': datetime(2027, 3, 2, 9), 'text': 'cl', 'zone': 'Europe/London',
}
# What suits one entry point and no other.
ALONE: dict[tuple[str, str], Any] = {('appointments.on_board', 'during'): monday('08:00-20:00'),
                                     ('notifications.choose_messages', 'kind'): Kind.MOVED,
                                     **{(f'channels.{call}', 'name'): 'slack'
                                        for call in ('configure', 'switch', 'send_test')},
                                     **{(f'templates.{name}', 'kind'): templates.Kind.BOOKED
                                        for name in ('of_kind', 'change', 'reset')},
                                     **{(f'notifications.{name}', 'kind'): templates.Kind.BOOKED
                                        for name in ('preview', 'send_draft')}}
# Which of an object's twins suits: a request to confirm, an appointment that has begun, somebody who is in no group.
TWINS: dict[tuple[str, str], str] = {
    ('appointments.confirm', 'appointment'): 'request',
    ('appointments.complete', 'appointment'): 'begun', ('appointments.no_show', 'appointment'): 'begun',
    ('people.add_member', 'user'): 'newcomer', ('people.reactivate', 'user'): 'gone',
    ('access.correct_address', 'user'): 'invited',
}
# Plans of before: that something changed meanwhile is said only to those who may see it.
OVERTAKEN = {'calendars.give_group_skills', 'calendars.take_back_skills'}
# Whether they can be done depends on what was done before, alike for everybody.
IN_ORDER = {'access.begin_factor', 'access.confirm_factor', 'access.keep_email', 'access.renew_backup_codes',
            'access.begin_link', 'access.unlink', 'access.try_issuer', 'access.trust_no_issuer',
            'access.remove_factor', 'access.reset_factors', 'access.keep_passkey', 'channels.send_test'}
# Where what is tried out has to fit the rest: somebody in that very group.
FITTING = {'people.lead', 'people.remove_member'}
# What a list without a question must show to those who reach it, and to nobody else.
LISTS = {
    'appointments.on_board': 'appointment', 'appointments.upcoming': 'appointment', 'calendars.listed': 'calendar',
    'people.groups': 'group', 'locations.listed': 'location', 'offerings.listed': 'offering', 'skills.listed': 'skill',
    'people.listed': 'user',
    'businesses.listed': 'business',
}


class Undone(Exception):
    """Ends the transaction of one call."""


@dataclass(frozen=True)
class Outcome:
    """What came of a call: an answer, or a refusal; `said` is all of it as text, without the target's id."""

    answer: Any = None
    refusal: Refusal | None = None
    said: str = ''

    @property
    def is_hidden(self) -> bool:
        return isinstance(self.refusal, (NotFound, NotAllowed, NotSignedIn))


@dataclass
class World:
    """Two businesses furnished alike. `things[role][target][kind]` is an id; roles are those of ours."""

    given: Given
    actors: dict[str, Context] = field(default_factory=dict)
    things: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    session: SignedIn | None = None
    missing: dict[tuple[str, str, str], Outcome] = field(default_factory=dict)

    def ids(self, target: str) -> set[UUID]:
        """Everything of one target, whoever asks."""
        return {id_ for of_role in self.things.values() for kind, id_ in of_role[target].items()
                if isinstance(id_, UUID) and kind != 'business'}  # whoever may enter others sees which there are


async def a_world(given: Given, elsewhere: Given) -> World:
    """Both businesses, somebody with every role in ours, and somebody who was let go."""
    world = World(given)
    users = {role: await _signed_up(given, role) for role in Role}
    led = await given.group('Led', led_by=users[Role.SUPERVISOR][0], members=[users[Role.USER][0]])
    other = await given.group('Other')
    colleague, colleagues = await _signed_up(given, Role.USER)
    them, theirs = await _signed_up(elsewhere, Role.USER)
    group, tenant = [await _furnished(given, groups=[each]) | colleagues for each in (led, other)]
    foreign = await _furnished(elsewhere, groups=[await elsewhere.group('Theirs')]) | theirs
    for business, things, user in ((given, group, colleague), (given, tenant, colleague), (elsewhere, foreign, them)):
        things['notice'] = await _told(business, things, user)
    async with transaction(given.ctx) as db:
        await access.admit(db, users[Role.ADMIN][0].id, may_enter=True)
    for role, (user, accounts) in users.items():
        ctx = given.acting(user)
        world.actors[role] = replace(ctx, actor=replace(ctx.actor, may_enter=role is Role.ADMIN))
        own = group if role is Role.CLIENT else await _furnished(given, groups=[led], provider=user)
        if role is Role.CLIENT:
            own = await _booked_for(given, user)
        own['notice'] = await _told(given, own, user)
        world.things[role] = {'own': own | accounts | {'group': led.id}, 'group': group, 'tenant': tenant,
                              'elsewhere': foreign, 'missing': _made_up(foreign)}
    gone, _ = await _signed_up(given, Role.USER)
    cookie = await given.cookie(gone)
    await access.deactivate(given.ctx, user_id=gone.id)
    boss = await given.user('ADMIN', password_hash=PASSWORD_HASH)
    half = await access.sign_in(Context.anonymous(given.ctx.now), email=boss.email, password=PASSWORD)
    assert await access.half_signed_in(Context.anonymous(given.ctx.now), cookie=half)
    for of_no_use in (cookie, half):
        assert await access.resume(Context.anonymous(given.ctx.now), cookie=of_no_use) is None
    for name, role in (('anonymous', Role.USER), ('deactivated', Role.USER), ('half signed in', Role.ADMIN)):
        world.actors[name] = Context.anonymous(given.ctx.now)
        world.things[name] = world.things[role]
    return world


async def _signed_up(given: Given, role: Role) -> tuple[Any, dict[str, UUID]]:
    """Somebody new, and what belongs to their account."""
    user = await given.user(role.value, password_hash=PASSWORD_HASH)
    session = await access.resume(Context.anonymous(given.ctx.now), cookie=await given.cookie(user))
    assert isinstance(session, SignedIn)
    key = Passkey(tenant_id=given.tenant_id, user_id=user.id, credential_id=uuid4().bytes, public_key=b'', sign_count=0,
                  name='Key', created_at=given.ctx.now, id=uuid4())
    async with transaction(given.ctx) as db:
        db.add(key)
    return user, {'session': session.session_id, 'passkey': key.id}


async def _furnished(given: Given, *, groups: list[Any], provider: Any = None) -> dict[str, Any]:
    """One of everything; its calendar is in `groups`, or if it has a provider, in none but theirs."""
    skill, offering = await given.skill(), await given.offering()
    member, newcomer, gone = [await given.user() for _ in range(3)]
    await access.deactivate(given.ctx, user_id=gone.id)
    await people.add_member(given.ctx, group_id=groups[0].id, user_id=member.id)
    calendar = await given.calendar(skills=[skill], provider=provider, groups=[] if provider else groups)
    return {
        'business': given.tenant_id,
        **await _appointments(given, calendar, a_client(f'Client {calendar.name}', email='')),
        'calendar': calendar.id, 'exception': (await given.time_off(calendar, 'Fri 09:00-12:00')).id,
        'client': (await given.client()).id, 'group': groups[0].id, 'location': (await given.location()).id,
        'plan': GroupSkills(groups[0].id, (SkillLevel(skill.id, Level.BASIC),), ()), 'offering': offering.id,
        'skill': skill.id, 'user': member.id, 'user newcomer': newcomer.id, 'user gone': gone.id,
        'user invited': (await given.user(status=UserStatus.INVITED)).id,
    }


async def _booked_for(given: Given, user: Any) -> dict[str, Any]:
    """What is a client's own: their appointments, in somebody's calendar."""
    things = await _furnished(given, groups=[await given.group()])
    client = await given.client('Own Client', email='own@example.org')
    async with transaction(given.ctx) as db:
        await clients.link(db, client.id, user.id)
    calendar = await given.calendar()
    return things | await _appointments(given, calendar, ClientRef(id=client.id)) | {'client': client.id}


async def _told(given: Given, things: Mapping[str, Any], user: Any) -> UUID:
    """Something new to somebody, of which they may read alone."""
    known = await appointments.by_id(given.ctx, appointment_id=things['appointment'])
    return await a_notice(given.ctx, known, user.id)


async def _appointments(given: Given, calendar: Any, client: ClientRef) -> dict[str, Any]:
    booked = await given.appointment(calendar, 'Mon 10:00-11:00', client=client)
    begun = await given.appointment(calendar, 'Mon 09:00-10:00', client=client)
    request = await given.appointment(calendar, 'Mon 13:00-14:00', client=client, is_request=True)
    return {'appointment': booked.id, 'appointment begun': begun.id, 'appointment request': request.id,
            'reference': booked.reference, 'delivery': (await a_message(given.ctx, booked)).id}


def _made_up(things: Mapping[str, Any]) -> dict[str, Any]:
    return {kind: uuid4() if isinstance(id_, UUID) else 'ZZZZZZ' for kind, id_ in things.items()} | {
        'plan': replace(things['plan'], group_id=uuid4())}


@dataclass(frozen=True)
class Case:
    """One entry point, with one of the parameters that point at something tried out; '' where none does."""

    name: str
    tried: str
    entry: Registered

    @property
    def kind(self) -> str:
        return KINDS[self.tried][0] if self.tried else ''

    def reaches(self, role: Role, target: str) -> bool:
        """Whether the matrix lets this role have this target."""
        assert self.entry.needs is not None
        return reaches(MATRIX[self.entry.needs][role], self.kind, target)

    def arguments(self, world: World, role: str, target: str) -> dict[str, Any]:
        """Raises Unknown for a parameter nobody has given a value. What is not tried out is well within reach."""
        reachable = 'own' if role in ('CLIENT', 'SUPERVISOR') else 'tenant'
        if self.name in FITTING and target in OURS:
            reachable = target
        made = {}
        for parameter in parameters(self.entry):
            name, is_tried = parameter.name, parameter.name == self.tried
            if name in KINDS and (is_tried or parameter.default is parameter.empty):
                suitable = {'business_id': 'elsewhere', 'session_id': 'own', 'passkey_id': 'own',
                            'notice_id': 'own'}.get(name, reachable)
                made[name] = self._pointing(world.things[role][target if is_tried else suitable], name)
            elif name == 'session':
                made[name] = world.session
            elif parameter.default is parameter.empty:
                made[name] = ALONE.get((self.name, name), PLAIN.get(name, made))
                if made[name] is made:
                    raise Unknown(f'{self.name}: nothing is known of its {name}')
        return made

    def _pointing(self, things: Mapping[str, Any], name: str) -> Any:
        kind, value = KINDS[name]
        twin = TWINS.get((self.name, kind))
        return value(things[f'{kind} {twin}' if twin else kind])


def reaches(reach: Reach, kind: str, target: str) -> bool:
    """Whether a reach includes this target among things of this kind. Businesses are entered from elsewhere alone."""
    if kind == 'business':
        return target == 'elsewhere' and reach is not Reach.NONE
    least = {'own': Reach.OWN, 'group': Reach.GROUP, 'tenant': Reach.TENANT} if kind in NARROWED else dict.fromkeys(
        OURS, Reach.OWN)
    return target in least and reach >= least[target]


class Unknown(AssertionError):
    """An entry point the matrix cannot call."""


def parameters(entry: Registered) -> list[inspect.Parameter]:
    return list(inspect.signature(inspect.unwrap(entry.call)).parameters.values())[1:]


def cases(register: Mapping[str, Registered]) -> Iterator[Case]:
    """Every entry point, once for each parameter that points at something, and once without when none has to."""
    for name, entry in sorted(register.items()):
        pointing = [each for each in parameters(entry) if each.name in KINDS]
        yield from (Case(name, each.name, entry) for each in pointing)
        if all(each.default is not each.empty for each in pointing):
            yield Case(name, '', entry)


async def on_what_is_missing(case: Case, world: World, role: str) -> Outcome:
    """The same call about something that never was; the same again the next time it is asked for."""
    key = (case.name, case.tried, role)
    if key not in world.missing:
        world.missing[key] = await called(case, world, role, 'missing')
    return world.missing[key]


async def called(case: Case, world: World, role: str, target: str) -> Outcome:
    """Call it in a transaction that is undone."""
    ctx = world.actors[role]
    if 'begun' in TWINS.get((case.name, 'appointment'), ''):
        ctx = replace(ctx, now=ctx.now + timedelta(hours=2))
    arguments = case.arguments(world, role, target)
    outcome = Outcome()
    moving.OF_ADDRESS.clear()  # what is counted in memory is undone as well
    try:
        async with all_or_nothing(world.given.ctx):
            try:
                answer = await case.entry.call(ctx, **arguments)
                outcome = Outcome(answer, None, _said(answer, world, role, target))
            except Refusal as refusal:
                told = (type(refusal).__name__, refusal.message, refusal.data)
                outcome = Outcome(None, refusal, _said(told, world, role, target))
            raise Undone
    except Undone:
        return outcome


def _said(answer: Any, world: World, role: str, target: str) -> str:
    text = repr(answer)
    for id_ in world.things[role][target].values():
        text = text.replace(str(id_), 'it')
    return text


