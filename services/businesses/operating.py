"""For operators: `python main.py found --business ... --slug ... --zone ... --name ... --email ...`."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, Namespace

from app import clock
from app.commands import Command
from app.errors import Invalid
from services.businesses.founding import found
from services.businesses.shapes import Beginning

DIFFERENT = 'These two are not the same.'


def _takes(words: ArgumentParser) -> None:
    words.add_argument('--name', required=True, help='of the business')
    words.add_argument('--slug', required=True, help='its name in addresses: small letters, digits and hyphens')
    words.add_argument('--zone', required=True, help='its time zone, such as Europe/London')
    words.add_argument('--place', help='the name of its first location; the name of the business unless given')
    words.add_argument('--admin-email', required=True, help='with which its first administrator signs in')
    words.add_argument('--admin-name', help='of that administrator; the first part of the address unless given')
    words.add_argument('--invite', action='store_true',
                       help='print a link at which the administrator chooses a password, instead of asking for one')


async def _run(said: Namespace) -> int:
    beginning = Beginning(business=said.name, slug=said.slug, zone=said.zone, place=said.place or said.name,
                          name=said.admin_name or said.admin_email.partition('@')[0], email=said.admin_email)
    way = await found(beginning, password=None if said.invite else _asked(), now=clock.now())
    print(f'{said.name} is founded; {said.admin_email} administers it.')
    if way:
        print(f'A password is chosen here, once, within seven days:\n  {way}')
    return 0


def _asked() -> str:
    """Twice the same, unseen; from a pipe, the first line. Raises: Invalid."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip('\r\n')
    password = getpass.getpass('Password of the administrator: ')
    if getpass.getpass('The same again: ') != password:
        raise Invalid.field('password', DIFFERENT)
    return password


FOUND = Command('found', 'Found a business, with its first location and its first administrator.', _takes, _run,
                begins=True)
