"""What another server signs to say who somebody is: believed only where everything about it is right (S-32)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey
from joserfc.jws import JWSRegistry

from services.access.errors import NotBelieved

# Signatures alone: nothing that both sides could have made, and never what a token says it wants.
ALGORITHMS = ('RS256', 'PS256', 'ES256')
SHORTEST_RSA = 2048  # bits
LEEWAY = 60  # seconds that clocks may differ
LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say: who signed it, for whom, and as the answer to which question."""

    issuer: str
    audience: str
    nonce: str


def subject(token: str, keys: Mapping[str, Any], expected: Expected, *, access_token: str, now: datetime) -> str:
    """Who somebody is at the issuer, by a token that one of its `keys` (a JWKS) has signed. Raises: NotBelieved."""
    try:
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        found = jwt.decode(token, _usable(keys), algorithms=ALGORITHMS, registry=registry)
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()), leeway=LEEWAY, iss={'essential': True, 'value': expected.issuer},
            aud={'essential': True, 'value': expected.audience}, exp={'essential': True}, iat={'essential': True},
            sub={'essential': True}, nonce={'essential': True, 'value': expected.nonce}).validate(found.claims)
    except (JoseError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise NotBelieved from error
    if not (_is_for_us_alone(found.claims, expected.audience) and _fits(found.claims, access_token)):
        raise NotBelieved
    who: str = found.claims['sub']
    if not who.isprintable() or len(who) > LONGEST_SUBJECT:
        raise NotBelieved
    return who


def _usable(keys: Mapping[str, Any]) -> KeySet:
    """Of the keys an issuer shows, those to check signatures with."""
    shown = [each for each in keys['keys'] if each.get('kty') in ('RSA', 'EC') and each.get('use', 'sig') == 'sig']
    imported = KeySet.import_key_set({'keys': shown})
    return KeySet([key for key in imported.keys if isinstance(key, ECKey)
                   or (isinstance(key, RSAKey) and key.raw_value.key_size >= SHORTEST_RSA)])


def _is_for_us_alone(claims: Mapping[str, Any], audience: str) -> bool:
    return claims['aud'] in (audience, [audience]) and claims.get('azp', audience) == audience


def _fits(claims: Mapping[str, Any], access_token: str) -> bool:
    """Where it says which access token came with it, that is the one."""
    if 'at_hash' not in claims:
        return True
    half = hashlib.sha256(access_token.encode()).digest()[:16]  # all of ALGORITHMS hash with SHA-256
    expected = base64.urlsafe_b64encode(half).rstrip(b'=').decode()
    said = claims['at_hash']
    return isinstance(said, str) and hmac.compare_digest(expected.encode(), said.encode(errors='replace'))
