"""Access: signing in, sessions, signing out."""

from services.access.address_changes import forget_address_changes
from services.access.authenticator import seal_anew
from services.access.beginning import hashed, invited_by_hand
from services.access.changing import change_password
from services.access.confirming import confirm_oneself
from services.access.counting import forget_guesses
from services.access.departing import arrive, depart
from services.access.disowning import disown, disown_link
from services.access.ending import end_other_sessions, end_session, end_sessions
from services.access.enrolling import begin_factor, confirm_factor, my_factors, remove_factor, renew_backup_codes
from services.access.entering import admit, enter, leave
from services.access.errors import (
    AlreadyInside,
    AlreadySignsIn,
    AtHomeOnly,
    BusinessNotFound,
    FactorIsRequired,
    HasFactor,
    InvitedOften,
    IsLinked,
    LinkedToAnother,
    LinkIsDead,
    NobodyLinked,
    NoFactor,
    NoFactorBegun,
    NoIssuer,
    NotBelieved,
    NotByOneself,
    NothingAwaited,
    NotLinked,
    NotVerified,
    RegisteringIsClosed,
    SessionNotFound,
    SigningInIsBusy,
    TooManyCodes,
    TooManyLinks,
    TooManyRegistrations,
    TooManyTries,
    WayIsLost,
    WrongCode,
    WrongCredentials,
)
from services.access.events import ISSUER, devices_topic, inside_topic, session_topic
from services.access.forgetting import ask_for_reset, reset, reset_link
from services.access.inviting import accept, invitation, invite_again
from services.access.letting_go import deactivate
from services.access.linking import begin_link, my_identity, unlink
from services.access.moving import awaited_email, change_email, keep_email
from services.access.operating import ADMIT
from services.access.proving import begin_first_factor, half_signed_in, prove
from services.access.recognising import forget_devices, make_known
from services.access.recovering import ask_for_recovery, has_factor, reset_factors
from services.access.registering import ask_for_confirmation, register
from services.access.registrations import forget_registrations
from services.access.remembering import forget_sign_ins
from services.access.renewing import renew_secret
from services.access.resuming import forget_ended, resume
from services.access.reviewing import my_devices, my_sign_ins
from services.access.shapes import (
    Arrival,
    AwaitedAddress,
    Confirmation,
    Departure,
    DeviceShape,
    HalfSignedIn,
    Inside,
    IssuerShape,
    MyFactors,
    MyIdentity,
    NewFactor,
    Outcome,
    Proved,
    SignedIn,
    SignInShape,
    StandingLink,
)
from services.access.signing_in import set_password, sign_in, sign_out
from services.access.trusting import issuer, issuer_at, seal_secret_anew, trust_issuer, trust_no_issuer, try_issuer
from services.access.verifying import ask_to_verify, confirm, confirmation

__all__ = [
    'ADMIT',
    'ISSUER',
    'AlreadyInside',
    'AlreadySignsIn',
    'Arrival',
    'AtHomeOnly',
    'AwaitedAddress',
    'BusinessNotFound',
    'Confirmation',
    'Departure',
    'DeviceShape',
    'FactorIsRequired',
    'HalfSignedIn',
    'HasFactor',
    'Inside',
    'InvitedOften',
    'IsLinked',
    'IssuerShape',
    'LinkIsDead',
    'LinkedToAnother',
    'MyFactors',
    'MyIdentity',
    'NewFactor',
    'NoFactor',
    'NoFactorBegun',
    'NoIssuer',
    'NobodyLinked',
    'NotBelieved',
    'NotByOneself',
    'NotLinked',
    'NotVerified',
    'NothingAwaited',
    'Outcome',
    'Proved',
    'RegisteringIsClosed',
    'SessionNotFound',
    'SignInShape',
    'SignedIn',
    'SigningInIsBusy',
    'StandingLink',
    'TooManyCodes',
    'TooManyLinks',
    'TooManyRegistrations',
    'TooManyTries',
    'WayIsLost',
    'WrongCode',
    'WrongCredentials',
    'accept',
    'admit',
    'arrive',
    'ask_for_confirmation',
    'ask_for_recovery',
    'ask_for_reset',
    'ask_to_verify',
    'awaited_email',
    'begin_factor',
    'begin_first_factor',
    'begin_link',
    'change_email',
    'change_password',
    'confirm',
    'confirm_factor',
    'confirm_oneself',
    'confirmation',
    'deactivate',
    'depart',
    'devices_topic',
    'disown',
    'disown_link',
    'end_other_sessions',
    'end_session',
    'end_sessions',
    'enter',
    'forget_address_changes',
    'forget_devices',
    'forget_ended',
    'forget_guesses',
    'forget_registrations',
    'forget_sign_ins',
    'half_signed_in',
    'has_factor',
    'hashed',
    'inside_topic',
    'invitation',
    'invite_again',
    'invited_by_hand',
    'issuer',
    'issuer_at',
    'keep_email',
    'leave',
    'make_known',
    'my_devices',
    'my_factors',
    'my_identity',
    'my_sign_ins',
    'prove',
    'register',
    'remove_factor',
    'renew_backup_codes',
    'renew_secret',
    'reset',
    'reset_factors',
    'reset_link',
    'resume',
    'seal_anew',
    'seal_secret_anew',
    'session_topic',
    'set_password',
    'sign_in',
    'sign_out',
    'trust_issuer',
    'trust_no_issuer',
    'try_issuer',
    'unlink',
]
