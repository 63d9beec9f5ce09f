"""When this happened: which handlers each fact owes. Rows wait in the outbox; the relay carries them out."""

from app.journal import react
from app.relay import Handler, relay
from services.access.events import (
    AddressChangeAsked,
    AddressChanged,
    BackupCodesRenewed,
    BackupCodeUsed,
    FactorRemoved,
    FactorReplaced,
    FactorSetUp,
    FactorsRecovered,
    FactorsReset,
    IdentityLinked,
    InvitedAgain,
    NewBrowserUsed,
    PasskeyAdded,
    PasskeyRemoved,
    PasswordChanged,
    RecoveryAsked,
    RegistrationAsked,
    ResetAsked,
    SignedInFarAway,
    VerificationAsked,
)
from services.access.reacting import (
    mail_about_the_link,
    mail_about_the_new_address,
    mail_about_the_recovery,
    mail_about_the_registration,
    mail_about_the_sign_in,
    mail_that_a_backup_code_was_used,
    mail_that_the_factor_changed,
    mail_that_the_password_changed,
    mail_the_invitation,
    mail_the_reset_link,
    mail_the_verification,
    tell_the_new_address,
    tell_the_old_address,
    warn_the_old_address,
)
from services.appointments.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMoved,
    AppointmentRequested,
)
from services.notifications import when_reminded, when_settled
from services.notifications.events import DeliveryPlanned, UserChoseSummary
from services.notifications.reacting import (
    ask_again,
    deliver,
    remind_the_client,
    summarise,
    tell_the_client,
    tell_the_provider,
)
from services.people.events import UserCreated
from services.tenants.events import SettingsChanged

REACTIONS = {
    AppointmentRequested: ('tell_the_client', 'tell_the_provider'),
    AppointmentBooked: ('tell_the_client', 'tell_the_provider', 'remind_the_client'),
    AppointmentConfirmed: ('tell_the_client', 'tell_the_provider', 'remind_the_client'),
    AppointmentMoved: ('tell_the_client', 'tell_the_provider', 'remind_the_client'),
    AppointmentCancelled: ('tell_the_client', 'tell_the_provider'),
    DeliveryPlanned: ('deliver',),
    UserChoseSummary: ('summarise',),
    SettingsChanged: ('ask_again',),
    UserCreated: ('mail_the_invitation',),
    InvitedAgain: ('mail_the_invitation',),
    RegistrationAsked: ('mail_about_the_registration',),
    VerificationAsked: ('mail_the_verification',),
    ResetAsked: ('mail_the_reset_link',),
    NewBrowserUsed: ('mail_about_the_sign_in',),
    SignedInFarAway: ('mail_about_the_sign_in',),
    IdentityLinked: ('mail_about_the_link',),
    PasswordChanged: ('mail_that_the_password_changed',),
    AddressChangeAsked: ('mail_about_the_new_address', 'warn_the_old_address'),
    AddressChanged: ('tell_the_old_address', 'tell_the_new_address'),
    BackupCodeUsed: ('mail_that_a_backup_code_was_used',),
    FactorSetUp: ('mail_that_the_factor_changed',),
    BackupCodesRenewed: ('mail_that_the_factor_changed',),
    FactorReplaced: ('mail_that_the_factor_changed',),
    FactorRemoved: ('mail_that_the_factor_changed',),
    FactorsReset: ('mail_that_the_factor_changed',),
    FactorsRecovered: ('mail_that_the_factor_changed',),
    PasskeyAdded: ('mail_that_the_factor_changed',),
    PasskeyRemoved: ('mail_that_the_factor_changed',),
    RecoveryAsked: ('mail_about_the_recovery',),
}

HANDLERS: tuple[Handler, ...] = (
    tell_the_client, tell_the_provider, remind_the_client, deliver, summarise, ask_again, mail_the_invitation,
    mail_about_the_registration, mail_the_verification, mail_about_the_link, mail_the_reset_link,
    mail_that_the_password_changed, mail_about_the_sign_in, mail_about_the_new_address, warn_the_old_address,
    tell_the_old_address, tell_the_new_address, mail_that_a_backup_code_was_used, mail_that_the_factor_changed,
    mail_about_the_recovery,
)

DELAYS = {'tell_the_client': when_settled, 'tell_the_provider': when_settled,
          'remind_the_client': when_reminded}

# What was agreed elsewhere is no news, but is to be reminded of.
OF_MANY = ('remind_the_client',)


def install() -> None:
    """Make `record` write these reactions, and the relay carry them out."""
    react(REACTIONS, delays=DELAYS, of_many=OF_MANY)
    relay.install(HANDLERS)
