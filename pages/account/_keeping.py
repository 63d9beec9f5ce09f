"""Backup codes on their way from the form that made them to the page that shows them: sealed, in a cookie."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from app import secrets
from app.secrets import Sealed, SealedByAnother
from pages._site import site

LASTS = 600  # seconds in the browser


def hand_over(response: Response, codes: tuple[str, ...], *, session: str) -> None:
    """Give them to the browser until they are kept: nowhere else do they stand any more."""
    sealed = secrets.seal(' '.join(codes), of=_owner(session))
    site().cookies.keep(response, site().cookies.codes, sealed.text.decode(), seconds=LASTS)


def handed_over(request: Request) -> list[str]:
    """What is still to be kept, by the session that was given it."""
    sealed: str = request.cookies.get(site().cookies.codes, '')
    session: str = request.cookies.get(site().cookies.session, '')
    try:
        return secrets.opened(Sealed('', sealed.encode()), of=_owner(session)).split() if sealed and session else []
    except SealedByAnother:
        return []


def _owner(session: str) -> str:
    return f'codes {hashlib.sha256(session.encode()).hexdigest()}'
