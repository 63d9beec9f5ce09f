"""Access: signing in, sessions, signing out."""

from services.access.errors import SigningInIsBusy, TooManyTries, WrongCredentials
from services.access.events import session_topic
from services.access.letting_go import deactivate
from services.access.resuming import forget_ended, resume
from services.access.shapes import SignedIn
from services.access.signing_in import set_password, sign_in, sign_out

__all__ = ['SignedIn', 'SigningInIsBusy', 'TooManyTries', 'WrongCredentials', 'deactivate', 'forget_ended', 'resume',
           'session_topic', 'set_password', 'sign_in', 'sign_out']
