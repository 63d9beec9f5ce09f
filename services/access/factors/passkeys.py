"""Passkeys (WebAuthn): what a browser is asked, and what of its answers is believed. We keep public keys alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlalchemy import ColumnElement, and_, delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute
from webauthn.helpers import (
    options_to_json,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.context import Context
from app.database import Reading, Transaction
from services.access.errors import WrongPasskey
from services.access.factors import challenges
from services.access.models import Passkey
from services.people import Account

LARGEST = 16_384  # characters of an answer
VERIFIED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a browser made, and what proves it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


async def to_make(ctx: Context, account: Account, keys: list[Passkey], *, asker: str, origin: str) -> str:
    """What a browser is asked to make another passkey, as JSON."""
    return options_to_json(webauthn.generate_registration_options(
        rp_id=_host(origin), rp_name='Daybook', user_name=account.email, user_display_name=account.name,
        user_id=handle(account.tenant_id, account.user_id), challenge=await challenges.issue(ctx, asker),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key.credential_id) for key in keys],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED)))


async def to_use(ctx: Context, keys: list[Passkey], *, asker: str, origin: str) -> str:
    """What a browser is asked to use one of these, or any that it has for us, as JSON."""
    return options_to_json(webauthn.generate_authentication_options(
        rp_id=_host(origin), challenge=await challenges.issue(ctx, asker), user_verification=VERIFIED,
        allow_credentials=[PublicKeyCredentialDescriptor(id=key.credential_id) for key in keys]))


async def made(ctx: Context, answer: str, *, asker: str, origin: str) -> NewKey:
    """What the browser made when it was asked. Raises: WrongPasskey."""
    try:
        credential = parse_registration_credential_json(_readable(answer))
        challenge = await _challenge(ctx, credential.response.client_data_json, asker)
        found = webauthn.verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=_host(origin), expected_origin=origin,
            require_user_verification=True)
    except (WebAuthnException, ValueError) as problem:
        raise WrongPasskey from problem
    return NewKey(found.credential_id, found.credential_public_key, found.sign_count)


async def owner_of(answer: str) -> tuple[UUID, UUID] | None:
    """(tenant id, user id) of whoever this says it is from; it proves nothing."""
    try:
        said = parse_authentication_credential_json(_readable(answer)).response.user_handle or b''
        return (UUID(bytes=said[:16]), UUID(bytes=said[16:])) if len(said) == 32 else None
    except (WebAuthnException, ValueError):
        return None


async def challenged(ctx: Context, answer: str, *, asker: str) -> bytes:
    """The challenge that this answers, used up. Raises: WrongPasskey."""
    try:
        return await _challenge(ctx, parse_authentication_credential_json(_readable(answer)).response.client_data_json,
                                asker)
    except (WebAuthnException, ValueError) as problem:
        raise WrongPasskey from problem


async def accepts(db: Transaction, user_id: UUID, answer: str, *, challenge: bytes, origin: str) -> bool:
    """Whether a passkey of this user signed this challenge, for us, seen by its owner, and counted on."""
    credential = parse_authentication_credential_json(_readable(answer))
    key = await db.scalar(select(Passkey).with_for_update().where(
        _of(db.ctx, user_id), Passkey.credential_id == credential.raw_id))
    if key is None:
        return False
    try:
        seen = webauthn.verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=_host(origin), expected_origin=origin,
            credential_public_key=key.public_key, credential_current_sign_count=key.sign_count,
            require_user_verification=True)
    except WebAuthnException:
        return False
    await db.execute(update(Passkey).values(sign_count=seen.new_sign_count, used_at=db.ctx.now)
                     .where(_of(db.ctx, user_id), Passkey.id == key.id))
    return True


async def of(db: Reading, user_id: UUID) -> list[Passkey]:
    """Somebody's, the oldest first."""
    return list((await db.scalars(select(Passkey).where(_of(db.ctx, user_id)).order_by(Passkey.id))).all())


async def forget(db: Transaction, user_id: UUID, *, since: datetime | None = None) -> None:
    """None of this user's counts any more; or none that was added since."""
    gone = delete(Passkey).where(_of(db.ctx, user_id))
    await db.execute(gone if since is None else gone.where(Passkey.created_at >= since))


def there_are(ctx: Context, user_id: UUID | ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """For queries: whether this user has one."""
    return exists().where(Passkey.tenant_id == ctx.tenant, Passkey.user_id == user_id)


def handle(tenant_id: UUID, user_id: UUID) -> bytes:
    """What a passkey keeps of whose it is: no name and no address."""
    return tenant_id.bytes + user_id.bytes


async def _challenge(ctx: Context, client_data: bytes, asker: str) -> bytes:
    challenge = parse_client_data_json(client_data).challenge
    if not await challenges.use(ctx, asker, challenge):
        raise WrongPasskey
    return challenge


def _readable(answer: str) -> str:
    if len(answer) > LARGEST:
        raise WrongPasskey
    return answer


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ''


def _of(ctx: Context, user_id: UUID) -> ColumnElement[bool]:
    return and_(Passkey.tenant_id == ctx.tenant, Passkey.user_id == user_id)
