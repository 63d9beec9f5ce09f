"""What an issuer says of somebody: believed only where nothing in it is wrong (S-32)."""

from __future__ import annotations

import base64
import json

from joserfc import jws, jwt
from joserfc.jwk import OctKey
from joserfc.jws import JWSRegistry

from services.access import NotBelieved
from tests.issuer import CLIENT, half_hash, key
from tests.services.sign_on import ada, back, issuer, linked, of_claims, of_header, running, there

__all__ = ['ada', 'issuer', 'running']


def without_signature(issuer, header, claims):
    return '.'.join(base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b'=').decode()
                    for each in ({'alg': 'none', 'typ': 'JWT'}, claims)) + '.'


def by_the_public_key(issuer, header, claims):
    return jwt.encode({'alg': 'HS256', 'kid': 'first'}, claims, OctKey.import_key(key('first').as_pem(private=False)),
                      algorithms=['HS256'])


def tampered(issuer, header, claims):
    head, payload, signature = issuer.signed(header, claims).split('.')
    bent = json.loads(base64.urlsafe_b64decode(payload + '==')) | {'sub': 'grace-at-the-issuer'}
    return f'{head}.{base64.urlsafe_b64encode(json.dumps(bent).encode()).rstrip(b"=").decode()}.{signature}'


def critical(issuer, header, claims):
    registry = JWSRegistry(algorithms=['RS256'], strict_check_header=False)
    registry.check_header = lambda header: None
    return jws.serialize_compact(header | {'crit': ['exp'], 'exp': 1}, json.dumps(claims), key('first'),
                                 registry=registry)


WRONG = {
    'alg none': without_signature,
    'HMAC with the public key': by_the_public_key,
    'wrong iss': of_claims(iss='https://login.example.org'),
    'wrong aud': of_claims(aud='somebody else'),
    'two audiences': of_claims(aud=[CLIENT, 'somebody else']),
    'no aud': of_claims(aud=None),
    'missing nonce': of_claims(nonce=None),
    'wrong nonce': of_claims(nonce='of another day'),
    'expired': of_claims(exp=lambda claims: claims['iat'] - 61),
    'no exp': of_claims(exp=None),
    'string exp': of_claims(exp=lambda claims: str(claims['exp'])),
    'not yet valid': of_claims(nbf=lambda claims: claims['iat'] + 61),
    'made in the future': of_claims(iat=lambda claims: claims['iat'] + 61),
    'wrong kid': of_header(kid='second'),
    'another key': lambda issuer, header, claims: issuer.signed(header, claims, by=key('second')),
    'another key, shown in its own head': lambda issuer, header, claims: issuer.signed(
        header | {'jwk': key('second').as_dict(private=False)}, claims, by=key('second')),
    'tampered payload': tampered,
    'missing sub': of_claims(sub=None),
    'empty sub': of_claims(sub=''),
    'sub is no text': of_claims(sub=7),
    'azp of another': of_claims(azp='somebody else'),
    'crit header': critical,
    'at_hash wrong': of_claims(at_hash=half_hash('of another token')),
    'at_hash is no text': of_claims(at_hash=7),
    'no token': lambda issuer, header, claims: '',
    'no text': lambda issuer, header, claims: '\ud800.\x00.x',
}


RIGHT = {
    'as it is': lambda issuer, header, claims: issuer.signed(header, claims),
    'aud in a list': of_claims(aud=[CLIENT]),
    'azp of ours': of_claims(azp=CLIENT),
    'no at_hash': of_claims(at_hash=None),
    'a clock that is slow': of_claims(exp=lambda claims: claims['iat'] - 30),
    'more in its head': of_header(typ='JWT', x5t='abc'),
}


async def believed(issuer, bends):
    """Which of these tokens sign somebody in."""
    through = []
    for name, issuer.bend in bends.items():
        kept, answer = await there(issuer)
        try:
            through += [name] if (await back(kept, answer)).cookie else []
        except NotBelieved:
            continue
    return through


async def test_s32_a_token_with_anything_wrong_is_refused_and_a_right_one_believed(issuer, given, ada):
    await linked(issuer, given, ada)
    assert len(WRONG) >= 15
    assert await believed(issuer, WRONG) == []
    assert await believed(issuer, RIGHT) == list(RIGHT)
