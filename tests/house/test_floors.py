"""Arrows run down only, capabilities stand in one order, and are entered by the front door."""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import CAPABILITIES, FLOORS, ROOT, Source, product, sample

CONTRACTS = ROOT / '.importlinter'
# Frozen values are a door of their own below the screens: pure modules take them without waking queries and writes.
SHAPES = 'shapes'
# The table of facts reads them, and what is done then, where they are stated; nobody else does.
READS_EVENTS = 'services/reactions.py'


def test_the_contracts_hold():
    checked = linted(ROOT)
    assert checked.returncode == 0, checked.stdout


OFFENCES = (
    ('app/clock.py', 'import services.people', 'app.clock -> services.people'),
    ('services/people/rules.py', 'import components.words', 'services.people.rules -> components.words'),
    ('components/words.py', 'import pages.paths', 'components.words -> pages.paths'),
    ('services/tenants/queries.py', 'import services.people', 'services.tenants.queries -> services.people'),
    ('services/newcomer/__init__.py', '', 'services.newcomer'),
    ('services/people/queries.py', 'import nicegui', 'services.people.queries -> nicegui'),
    ('app/context.py', 'import fastapi', 'app.context -> fastapi'),
    ('pages/desk/board.py', 'import sqlalchemy', 'pages.desk.board -> sqlalchemy'),
    ('pages/desk/find.py', 'from app import database', 'pages.desk.find -> app.database'),
    ('components/when.py', 'import httpx', 'components.when -> httpx'),
    ('components/badges.py', 'from app import context', 'components.badges -> app.context'),
    ('pages/programs/health.py', 'import pages.account.signing_in',
     'pages.programs.health -> pages.account.signing_in'),
    ('pages/account/signing_in.py', 'import pages.desk.board', 'pages.account.signing_in -> pages.desk.board'),
)


def test_arrows_that_run_up_are_seen(tmp_path):
    empty_house(tmp_path)
    assert linted(tmp_path).returncode == 0
    for module, line, _ in OFFENCES:
        (tmp_path / module).parent.mkdir(exist_ok=True)
        (tmp_path / module).write_text(f'{line}\n')
    checked = linted(tmp_path)
    assert checked.returncode == 1
    assert [said for _, _, said in OFFENCES if said not in checked.stdout] == []


def test_every_folder_of_services_has_its_place_in_the_one_list():
    assert set(CAPABILITIES) <= set(order_of_capabilities())


def test_every_room_of_the_screens_stands_apart():
    rooms = {f'pages.{path.parent.name}' for path in (ROOT / 'pages').glob('*/__init__.py')}
    assert rooms == set(contracts()['importlinter:contract:rooms']['modules'].split())


def test_there_are_no_other_folders_of_code():
    found = {path.parent.name for path in ROOT.glob('*/__init__.py')}
    assert found <= {*FLOORS, 'migrations', 'tests'}


def test_capabilities_are_entered_by_their_front_door():
    assert [said for source in product() for said in past_the_door(source)] == []


@pytest.mark.parametrize(('path', 'line'), [
    ('pages/desk/board.py', 'from services.people.queries import listed'),
    ('pages/desk/board.py', 'from services.people.shapes import UserShape'),
    ('pages/desk/board.py', 'from services.people import queries'),
    ('pages/desk/board.py', 'import services.people.models'),
    ('services/clients/rules.py', 'from services.people.models import User'),
    ('services/clients/rules.py', 'from services.people.events import UserAdded'),
    ('components/words.py', 'from services.people import UserShape'),
    ('components/words.py', 'from services import people'),
    ('app/clock.py', 'from services.people import UserShape'),
])
def test_a_back_door_is_seen(path, line):
    assert list(past_the_door(sample(line, path)))


