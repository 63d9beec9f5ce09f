"""How often somebody may be wrong: per account, also one that does not exist, and per place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from app.errors import Invalid, TooMany
from app.limits import MovingWindow
from services import people
from services.access.errors import TooManyTries, WrongCredentials

WINDOW = timedelta(minutes=5)
OF_ACCOUNT = MovingWindow(5, WINDOW)
OF_PLACE = MovingWindow(20, WINDOW)


@contextmanager
def counted(email: str, address: str, now: datetime) -> Iterator[None]:
    """One try inside the block; counted before it is made, so that many at once are no way around.

    Only a wrong one stays counted. A right one clears the account's count, never the place's. Raises: TooManyTries.
    """
    account, where = _account(email), place(address)
    _take(OF_ACCOUNT, account, now)
    try:
        _take(OF_PLACE, where, now)
    except TooManyTries:
        OF_ACCOUNT.give_back(account, now)
        raise
    try:
        yield
    except WrongCredentials:
        raise
    except BaseException:
        OF_ACCOUNT.give_back(account, now)
        OF_PLACE.give_back(where, now)
        raise
    OF_ACCOUNT.clear(account)
    OF_PLACE.give_back(where, now)


def _take(window: MovingWindow, key: str, now: datetime) -> None:
    try:
        if key:
            window.take(key, now)
    except TooMany as refusal:
        raise TooManyTries(retry_after=refusal.retry_after) from None


def _account(email: str) -> str:
    """The address in its one spelling; nothing where it is none, and so nobody's."""
    with suppress(Invalid):
        return people.normal_email(email)
    return ''


def place(address: str) -> str:
    """An IPv4 address, the /64 of an IPv6 one; nothing where it is not known."""
    try:
        known = ip_address(address.partition('%')[0])
    except ValueError:
        return ''
    known = getattr(known, 'ipv4_mapped', None) or known
    return str(ip_network((known, 32 if known.version == 4 else 64), strict=False))
