"""Tables: sessions of signed-in browsers, who was at the door, and how often somebody was wrong."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    DateTime,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, Entity, InTenant, of_a_tenant, one_of, own_key, points_to
from app.permissions import Role
from services.access.shapes import Outcome, Purpose


class Session(Entity, Base):
    """One signed-in browser. The cookie holds the secret, this row only its SHA-256."""

    __tablename__ = 'sessions'
    user_id: Mapped[UUID]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    role: Mapped[str | None]  # for which the secret was made
    device: Mapped[str] = mapped_column(server_default=text("''"))
    address_prefix: Mapped[str] = mapped_column(server_default=text("''"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime]  # when whoever sits at it last proved that it is them
    is_known: Mapped[bool] = mapped_column(server_default=false())  # begun with a known device
    is_far: Mapped[bool] = mapped_column(server_default=false())  # farther away than anybody travels
    awaits_factor: Mapped[bool] = mapped_column(server_default=text('false'))
    __table_args__ = (
        own_key(),
        points_to('user_id', 'users', ondelete='CASCADE'),
        Index('sessions_by_user', 'tenant_id', 'user_id'),
        UniqueConstraint('tenant_id', 'secret_hash', name='secrets_are_unique'),
        CheckConstraint(one_of('role', Role), name='role_is_known'),
    )


class SignIn(Entity, Base):
    """Somebody at the door of an account: let in, or not."""

    __tablename__ = 'sign_ins'
    user_id: Mapped[UUID]
    at: Mapped[datetime]
    outcome: Mapped[str]
    device: Mapped[str] = mapped_column(server_default=text("''"))
    address_prefix: Mapped[str] = mapped_column(server_default=text("''"))
    __table_args__ = (
        own_key(),
        points_to('user_id', 'users', ondelete='CASCADE'),
        Index('sign_ins_by_user', 'tenant_id', 'user_id', 'at'),
        CheckConstraint(one_of('outcome', Outcome), name='outcome_is_known'),
    )


class Crossing(Entity, Base):
    """Somebody who is, or was, in another business; kept at home. Nothing over there refers to it."""

    __tablename__ = 'crossings'
    user_id: Mapped[UUID]
    session_id: Mapped[UUID]
    business_id: Mapped[UUID]
    business: Mapped[str]
    zone: Mapped[str]
    reason: Mapped[str]
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    __table_args__ = (
        own_key(),
        points_to('user_id', 'users', ondelete='CASCADE'),
        points_to('session_id', 'sessions', ondelete='CASCADE'),
        Index('in_one_business_at_a_time', 'tenant_id', 'session_id', unique=True,
              postgresql_where=text('left_at is null')),
        CheckConstraint("ends_at > began_at and ends_at <= began_at + interval '1 hour'", name='ends_within_the_hour'),
        CheckConstraint('business_id <> tenant_id', name='leads_elsewhere'),
    )


class Registration(Entity, Base):
    """Somebody who asked for an account and has yet to prove their address: no account, and in nobody's way."""

    __tablename__ = 'registrations'
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    made_at: Mapped[datetime]
    secret_hash: Mapped[bytes | None] = mapped_column(LargeBinary)  # of the link in the last mail
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    __table_args__ = (
        own_key(), of_a_tenant(),
        Index('registrations_by_email', 'tenant_id', 'email'),
        Index('registrations_anywhere_by_email', 'email', 'made_at'),
        UniqueConstraint('tenant_id', 'secret_hash', name='confirmations_are_unique'),
        CheckConstraint('expires_at > made_at', name='lasts_a_while'),
    )


class AddressChange(Entity, Base):
    """Somebody who asked to sign in with another address, and has yet to prove that it is theirs; or has."""

    __tablename__ = 'address_changes'
    user_id: Mapped[UUID]
    email: Mapped[str]
    instead_of: Mapped[str]
    made_at: Mapped[datetime]
    secret_hash: Mapped[bytes | None] = mapped_column(LargeBinary)  # of the link in the last mail
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    __table_args__ = (
        own_key(),
        points_to('user_id', 'users', ondelete='CASCADE'),
        Index('address_changes_by_user', 'tenant_id', 'user_id'),
        Index('one_address_awaited_at_a_time', 'tenant_id', 'user_id', unique=True,
              postgresql_where=text('used_at is null')),
        UniqueConstraint('tenant_id', 'secret_hash', name='proofs_are_unique'),
        CheckConstraint('expires_at > made_at', name='lasts_a_while'),
        CheckConstraint('email <> instead_of', name='leads_to_another'),
    )


