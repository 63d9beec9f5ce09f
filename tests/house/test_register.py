"""Everything that can be asked of the product is in a register, with what it needs. What is not fails here."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace
from uuid import UUID

import pytest

from app.clock import now
from app.context import Actor, Context
from app.errors import NotAllowed, NotSignedIn
from app.operation import REGISTER, Registered
from app.permissions import MATRIX, Permission, Reach, Role
from tests.house.sources import CAPABILITIES, ROOT, Source, on, sample

DOORS = {name: import_module(f'services.{name}') for name in CAPABILITIES}

WITHOUT_PERMISSION = {
    'access.sign_in': 'who signs in has no role yet',
    'access.sign_out': "ends one's own session",
    'access.resume': 'from a cookie to who it stands for',
    'access.half_signed_in': 'from a cookie to whose second step it is',
    'access.begin_first_factor': 'who is half signed in reaches nothing yet',
    'access.prove': 'who is half signed in reaches nothing yet',
    'access.ask_passkey': 'who signs in has no role yet',
    'access.prove_by_passkey': 'who is half signed in reaches nothing yet',
    'access.sign_in_by_passkey': 'who signs in has no role yet',
    'access.ask_for_recovery': 'who is half signed in reaches nothing yet',
    'access.stop_recovery': 'who is half signed in reaches nothing yet',
    'access.ask_for_reset': 'who has forgotten a password cannot sign in',
    'access.reset_link': 'who has a link has no role yet',
    'access.reset': 'who has a link has no role yet',
    'access.issuer_at': 'what anybody may know of a business who has its address',
    'access.depart': 'who signs in elsewhere has no role yet',
    'access.arrive': 'who comes back from there has no role yet',
    'access.disown_link': 'who has a link has no role yet',
    'access.disown': 'who has a link has no role yet',
    'access.invitation': 'who is invited has no role yet',
    'access.accept': 'who is invited has no role yet',
    'businesses.to_set_up': 'who reads the console of a new installation has no role yet',
    'businesses.set_up': 'who reads the console of a new installation has no role yet',
    'access.register': 'who registers has no role yet',
    'access.ask_for_confirmation': 'who registered has no role yet',
    'access.confirmation': 'who has a link may have no role yet',
    'access.confirm': 'who has a link may have no role yet',
    'notifications.offer': 'who has a letter needs no account to choose',
    'notifications.accept_offer': 'who has a letter needs no account to choose',
    'tenants.at': 'what anybody may know of a business who has its address',
    'access.set_password': 'refuses every actor but the product itself',
}
# They open a look at the database themselves, without an actor: before the tenant is known, or for the product itself.
WITHOUT_ACTOR = {
    'access.forget_guesses': 'the timetable forgets wrong passwords of long ago, at addresses of nobody too',
    'access.hashed': 'reads nothing: from a password to what is kept of it',
    'businesses.awaited': 'at start, whether there is a business at all',
    'businesses.found': 'an operator on the console, who is nobody of the business',
    'demo.accounts': 'the sign-in page of a demo shows them to everybody',
    'demo.load': 'at start, into an empty database',
    'people.home_of': 'an address leads to its business, before anybody is signed in',
    'tenants.names': 'the audit trail of those who may read it says from which business somebody came',
    'tenants.others': 'administrators whom an operator lets enter choose one of them',
    'tenants.every': 'the timetable visits each business',
    'tenants.found': 'a business begins with nobody in it',
    'tenants.has_demo': 'whether the sign-in page shows the accounts of a demo',
    'availability.roll': 'the timetable rolls the grids on',
}
# Doors may call these although they are no entry points.
DOORS_MAY_CALL = {'demo.accounts'}

# Every address and what it needs. GET alone, where nothing else is said.
ROUTES = {
    '/healthz/live': 'nothing: says one word',
    '/healthz/ready': 'nothing: says names, never errors',
    '/metrics': 'a caller on this machine',
    '/robots.txt': 'nothing',
    '/favicon.ico': 'nothing',
    'POST /policy-reports': 'nothing: a line of the log, ten times a minute from one place',
    'POST /auth/sign-in': 'a form of ours, from our origin, in the browser it was given to',
    'POST /auth/sign-out': 'a form of ours, from our origin, in the browser it was given to',
    'POST /auth/second-factor': 'the same, and half a session',
    'POST /auth/first-factor': 'the same, and half a session of somebody who must have a factor',
    'POST /auth/passkey-challenge': 'a form of ours, from our origin, in the browser it was given to',
    'POST /auth/passkey': 'the same, and what a passkey signed',
    'POST /auth/stop-recovery': 'a form of ours, from our origin, and half a session',
    'POST /auth/recovery': 'the same, and half a session of somebody who has a factor',
    'POST /auth/backup-codes': 'a form of ours, from our origin, in the browser it was given to',
    'POST /auth/forgot': 'a form of ours, from our origin, in the browser it was given to',
    'POST /auth/reset': 'the same, and a link that was mailed',
    'POST /auth/invited': 'the same, and an invitation that was mailed',
    'POST /auth/register': 'a form of ours, from our origin, in the browser it was given to',
    'POST /auth/confirm-again': 'a form of ours, from our origin, in the browser it was given to',
    'POST /auth/verify': 'the same, and a link that was mailed',
    'POST /auth/not-me': 'the same, and a link that was mailed',
    'POST /auth/set-up': 'the same, and what the console of a new installation said',
    'POST /unsubscribe': 'what we signed in a letter; no form and no cookie, as programs of mail press it',
    '/unsubscribe': 'nothing: shows which messages what we signed in a letter would stop',
    '/set-up': 'what the console of a new installation said; for everybody else it is not there',
    '/not-me': 'nothing: shows whose account a mailed link would close',
    '/invited': 'nothing: shows who is invited by a mailed link',
    '/b/{slug}': 'nothing: leads to the sign-in of the business',
    '/b/{slug}/register': 'nothing: what anybody may know of a business',
    '/b/{slug}/sign-in': 'nothing: what anybody may know of a business',
    '/b/{slug}/single-sign-on': 'nothing; to link somebody, leave that their session was given',
    '/b/{slug}/signed-in': 'what the way there began with, in this browser, and a code of the server they trust',
    '/verify': 'nothing: shows which address a mailed link would prove',
    '/sign-in': 'nothing',
    '/second-factor': 'half a session',
    '/backup-codes': 'the codes, sealed for the session that has just set a factor up',
    '/forgot': 'nothing',
    '/reset': 'nothing: shows whose password a mailed link would change',
    '/': 'a session; the screen asks for its permission',
    '/{_:path}': 'a session; the screen asks for its permission',
    'MOUNT /_nicegui_ws': 'the gate: our origin, and the cookies of the browser that was given the page',
    'MOUNT /_nicegui/{version}/static': 'nothing: files of the library',
    '/_nicegui/{version}/libraries/{key:path}': 'nothing: files of the library',
    '/_nicegui/{version}/components/{key:path}': 'nothing: files of the library',
    '/_nicegui/{version}/resources/{key}/{path:path}': 'nothing: files of the library',
    '/_nicegui/{version}/dynamic_resources/{name}': 'nothing: files of the library',
    '/_nicegui/{version}/esm/{key}/{path:path}': 'nothing: files of the library',
    '/_daybook/fonts/{path:path}': 'nothing: fonts',
    '/_daybook/design-{hash}.css': 'nothing: the style sheet',
    '/_daybook/daybook-{hash}.js': 'nothing: our script',
}


@pytest.fixture(scope='module')
def assembled() -> dict:
    """What the assembled application answers to."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(('PYTEST_', 'NICEGUI_'))}
    told = subprocess.run([sys.executable, '-m', 'tests.house.assembled'], cwd=ROOT, capture_output=True, text=True,
                          env=clean, timeout=120, check=False)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


