"""Channels: the ways messages leave, built in or brought by a package, as each business sets them up."""

from services.channels.configuring import configure, listed, seal_channels_anew, switch
from services.channels.contract import Channel, hook
from services.channels.errors import (
    AlwaysOn,
    ChannelIsOff,
    ChannelNotFound,
    Hung,
    NoAddress,
    NotInstalled,
    NotSetUp,
    NotTaken,
    RefusedForGood,
)
from services.channels.events import CHANNELS
from services.channels.keeping import PROBED_FOR, note, probe
from services.channels.plugging import installed
from services.channels.sending import Line, line, most_a_minute, open_to
from services.channels.shapes import Audience, ChannelShape, Field, Outgoing
from services.channels.trying import send_test

__all__ = ['CHANNELS', 'PROBED_FOR', 'AlwaysOn', 'Audience', 'Channel', 'ChannelIsOff', 'ChannelNotFound',
           'ChannelShape', 'Field', 'Hung', 'Line', 'NoAddress', 'NotInstalled', 'NotSetUp', 'NotTaken', 'Outgoing',
           'RefusedForGood', 'configure', 'hook', 'installed', 'line', 'listed', 'most_a_minute', 'note', 'open_to',
           'probe', 'seal_channels_anew', 'send_test', 'switch']