class Factor(Entity, Base):
    """Somebody's authenticator app: its secret, sealed, and the newest of its codes that was used. One counts; another
    may have begun to take its place.
    """

    __tablename__ = 'factors'
    user_id: Mapped[UUID]
    begun_by: Mapped[UUID]  # the session half signed in, or the user, that was shown the secret
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str]
    last_timecode: Mapped[int] = mapped_column(BigInteger, server_default=text('0'))
    begun_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # from then on it counts
    __table_args__ = (
        own_key(),
        points_to('user_id', 'users', ondelete='CASCADE'),
        Index('one_app_counts', 'tenant_id', 'user_id', unique=True, postgresql_where=text('confirmed_at is not null')),
        Index('one_app_is_begun', 'tenant_id', 'user_id', unique=True, postgresql_where=text('confirmed_at is null')),
    )


class KnownDevice(InTenant, Base):
    """A browser somebody has signed in with. The cookie holds the secret, this row only its SHA-256."""

    __tablename__ = 'known_devices'
    user_id: Mapped[UUID]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    family: Mapped[str]  # browser and system, without their versions
    known_since: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    __table_args__ = (
        own_key('user_id', 'secret_hash'),
        points_to('user_id', 'users', ondelete='CASCADE'),
    )


class BackupCode(InTenant, Base):
    """One of the codes somebody keeps for the day their app is lost. Only its keyed hash."""

    __tablename__ = 'backup_codes'
    user_id: Mapped[UUID]
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str | None]  # of the key it was hashed with
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    __table_args__ = (
        own_key('user_id', 'code_hash'),
        points_to('user_id', 'users', ondelete='CASCADE'),
    )


class Issuer(InTenant, Base):
    """The server elsewhere that a business lets say who somebody is; our secret there is sealed. `proved_at` is when an
    administrator last tried it with success, as it is now.
    """

    __tablename__ = 'issuers'
    issuer: Mapped[str]
    known_as: Mapped[str]
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str]
    label: Mapped[str]
    since: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    __table_args__ = (
        PrimaryKeyConstraint('tenant_id'), of_a_tenant(),
    )


class Identity(InTenant, Base):
    """Who somebody is elsewhere: an issuer and its own name for them, which never changes. No address says it."""

    __tablename__ = 'identities'
    issuer: Mapped[str]
    subject: Mapped[str]
    user_id: Mapped[UUID]
    linked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    __table_args__ = (
        own_key('issuer', 'subject'),
        points_to('user_id', 'users', ondelete='CASCADE'),
        UniqueConstraint('tenant_id', 'user_id', 'issuer', name='one_identity_for_each_issuer'),
    )


class Passkey(Entity, Base):
    """A key that somebody's device keeps for us: the public half."""

    __tablename__ = 'passkeys'
    user_id: Mapped[UUID]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    __table_args__ = (
        own_key(),
        points_to('user_id', 'users', ondelete='CASCADE'),
        Index('passkeys_by_user', 'tenant_id', 'user_id'),
        UniqueConstraint('tenant_id', 'credential_id', name='passkeys_are_unique'),
    )


class Challenge(Base):
    """What a passkey is to sign, before anybody knows whose it is. Only its SHA-256, and that of who asked."""

    __tablename__ = 'challenges'
    challenge_hash: Mapped[bytes] = mapped_column(LargeBinary)
    asker_hash: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    __table_args__ = (
        PrimaryKeyConstraint('challenge_hash'),
        Index('challenges_by_age', 'made_at'),
    )


class Recovery(InTenant, Base):
    """Somebody says that they have lost their second factor, and waits."""

    __tablename__ = 'recoveries'
    user_id: Mapped[UUID]
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # when the letter that says how to stop it had left
    __table_args__ = (
        own_key('user_id'),
        points_to('user_id', 'users', ondelete='CASCADE'),
    )


class OneTimeToken(InTenant, Base):
    """A link in a mail: one of a kind for each user and address, so that a new one takes the place of the old. Only
    its SHA-256.
    """

    __tablename__ = 'one_time_tokens'
    user_id: Mapped[UUID]
    purpose: Mapped[str]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    email: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    __table_args__ = (
        own_key('user_id', 'purpose', 'email'),
        points_to('user_id', 'users', ondelete='CASCADE'),
        UniqueConstraint('tenant_id', 'secret_hash', name='links_are_unique'),
        CheckConstraint(one_of('purpose', Purpose), name='purpose_is_known'),
        CheckConstraint('expires_at > made_at', name='lasts_a_while'),
    )


class Guesses(Base):
    """Wrong tries one after the other at an address, whether anybody signs in with it or not. Only its SHA-256."""

    __tablename__ = 'guesses'
    tried_hash: Mapped[bytes] = mapped_column(LargeBinary)
    in_a_row: Mapped[int] = mapped_column(SmallInteger)
    recent: Mapped[list[datetime]] = mapped_column(ARRAY(DateTime(timezone=True)))
    last_at: Mapped[datetime]
    is_inside: Mapped[bool] = mapped_column(server_default=false())  # by somebody who is signed in
    __table_args__ = (
        PrimaryKeyConstraint('tried_hash'),
        Index('guesses_by_age', 'last_at'),
        CheckConstraint('in_a_row between 0 and 100', name='come_to_an_end'),
        CheckConstraint('cardinality(recent) <= 5', name='remember_a_few'),
    )
