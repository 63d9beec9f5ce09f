"""Names say what things are: no filler verbs, no filler nouns, no numbers, ours and NiceGUI's `app` apart."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.sources import CAPABILITIES, ROOT, Source, on, product, sample

FILLER_VERB = re.compile(r'^_?(get|do|handle|process)_')
FILLER_NOUN = re.compile(r'(Manager|Helper|Util|Utils|Service|Impl)$')
NUMBERED = re.compile(r'^_*[a-z][a-z_]*?_?\d+$')
# NiceGUI calls these by name.
NICEGUI_CALLS = {'_handle_delete'}
# Standards and protocols that have a number in their name.
NAMES_WITH_A_NUMBER = {'sha256', 'utf8', 'uuid4', 'uuid5', 'uuid7', 'base64', 'ipv4', 'ipv6', 'argon2', 's256'}


def test_names_say_something():
    assert [said for source in product() for said in empty_names(source)] == []


@pytest.mark.parametrize('line', [
    'def get_user(): ...', 'async def do_it(): ...', 'def handle_click(): ...', 'def _process_rows(): ...',
    'class UserManager: ...', 'class BookingService: ...', 'class DateUtil: ...', 'class StoreImpl: ...',
    'from nicegui import app', 'from nicegui import ui, app', 'import nicegui as app',
    'row2 = 1', 'def f(user_1): ...', 'for name3 in (): ...',
])
def test_an_empty_name_is_seen(line):
    assert list(empty_names(sample(line)))


@pytest.mark.parametrize('line', [
    'def forget(): ...', 'def getter_of(): ...', 'from nicegui import app as ng', 'sha256 = 1', 'class Servicing: ...',
])
def test_a_name_that_says_something_passes(line):
    assert not list(empty_names(sample(line)))


def test_every_front_door_function_says_what_it_does():
    assert [said for source in on('services') for said in silent(source, shown())] == []


def test_a_silent_front_door_is_seen():
    text = 'async def book(ctx): ...\ndef said(ctx):\n    """Says."""\ndef _inner(): ...'
    assert list(silent(sample(text, 'services/x/booking.py'), {'x': {'book', 'said', '_inner'}})) == [
        'services/x/booking.py:1 book']


def test_front_doors_show_what_they_have_and_nothing_else():
    for capability, names in shown().items():
        door = Source(f'services/{capability}/__init__.py', (ROOT / f'services/{capability}/__init__.py').read_text())
        assert set(names) == {name for _, _, name in door.imports()}, capability
        assert ast.get_docstring(door.tree), capability


def empty_names(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        for line, name in named(node):
            yield f'{source.at(line)} {name}'


def named(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The names at this node that say nothing."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        if FILLER_VERB.match(node.name) and node.name not in NICEGUI_CALLS:
            yield node.lineno, node.name
    elif isinstance(node, ast.ClassDef) and FILLER_NOUN.search(node.name):
        yield node.lineno, node.name
    elif isinstance(node, ast.ImportFrom) and node.module == 'nicegui':
        yield from ((node.lineno, 'app of nicegui') for alias in node.names if alias.name == 'app' and not alias.asname)
    elif isinstance(node, ast.Import):
        yield from ((node.lineno, 'app of nicegui') for alias in node.names if alias.asname == 'app')
    elif isinstance(node, ast.arg) and is_numbered(node.arg):
        yield node.lineno, node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and is_numbered(node.id):
        yield node.lineno, node.id


def is_numbered(name: str) -> bool:
    return bool(NUMBERED.match(name)) and name.strip('_') not in NAMES_WITH_A_NUMBER


def shown() -> dict[str, set[str]]:
    """What each front door lists."""
    found = {}
    for capability in CAPABILITIES:
        tree = ast.parse((ROOT / 'services' / capability / '__init__.py').read_text())
        listed = next(node.value for node in tree.body
                      if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == '__all__')
        found[capability] = set(ast.literal_eval(listed))
    return found


def silent(source: Source, doors: dict[str, set[str]]) -> Iterator[str]:
    """Functions a front door shows that have no docstring."""
    parts = source.path.split('/')
    names = doors.get(parts[1], set()) if len(parts) > 2 else set()
    for node in source.tree.body:
        is_shown = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in names
        if is_shown and not node.name.startswith('_') and not ast.get_docstring(node):
            yield f'{source.at(node.lineno)} {node.name}'
