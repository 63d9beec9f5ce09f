"""Access: signing in, sessions, signing out."""

from services.access.changing import change_password
from services.access.ending import end_other_sessions, end_session, end_sessions
from services.access.errors import SessionNotFound, SigningInIsBusy, TooManyTries, WrongCredentials
from services.access.events import devices_topic, session_topic
from services.access.resuming import forget_ended, resume
from services.access.shapes import SignedIn
from services.access.signing_in import set_password, sign_in, sign_out

__all__ = ['SessionNotFound', 'SignedIn', 'SigningInIsBusy', 'TooManyTries', 'WrongCredentials', 'change_password',
           'devices_topic', 'end_other_sessions', 'end_session', 'end_sessions', 'forget_ended', 'resume',
           'session_topic', 'set_password', 'sign_in', 'sign_out']
