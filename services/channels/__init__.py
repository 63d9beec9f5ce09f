"""Channels: the ways messages leave, built in or brought by a package, as each business sets them up."""

from services.channels.contract import Channel, hook
from services.channels.errors import ChannelIsOff, ChannelNotFound, NotInstalled, NotTaken, RefusedForGood
from services.channels.keeping import note
from services.channels.plugging import installed
from services.channels.sending import Line, line, most_a_minute
from services.channels.shapes import Audience, Field, Outgoing

__all__ = ['Audience', 'Channel', 'ChannelIsOff', 'ChannelNotFound', 'Field', 'Line', 'NotInstalled', 'NotTaken',
           'Outgoing', 'RefusedForGood', 'hook', 'installed', 'line', 'most_a_minute', 'note']
