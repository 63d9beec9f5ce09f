"""Refusals at the door."""

from app.errors import Conflict, Expired, Invalid, NotAllowed, NotFound, NotSignedIn, Refusal, TooMany

DIGITS = 6  # of a code that an app shows


class WrongCredentials(NotSignedIn):
    """The same words for an unknown address, a wrong password and a deactivated account."""

    sentence = 'The e-mail address or the password is not right.'


class NotProved(WrongCredentials):
    """Said to whoever registered with this very password, and to nobody else; its data is the `slug` they did so at."""

    sentence = 'Please confirm your address first.'


class TooManyTries(TooMany):
    """Too many wrong passwords for one account, or from one place; the same whether or not there is such an account."""

    sentence = ('Too many attempts. Please wait a few minutes and try again, or choose a new password with '
                '"Forgot your password?".')


class SigningInIsBusy(TooMany):
    """More passwords are waiting to be checked than can be checked soon."""

    sentence = 'Many people are signing in right now. Please try again in a moment.'


class NotVerified(NotSignedIn):
    """Said to whoever knows the password, and to nobody else."""

    sentence = 'Please confirm your address first: we have sent you a link. The newest one works.'


class RegisteringIsClosed(Conflict):
    sentence = 'This business lets nobody register by themselves. Please ask them to invite you.'


class TooManyRegistrations(TooMany):
    sentence = 'Many people registered from where you are. Please wait an hour and try again.'


class SessionNotFound(NotFound):
    sentence = 'This device is not signed in, or not any more.'


class BusinessNotFound(NotFound):
    sentence = 'There is no such business to enter.'


class AlreadyInside(Conflict):
    sentence = 'You are in another business already. Leave it first.'


class AtHomeOnly(NotAllowed):
    sentence = 'Your own account is at home. Leave this business first.'


class TooManyLinks(TooMany):
    """Too many links asked for; the same whether or not anybody signs in with the address."""

    sentence = 'Several links were asked for already. Please look into your mail, or wait an hour and try again.'


class LinkIsDead(Expired):
    """Used, too old, replaced by a newer one, or never sent: alike."""

    sentence = 'This link does not work any more. It works once, and only the newest does.'


class NothingAwaited(NotFound):
    sentence = 'No other address is awaited, or not any more.'


class AlreadySignsIn(Conflict):
    sentence = 'This person is let in already, or not any more. There is nothing to invite them to.'


class InvitedOften(TooMany):
    sentence = 'This person was invited several times already. Please wait six hours.'


class WrongCode(Invalid):
    """Not the code of now, or one that was used already: alike. What is said goes by what was typed: an app shows six
    digits, a backup code is longer.
    """

    sentence = 'This code is not right, or it was used already. Codes change every 30 seconds.'
    of_a_backup = 'This code is not right, or it was used already. Each backup code works once.'

    def __init__(self, code: str = '') -> None:
        is_backup = sum(sign.isalnum() for sign in code) > DIGITS
        super().__init__(fields={'code': self.of_a_backup if is_backup else self.sentence})


class NotBelieved(NotSignedIn):
    """Whatever is wrong with what came back: the words are the same."""

    sentence = 'What came back does not say who you are. Please try again.'


class WayIsLost(Expired):
    sentence = 'That took too long, or it began in another browser. Please try again.'


class NoIssuer(Conflict):
    sentence = 'This business has no single sign-on.'


class IssuerChanged(Conflict):
    sentence = 'Somebody changed it while it was tried. Please try again.'


class NobodyLinked(NotSignedIn):
    """An account elsewhere that is linked with nobody here; never by an address, whoever says it is proved."""

    sentence = ('Nobody here is linked with that account. Sign in with your password first, and link it on your own '
                'page under "Security".')


class LinkedToAnother(Conflict):
    sentence = 'That account is linked with somebody else here.'


class IsLinked(Conflict):
    sentence = 'You are linked with another account there. Take that link away first.'


class NotLinked(NotFound):
    sentence = 'You are not linked, or not any more.'


class WrongPasskey(Refusal):
    """Signed by none we know, for another place, too late, twice, or by a copy: alike."""

    sentence = 'This passkey was not accepted. Please try again.'


class PasskeyKnown(Conflict):
    sentence = 'This passkey is yours already.'


class PasskeyNotFound(NotFound):
    sentence = 'There is no such passkey, or not any more.'


class TooManyCodes(TooMany):
    """Too many wrong codes for one account, wherever they came from."""

    sentence = 'Too many wrong codes. Please wait and try again later.'


class HasFactor(Conflict):
    sentence = 'There is an authenticator app for this account already.'


class NoFactor(Conflict):
    sentence = 'There is no second factor for this account yet.'


class FactorIsRequired(Conflict):
    sentence = 'Your business asks for a second factor. You can replace the app, and not turn it off.'


class NotByOneself(Conflict):
    sentence = 'Another administrator has to do this for you.'


class NoFactorBegun(Conflict):
    sentence = 'Setting this up has begun anew elsewhere. Please start again.'
