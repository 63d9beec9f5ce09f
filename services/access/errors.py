"""Refusals at the door."""

from app.errors import NotSignedIn


class WrongCredentials(NotSignedIn):
    """The same words for an unknown address, a wrong password and a deactivated account."""

    sentence = 'The e-mail address or the password is not right.'
