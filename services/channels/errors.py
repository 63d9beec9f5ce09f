"""Refusals of channels, and about them."""

from app.errors import Conflict, Invalid, NotFound, Unavailable


class NotTaken(Unavailable):
    """The other side did not take it, and may another time."""

    sentence = 'It was not taken.'


class Hung(NotTaken):
    """Nothing came of it for long: others should not wait for it."""


class RefusedForGood(Invalid):
    """The other side will never take it: another try would hear the same."""

    sentence = 'It was refused for good.'


class NotInstalled(Unavailable):
    """What is to leave by it waits until it is there again."""

    sentence = 'This channel is not installed here.'


class ChannelNotFound(NotFound):
    sentence = 'There is no such channel.'


class ChannelIsOff(Conflict):
    sentence = 'This channel is switched off.'


class NotSetUp(Conflict):
    sentence = 'Please set this channel up first.'


class AlwaysOn(Conflict):
    sentence = 'This channel is always on.'


class NoAddress(Conflict):
    sentence = 'A test goes to the address of your account here, and you have none.'
