"""A passkey in software: what a phone or a key on a ring does when a browser asks it."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One passkey. `origin` and `rp_id` are what its browser sees, `count` how often it has signed."""

    origin: str
    rp_id: str
    flags: int = PRESENT | VERIFIED
    count: int = 0
    handle: bytes = b''
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, options: str) -> str:
        """The answer to being asked for a new passkey."""
        asked = json.loads(options)
        self.handle = base64url_to_bytes(asked['user']['id'])
        point = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, 'big'), -3: point.y.to_bytes(32, 'big')})
        attested = bytes(16) + len(self.credential_id).to_bytes(2, 'big') + self.credential_id + public
        return self._answer({
            'clientDataJSON': self._client_data('webauthn.create', asked['challenge']),
            'attestationObject': cbor2.dumps(
                {'fmt': 'none', 'attStmt': {}, 'authData': self._data(ATTESTED) + attested})})

    def used(self, options: str) -> str:
        """The answer to being asked to sign in."""
        self.count += 1
        client_data = self._client_data('webauthn.get', json.loads(options)['challenge'])
        data = self._data()
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self._answer({'clientDataJSON': client_data, 'authenticatorData': data, 'signature': signature,
                             'userHandle': self.handle})

    def but(self, **changes: Any) -> Authenticator:
        """The same key, somewhere else or otherwise."""
        return replace(self, **changes)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({'type': kind, 'challenge': challenge, 'origin': self.origin, 'crossOrigin': False}).encode()

    def _data(self, more: int = 0) -> bytes:
        return (hashlib.sha256(self.rp_id.encode()).digest() + bytes([self.flags | more])
                + self.count.to_bytes(4, 'big'))

    def _answer(self, response: dict[str, bytes]) -> str:
        own_id = bytes_to_base64url(self.credential_id)
        said = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps({'id': own_id, 'rawId': own_id, 'type': 'public-key', 'response': said,
                           'clientExtensionResults': {}})
