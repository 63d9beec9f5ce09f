"""The server elsewhere that a business lets say who somebody is: what it shows of itself, asked for and remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app import fetching
from app.errors import Invalid
from app.fetching import NoAnswer

WELL_KNOWN = '/.well-known/openid-configuration'
TRUSTED_FOR = timedelta(minutes=10)
KEYS_AGAIN = timedelta(minutes=1)  # how soon keys are asked for again, for one that is not among them
MOST_REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """What an issuer says of itself: where people sign in, where a code becomes a token, and its keys."""

    issuer: str
    authorization: str
    token: str
    jwks: str
    posts_secret: bool  # it wants the secret in the form, not in a header


@dataclass(frozen=True, slots=True)
class _Remembered:
    at: datetime
    value: Any


_remembered: dict[str, _Remembered] = {}


async def shown(issuer: str, now: datetime) -> Shown:
    """Raises: NoAnswer, also where it says it is another one, or sends us to a host of ours that it is not."""
    found = await _asked(issuer.rstrip('/') + WELL_KNOWN, now, TRUSTED_FOR)
    try:
        known = Shown(issuer=found['issuer'], jwks=fetching.known_url(found['jwks_uri'], 'jwks'),
                      authorization=fetching.known_url(found['authorization_endpoint'], 'authorization'),
                      token=fetching.known_url(found['token_endpoint'], 'token'), posts_secret=_posts_secret(found))
    except (AttributeError, Invalid, KeyError, TypeError) as error:
        raise NoAnswer from error
    if known.issuer != issuer or not all(fetching.may_send_on(issuer, url) for url in (known.token, known.jwks)):
        raise NoAnswer
    return known


async def keys(known: Shown, kid: str | None, now: datetime) -> Mapping[str, Any]:
    """Its keys; asked for again where this one is not among those we remember, but not for every made-up name."""
    found = await _asked(known.jwks, now, TRUSTED_FOR)
    if kid is not None and kid not in _names(found):
        found = await _asked(known.jwks, now, KEYS_AGAIN)
    return found


def forget() -> None:
    """What issuers said."""
    _remembered.clear()


async def _asked(url: str, now: datetime, lasts: timedelta) -> dict[str, Any]:
    known = _remembered.get(url)
    if known is None or not timedelta() <= now - known.at < lasts:
        known = _Remembered(now, await fetching.fetch(url))
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        _remembered[url] = known
    found: dict[str, Any] = known.value
    return found


def _posts_secret(found: Mapping[str, Any]) -> bool:
    """The first way it names that we know; what it names nothing of is the standard's (OpenID Connect Discovery, 3)."""
    named = found.get('token_endpoint_auth_methods_supported') or ()
    known = [way for way in named if way in ('client_secret_basic', 'client_secret_post')]
    return known[:1] == ['client_secret_post']


def _names(found: Mapping[str, Any]) -> set[str]:
    listed = found.get('keys')
    named = [each.get('kid') for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return {kid for kid in named if isinstance(kid, str)}
