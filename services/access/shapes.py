"""Sessions as the doors see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.context import Actor, Context
from app.errors import NotSignedIn
from app.localtime import wall_clock
from app.permissions import Role
from services.people.shapes import UserShape


@dataclass(frozen=True, slots=True)
class Inside:
    """Another business somebody has entered: its id, name and zone, and until when. `home` is the name of their own."""

    crossing_id: UUID
    tenant_id: UUID
    business: str
    home: str
    zone: str
    reason: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: who, where, until when. `zone` is the one the user thinks in; `tenant_id` is home, also of
    somebody who is `inside` another business.
    """

    session_id: UUID
    tenant_id: UUID
    user_id: UUID
    name: str
    email: str
    role: Role
    zone: str
    theme: str
    expires_at: datetime
    confirmed_at: datetime
    is_secret_old: bool = False  # made when this user had another role
    may_enter: bool = False
    inside: Inside | None = None

    @property
    def place_id(self) -> UUID:
        """The business this session works in now."""
        return self.inside.tenant_id if self.inside else self.tenant_id

    def context(self, now: datetime) -> Context:
        """A fresh context for one interaction. Raises: NotSignedIn when the hour inside another business is over."""
        if self.inside is None:
            return self.at_home(now)
        if now >= self.inside.ends_at:
            raise NotSignedIn
        actor = Actor(self.user_id, f'{self.name} ({self.inside.home})', self.role, home_id=self.tenant_id,
                      confirmed_at=self.confirmed_at)
        return Context(tenant_id=self.inside.tenant_id, actor=actor, now=now, zone=self.inside.zone)

    def at_home(self, now: datetime) -> Context:
        """The same in one's own business, wherever one is: for one's account, and the way back."""
        actor = Actor(self.user_id, self.name, self.role, may_enter=self.may_enter, confirmed_at=self.confirmed_at)
        return Context(tenant_id=self.tenant_id, actor=actor, now=now, zone=self.zone)


@dataclass(frozen=True, slots=True)
class NewFactor:
    """What an authenticator app is given: the secret as people type it, and the address in a QR code."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class MyFactors:
    """`app_since` is when an authenticator app was set up, if one was; `is_required` whether one must be; `codes_left`
    how many backup codes still work, `codes_perhaps` how many may, as nobody noted the key by which we know them,
    `codes_gone` how many do not though nobody used them: that key is gone.
    """

    app_since: datetime | None
    is_required: bool
    codes_left: int
    codes_perhaps: int = 0
    codes_gone: int = 0


@dataclass(frozen=True, slots=True)
class PasskeyShape:
    """One of somebody's passkeys, as they named it."""

    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Proved:
    """The value of a new cookie; and, where a factor was set up just now, its backup codes, to be shown this once."""

    cookie: str = field(repr=False)
    codes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class HalfSignedIn:
    """The password was right, the second factor is still to come. No `Context` comes of it: it opens nothing.

    `has_factor` is whether there is one to ask for; otherwise one is to be set up, `begun` as far as it is.
    `is_recovering` who has lost theirs and has said so: they may set up another from `recovers_at` on, which is known
    when the letter about it has left; `may_recover` says it is time.
    """

    session_id: UUID
    name: str
    email: str
    business: str
    has_factor: bool
    begun: NewFactor | None
    expires_at: datetime
    zone: str
    is_recovering: bool = False
    recovers_at: datetime | None = None
    may_recover: bool = False
    has_app: bool = False
    has_passkey: bool = False


@dataclass(frozen=True, slots=True)
class IssuerShape:
    """The server elsewhere that says who somebody is. `known_as` is our client id there; `label` names it to people.
    It is offered where people sign in once it answered an administrator, at `proved_at`.
    """

    issuer: str
    known_as: str
    label: str
    since: datetime
    proved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MyIdentity:
    """`label` is of the business's single sign-on; `linked_since` and `used_at` of one's own link with it, if any."""

    label: str
    linked_since: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Departure:
    """Off to the issuer at `url`; `kept` is for a cookie of this browser until they come back."""

    url: str
    kept: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Back from the issuer, and on to `following`: with the `cookie` of a new session, or linked with the one here."""

    following: str
    cookie: str = ''


@dataclass(frozen=True, slots=True)
class AccountShape:
    """A user as administrators see them, and whether a second factor is asked of them at the door."""

    user: UserShape
    has_factor: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """How somebody's account is kept: a second factor, or whether there must be one; on how many devices they are
    signed in; whether nobody else administers the business; and who was at its door lately, the latest first.
    """

    has_factor: bool
    must_have_factor: bool
    devices: int
    is_last_admin: bool
    sign_ins: tuple[SignInShape, ...]

    @property
    def last(self) -> SignInShape | None:
        """Whoever was at the door last."""
        return self.sign_ins[0] if self.sign_ins else None


class Outcome(StrEnum):
    """How somebody fared at the door of an account."""

    SIGNED_IN = 'signed_in'
    WRONG_PASSWORD = 'wrong_password'  # noqa: S105 - a label
    WRONG_CODE = 'wrong_code'


@dataclass(frozen=True, slots=True)
class DeviceShape:
    """A browser somebody is signed in with. `place` is the network part of its address, or empty."""

    session_id: UUID
    name: str
    place: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool
    is_far: bool = False  # begun farther from the sign-in before than anybody travels


@dataclass(frozen=True, slots=True)
class SeenAtTheDoor:
    """What is told of a sign-in to whose account it is: with what, from where, and when on their own clock."""

    device: str
    place: str
    at: datetime
    zone: str

    def sentence(self) -> str:
        when = wall_clock(self.at, self.zone)
        where = f', from the network {self.place}' if self.place else ''
        return f'{self.device}{where}, on {when.day} {when:%B %Y at %H:%M} ({self.zone.replace("_", " ")}).'


@dataclass(frozen=True, slots=True)
class SignInShape:
    """Somebody at the door of one's account."""

    id: UUID
    at: datetime
    outcome: Outcome
    device: str
    place: str


class Purpose(StrEnum):
    """What a one-time link is for."""

    VERIFY = 'verify'
    RESET = 'reset'
    INVITE = 'invite'
    DISOWN = 'disown'


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a link to prove an address would prove, and to whom; with a password, unless it takes the place
    (`is_change`) of the address the account has.
    """

    email: str
    business: str
    asks_password: bool
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class AwaitedAddress:
    """The address somebody has yet to prove, and until when its link works."""

    email: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StandingLink:
    """A link that would still work: whose, and the address it was sent to."""

    user_id: UUID
    email: str
    expires_at: datetime
