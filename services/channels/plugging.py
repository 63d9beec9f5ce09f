"""Which channels there are: those built in, and those that installed packages bring."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pluggy

from services.channels.built_in.mail import Mail
from services.channels.built_in.slack import Slack
from services.channels.built_in.sms import Sms
from services.channels.built_in.webhook import Webhook
from services.channels.contract import ENTRY_POINTS, Channel, Hooks, hook

NAME = re.compile('[a-z][a-z0-9_]{0,29}')  # as the tables check it


class NoChannel(Exception):
    """A package brings what is none, or one whose name is taken: nobody starts with half of what was installed."""


class BuiltIn:
    @hook
    def daybook_channels(self) -> Iterable[Channel]:
        return Mail(), Sms(), Slack(), Webhook()


@lru_cache(maxsize=1)
def installed() -> Mapping[str, Channel]:
    """By name, built in first. Raises: NoChannel."""
    manager = pluggy.PluginManager('daybook')
    manager.add_hookspecs(Hooks)
    manager.load_setuptools_entrypoints(ENTRY_POINTS)
    manager.register(BuiltIn())  # the last one registered is the first one asked
    found: dict[str, Channel] = {}
    for channel in (each for brought in manager.hook.daybook_channels() for each in brought):
        if not isinstance(channel, Channel) or not NAME.fullmatch(channel.name) or channel.name in found:
            raise NoChannel(f'no channel, or one whose name is taken or no lower-case word: {channel!r}')
        found[channel.name] = channel
    return found
