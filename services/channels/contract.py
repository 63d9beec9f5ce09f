"""What a channel is: small, so that a package can bring one. A suite of tests holds every channel to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping

import pluggy

from services.channels.shapes import Audience, Field, Outgoing

ENTRY_POINTS = 'daybook.channels'
DEADLINE = 10.0  # seconds for one try, whatever a channel does

spec = pluggy.HookspecMarker('daybook')
hook = pluggy.HookimplMarker('daybook')


class Channel(ABC):
    """One way for messages to leave. The same object serves every business: it keeps nothing of any of them."""

    name: str  # a lower-case word, kept with every message: never another one
    title: str
    about: str = ''  # a sentence for whoever sets it up
    audience: Audience
    fields: tuple[Field, ...] = ()
    is_always_on: bool = False

    def says(self) -> str:
        """What it is for, to whoever sets it up."""
        return self.about

    def a_minute(self) -> int:
        """How many messages of one business it takes in a minute."""
        return 60

    @abstractmethod
    async def send(self, settings: Mapping[str, str], outgoing: Outgoing) -> None:
        """Hand it over, within DEADLINE, and follow no redirect.

        Raises: NotTaken (or any other Unavailable) for what may be tried again, RefusedForGood for what may not. No
        words of a refusal hold a secret.
        """


class Hooks:
    """What a package implements."""

    @spec
    def daybook_channels(self) -> Iterable[Channel]:  # type: ignore[empty-body]  # a specification
        """Channels this package brings."""