def test_every_address_is_registered_with_what_it_needs(assembled):
    found = {named(path, methods) for path, methods in assembled['routes']}
    assert found == set(ROUTES)


def test_every_screen_needs_a_permission(assembled):
    assert assembled['screens']
    assert set(assembled['screens'].values()) <= set(Permission)


def test_every_entry_point_is_shown_at_its_front_door():
    hidden = [name for name in ours() if getattr(DOORS[name.split('.')[0]], name.split('.')[1], None) is None]
    assert hidden == []


def test_what_a_front_door_shows_to_doors_is_registered():
    assert [name for door in DOORS.values() for name in unregistered(door)] == []


def test_every_entry_point_needs_a_permission():
    free = {name for name, entry in ours().items() if entry.needs is None}
    assert free == set(WITHOUT_PERMISSION)


def test_nothing_else_reaches_the_database_by_itself():
    alone = {name for capability, door in DOORS.items() for name in without_actor(capability, door)}
    assert alone == set(WITHOUT_ACTOR)


def test_an_unregistered_entry_point_is_seen():
    async def book(ctx): ...

    async def reckon(db): ...

    door = SimpleNamespace(__name__='services.made_up', __all__=['book', 'reckon'], book=book, reckon=reckon)
    assert list(unregistered(door)) == ['made_up.book']


