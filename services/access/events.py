"""Facts about signing in and out."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app import topics
from app.journal import Event

ISSUER = 'issuer'  # rings when single sign-on of the business changes


@dataclass(frozen=True, kw_only=True)
class AccountFact(Event):
    """Of one account. Which pages look again, if any, its kind says."""

    subject_kind: ClassVar[str] = 'user'
    user_id: UUID


class AccountChanged(AccountFact):
    """The pages that show this person look again."""

    def topics(self) -> tuple[str, ...]:
        return (topics.user(self.user_id),)


@dataclass(frozen=True, kw_only=True)
class SessionFact(AccountFact):
    session_id: UUID

    def topics(self) -> tuple[str, ...]:
        return (session_topic(self.session_id), devices_topic(self.user_id))


class SignedInAnew(SessionFact):
    kind = 'session.started'


class SignedOut(SessionFact):
    kind = 'session.ended'


@dataclass(frozen=True, kw_only=True)
class NewBrowserUsed(AccountFact):
    """Somebody signed in with a browser this account had not seen."""

    kind = 'session.new_browser'
    session_id: UUID


@dataclass(frozen=True, kw_only=True)
class SignedInFarAway(AccountFact):
    """Somebody signed in so far from the sign-in before that nobody gets there in that time."""

    kind = 'session.far_away'
    session_id: UUID
    kilometres: int
    minutes: int


class SignInDisowned(AccountChanged):
    """Whoever got the mail about a sign-in said it was not them: nobody is signed in, and there is no password."""

    kind = 'user.sign_in_disowned'


@dataclass(frozen=True, kw_only=True)
class SignedOutEverywhere(AccountFact):
    """By an administrator."""

    kind = 'user.signed_out_everywhere'
    sessions: int

    def topics(self) -> tuple[str, ...]:
        return (topics.user(self.user_id), devices_topic(self.user_id))


class PasswordChanged(AccountChanged):
    kind = 'user.password_changed'


@dataclass(frozen=True, kw_only=True)
class AddressFact(AccountChanged):
    """The journal keeps no address: they stand with the change, for a while."""

    change_id: UUID


class AddressChangeAsked(AddressFact):
    """A link to prove the new address is owed, and word of it to the old one."""

    kind = 'user.address_change_asked'


class AddressChangeStopped(AddressFact):
    kind = 'user.address_change_stopped'


class AddressChanged(AddressFact):
    """The new address is proved, and is what they sign in with."""

    kind = 'user.address_changed'

    def topics(self) -> tuple[str, ...]:
        return (topics.user(self.user_id), topics.PEOPLE)


class ResetAsked(AccountFact):
    """Somebody asked for a link to choose a new password. The link is made when it is mailed, and kept nowhere."""

    kind = 'user.reset_asked'


@dataclass(frozen=True, kw_only=True)
class RegistrationAsked(Event):
    """Somebody would like an account. Whether the address is theirs is to be seen; the journal does not keep it."""

    kind = 'registration.asked'
    subject_kind: ClassVar[str] = 'registration'
    registration_id: UUID


class AccountRegistered(AccountFact):
    """Somebody has come to an account by themselves."""

    kind = 'user.registered'

    def topics(self) -> tuple[str, ...]:
        return (topics.user(self.user_id), topics.PEOPLE)


class VerificationAsked(AccountFact):
    """A link to prove one's address is owed. It is made when it is mailed, and kept nowhere."""

    kind = 'user.verification_asked'


class AddressVerified(AccountChanged):
    kind = 'user.address_verified'


class InvitedAgain(AccountFact):
    kind = 'user.invited_again'


class AddressCorrected(AccountFact):
    """By an administrator, of somebody invited who has not come yet; the journal keeps no address."""

    kind = 'user.address_corrected'

    def topics(self) -> tuple[str, ...]:
        return (topics.user(self.user_id), topics.PEOPLE)


class InvitationAccepted(AccountChanged):
    """Somebody who was invited has chosen a password, and is in service."""

    kind = 'user.invitation_accepted'


class FactorFact(AccountFact):

    def topics(self) -> tuple[str, ...]:
        return (topics.user(self.user_id), devices_topic(self.user_id))


class FactorSetUp(FactorFact):
    """From now on a code of an authenticator app is asked for."""

    kind = 'user.factor_set_up'


class FactorReplaced(FactorFact):
    """By another authenticator app, by its owner."""

    kind = 'user.factor_replaced'


class FactorRemoved(FactorFact):
    """By its owner: the password alone signs in."""

    kind = 'user.factor_removed'


class FactorsReset(FactorFact):
    """By an administrator, of somebody who has lost them."""

    kind = 'user.factors_reset'


class RecoveryAsked(FactorFact):
    """Somebody with the right password says that app and codes are lost. The link that stops it is made as it is
    mailed.
    """

    kind = 'user.recovery_asked'


class RecoveryStopped(FactorFact):
    """Whoever had lost app and codes has found them again, and waits no more."""

    kind = 'user.recovery_stopped'


class FactorsRecovered(FactorFact):
    """Another app was set up with the password alone, after a day's wait."""

    kind = 'user.factors_recovered'


class PasskeyAdded(FactorFact):
    kind = 'user.passkey_added'


class PasskeyRemoved(FactorFact):
    kind = 'user.passkey_removed'


class BackupCodesRenewed(FactorFact):
    """Ten new ones; those before are worth nothing."""

    kind = 'user.backup_codes_renewed'


@dataclass(frozen=True, kw_only=True)
class BackupCodeUsed(FactorFact):
    """Instead of the app's; so many are `left`."""

    kind = 'user.backup_code_used'
    left: int


@dataclass(frozen=True, kw_only=True)
class IdentityLinked(FactorFact):
    """From now on an account elsewhere signs in here."""

    kind = 'user.identity_linked'
    label: str


class IdentityUnlinked(FactorFact):
    kind = 'user.identity_unlinked'


@dataclass(frozen=True, kw_only=True)
class IssuerFact(Event):
    """Of the whole business."""

    subject_kind: ClassVar[str] = 'business'
    business_id: UUID
    issuer: str

    def topics(self) -> tuple[str, ...]:
        return (ISSUER,)


@dataclass(frozen=True, kw_only=True)
class IssuerTrusted(IssuerFact):
    """What another server says of who somebody is, is believed here."""

    kind = 'business.issuer_trusted'
    known_as: str
    label: str


class IssuerProved(IssuerFact):
    """It answered as it should when an administrator tried it: from now on it is offered where people sign in."""

    kind = 'business.issuer_proved'


class IssuerTrustedNoMore(IssuerFact):
    kind = 'business.issuer_trusted_no_more'


@dataclass(frozen=True, kw_only=True)
class Crossed(Event):
    """In the journals of both: `business_id` is the one that was entered, `home_id` where whoever did is from."""

    subject_kind: ClassVar[str] = 'business'
    business_id: UUID
    home_id: UUID


@dataclass(frozen=True, kw_only=True)
class BusinessEntered(Crossed):
    kind = 'business.entered'
    reason: str
    ends_at: datetime


class BusinessLeft(Crossed):
    kind = 'business.left'


def inside_topic(session_id: UUID) -> str:
    """Rings when a session enters another business or leaves it: its open pages begin anew."""
    return f'inside:{session_id}'


def devices_topic(user_id: UUID) -> str:
    """Rings when somebody signs in to this account or is turned away, and when one of its sessions ends."""
    return f'devices:{user_id}'


def session_topic(session_id: UUID) -> str:
    """Rings when a session ends: open pages of that session leave."""
    return f'session:{session_id}'