@pytest.mark.parametrize(('path', 'line'), [
    ('pages/desk/board.py', 'from services import people'),
    ('pages/desk/board.py', 'from services.people import UserShape'),
    ('components/words.py', 'from services.people.shapes import UserShape'),
    ('services/clients/rules.py', 'from services.people.shapes import UserShape'),
    ('services/people/queries.py', 'from services.people.models import User'),
    ('services/people/queries.py', 'from .models import User'),
])
def test_a_front_door_is_open(path, line):
    assert not list(past_the_door(sample(line, path)))


def test_nobody_imports_the_start():
    assert [source.at(line) for source in product() for line, module, name in source.imports()
            if 'main' in (module, module.split('.')[0])] == []


def test_screens_do_not_import_screens():
    assert [said for source in product() for said in screens_imported(source)] == []


def test_a_screen_that_imports_a_screen_is_seen():
    assert list(screens_imported(sample('from pages.desk import board', 'pages/desk/find.py')))
    assert list(screens_imported(sample('from pages.desk.board import board', 'pages/desk/find.py')))
    assert list(screens_imported(sample('from . import board', 'pages/desk/find.py')))
    assert not list(screens_imported(sample('from pages._visit import Visit', 'pages/desk/find.py')))
    assert not list(screens_imported(sample('from pages.desk import _words', 'pages/desk/find.py')))


def past_the_door(source: Source) -> Iterator[str]:
    """Imports of a capability from outside that do not go through its front door."""
    own = source.path.split('/')[1] if source.floor == 'services' else ''
    for line, module, name in source.imports():
        capability, *inside = module.removeprefix('services.').split('.') if module.startswith('services.') else ['']
        if not capability:
            if module == 'services' and source.floor in ('components', 'app'):
                yield f'{source.at(line)} takes more than shapes: {name}'
            continue
        if capability == own or source.floor == 'main':
            continue
        if not may_enter(source, capability, inside, name):
            yield f'{source.at(line)} {module} {name}'


def may_enter(source: Source, capability: str, inside: list[str], name: str) -> bool:
    if source.floor == 'app':
        return False
    if source.floor == 'components':
        return inside == [SHAPES]
    if inside:
        return source.floor == 'services' and (
            inside == [SHAPES] or (source.path == READS_EVENTS and inside in (['events'], ['reacting'])))
    return not name or name in names_of(capability)


def names_of(capability: str) -> list[str]:
    """What a front door shows, read without opening it."""
    door = ROOT / 'services' / capability / '__init__.py'
    if not door.exists():  # reactions and timetable are modules of their own
        return []
    for node in ast.parse(door.read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == '__all__':
            shown: list[str] = ast.literal_eval(node.value)
            return shown
    return []


def screens_imported(source: Source) -> Iterator[str]:
    """Imports of one screen by another; what starts with an underscore is no screen."""
    parts = source.path.split('/')
    if parts[0] != 'pages' or len(parts) < 3:
        return
    for line, module, name in source.imports():
        inside = [part for part in (*module.split('.'), name) if part]
        is_room = inside[0] == 'pages' and len(inside) > 2 and not inside[1].startswith('_')
        if is_room and not inside[2].startswith('_') and inside[1] not in ('paths', 'shell'):
            yield f'{source.at(line)} {module} {name}'


def contracts() -> configparser.ConfigParser:
    read = configparser.ConfigParser()
    read.read(CONTRACTS)
    return read


def order_of_capabilities() -> list[str]:
    listed = contracts()['importlinter:contract:capabilities']['layers']
    return [name.strip('()') for name in listed.replace('|', ' ').split() if not name.startswith('#')]


def empty_house(folder: Path) -> None:
    """The same modules, with nothing in them."""
    for source in product():
        path = folder / source.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (folder / CONTRACTS.name).write_text(CONTRACTS.read_text())


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter on the house in this folder."""
    program = 'import sys; sys.path.insert(0, "."); from importlinter.cli import lint_imports_command as go; go()'
    return subprocess.run([sys.executable, '-c', program, '--no-cache'], cwd=folder, capture_output=True, text=True,
                          timeout=120, check=False)