@pytest.mark.parametrize('role', [None, *Role])
async def test_who_may_not_is_refused_before_anything_happens(role):
    """No arguments are given and there is no database: a refusal is all that can come."""
    for name, entry in ours().items():
        if entry.needs is not None and (role is None or MATRIX[entry.needs][role] is Reach.NONE):
            with pytest.raises(NotSignedIn if role is None else NotAllowed):
                await entry.call(actor(role))
            assert entry.needs in Permission, name


def test_doors_call_entry_points_alone():
    assert [said for source in on('pages') for said in past_the_register(source)] == []


def test_a_door_that_reaches_deeper_is_seen():
    offences = ('from services import people, tenants\n'
                'await tenants.every()\nawait people.account(db, x)\npeople.groups(ctx)')
    assert [said.split()[-1] for said in past_the_register(sample(offences))] == ['tenants.every', 'people.account']


def ours() -> dict[str, Registered]:
    """The register without what tests of other kinds may have put in."""
    return {name: entry for name, entry in REGISTER.items() if name.split('.')[0] in DOORS}


def unregistered(door) -> Iterator[str]:
    """Shown async functions that take a context first and are not entry points."""
    capability = door.__name__.removeprefix('services.')
    for name in door.__all__:
        shown = getattr(door, name)
        if inspect.iscoroutinefunction(shown) and first_of(shown) == 'ctx' and f'{capability}.{name}' not in REGISTER:
            yield f'{capability}.{name}'


def without_actor(capability: str, door) -> Iterator[str]:
    for name in door.__all__:
        shown = getattr(door, name)
        if inspect.iscoroutinefunction(shown) and first_of(shown) not in ('ctx', 'db'):
            yield f'{capability}.{name}'


def first_of(function) -> str:
    return next(iter(inspect.signature(function).parameters), '')


def past_the_register(source: Source) -> Iterator[str]:
    """Calls of a door to something of a capability that is neither an entry point nor a pure function."""
    imported = {name for _, module, name in source.imports() if module == 'services'}
    for node in ast.walk(source.tree):
        is_ours = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in DOORS
        if is_ours and node.value.id in imported:
            name = f'{node.value.id}.{node.attr}'
            shown = getattr(DOORS[node.value.id], node.attr, None)
            is_open = name in REGISTER or name in DOORS_MAY_CALL or not inspect.iscoroutinefunction(shown)
            if not is_open:
                yield f'{source.at(node.lineno)} {name}'


def actor(role: Role | None) -> Context:
    if role is None:
        return Context.anonymous(now())
    return Context(tenant_id=UUID(int=1), actor=Actor(UUID(int=2), 'Somebody', role), now=now())


def named(path: str, methods: list[str]) -> str:
    """A route as the list above writes it: without versions and hashes."""
    path = re.sub(r'(?<=/_nicegui/)[\d.]+', '{version}', path)
    path = re.sub(r'(?<=-)[0-9a-f]{12}(?=\.)', '{hash}', path)
    return path if methods == ['GET'] else f'{" ".join(methods)} {path}'
