"""Who may do what, gathered from the matrix and the registers: for the administrators' screen, and as a document.

`python -m pages._matrix docs/permissions.md` (or `make permissions`) writes the document.
"""

from __future__ import annotations

import inspect
import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pages
import services
from app.operation import REGISTER, Registered
from app.permissions import MATRIX, SENTENCES, Permission, Role
from components import words
from components.permission_matrix import REACHES, Call, Right, Way
from pages import paths
from pages._page import SCREENS

HEAD: Final = '''# Who may do what

Made by `make permissions` from `app/permissions.py` and the registers of entry points and screens; a test holds it.

A role has each permission as far as it **reaches**: *own* is what belongs to oneself, *group* the groups one leads,
*business* the whole tenant; a dash is nothing. Nothing reaches another tenant. What is out of reach reads as missing.
Every entry point checks its permission again, whichever screen or program it was called from.
'''
NAMES: Final = {
    paths.HOME: 'Start', paths.FIND: 'Find a time', paths.BOARD: 'Team board', paths.BOOK: 'New booking',
    paths.APPOINTMENTS: 'Appointments', paths.APPOINTMENT: 'One appointment', paths.PROFILE: 'Profile',
    paths.SECURITY: 'Security', paths.PEOPLE: 'People', paths.PERSON: 'One person', paths.GROUPS: 'Groups',
    paths.GROUP: 'One group', paths.PERMISSIONS: 'Permissions', paths.AUDIT: 'Audit trail', paths.SETTINGS: 'Settings',
    paths.ISSUER: 'Single sign-on', paths.BUSINESSES: 'Other businesses', paths.MESSAGES: 'Messages',
    paths.CHANNELS: 'Channels', paths.TEMPLATES: 'Templates', paths.TEMPLATE: 'One template',
}


def rights() -> tuple[Right, ...]:
    """Every permission with its sentence, its reach by role, and the entry points and screens that ask for it."""
    _know_everything()
    return tuple(
        Right(permission.value, SENTENCES[permission], dict(MATRIX[permission]),
              tuple(call for call, needs in _calls() if needs is permission),
              tuple(way for way, needs in _ways() if needs is permission))
        for permission in Permission)


def without() -> tuple[Call, ...]:
    """Entry points that ask for no permission."""
    _know_everything()
    return tuple(call for call, needs in _calls() if needs is None)


def document() -> str:
    """All of it as Markdown."""
    found = rights()
    roles = ' | '.join(words.ROLES[role] for role in Role)
    lines = [HEAD, f'| Permission | {roles} |', f'|---|{"---|" * len(Role)}']
    for right in found:
        reaches = ' | '.join(REACHES[right.reach[role]] for role in Role)
        lines.append(f'| [`{right.name}`](#{right.name.replace(":", "")}) {right.sentence} | {reaches} |')
    for right in found:
        lines += ['', f'## {right.name}', '', f'{right.sentence}', '', *_listed(right.calls),
                  *(f'- screen `{way.path}`: {way.title}' for way in right.ways)]
    lines += ['', '## Without a permission', '', 'Open to everybody by their nature; they check for themselves.', '',
              *_listed(without())]
    return '\n'.join(lines) + '\n'


def _listed(calls: tuple[Call, ...]) -> Iterator[str]:
    return (f'- `{call.name}` ({"changes" if call.writes else "reads"}): {call.does}' for call in calls)


def _calls() -> Iterator[tuple[Call, Permission | None]]:
    for name, entry in sorted(REGISTER.items()):
        yield Call(name, _does(entry), entry.writes), entry.needs


def _ways() -> Iterator[tuple[Way, Permission]]:
    for path, screen in sorted(SCREENS.items()):
        module = inspect.getmodule(inspect.unwrap(screen.builder))
        yield Way(path, NAMES.get(path, path), _first_sentence(inspect.getdoc(module) or '')), screen.needs


def _does(entry: Registered) -> str:
    return _first_sentence(inspect.getdoc(entry.call) or '')


def _first_sentence(text: str) -> str:
    """Its first paragraph up to the first full stop; what it raises is for programmers."""
    paragraph = ' '.join(text.split('\n\n', 1)[0].split())
    sentence = paragraph.split('. ', 1)[0].rstrip('.')
    return f'{sentence}.' if sentence and not sentence.startswith('Raises') else 'Read one.'


def _know_everything() -> None:
    """Import what registers itself: every capability and every room."""
    for package in (services, *(import_module(f'pages.{room}') for room in pages.ROOMS)):
        _import_all(package)


def _import_all(package: Any) -> None:
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f'{package.__name__}.{module.name}')


if __name__ == '__main__':
    Path(sys.argv[1]).write_text(document())
