"""How often something may happen: moving windows in this process, exact and bounded. Time is the caller's `ctx.now`."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from app.errors import TooMany


@dataclass(slots=True)
class MovingWindow:
    """At most `most` times `within` for each key. With too many keys, the one longest untouched is forgotten."""

    most: int
    within: timedelta
    keys: int = 10_000
    _taken: OrderedDict[Hashable, deque[datetime]] = field(default_factory=OrderedDict)

    def take(self, key: Hashable, now: datetime) -> None:
        """Count one. Raises: TooMany, and then it is not counted."""
        taken = self._taken.setdefault(key, deque(maxlen=self.most))
        self._taken.move_to_end(key)
        while taken and now - taken[0] >= self.within:
            taken.popleft()
        if len(taken) == self.most:
            raise TooMany(retry_after=(taken[0] + self.within - now).total_seconds())
        taken.append(now)
        if len(self._taken) > self.keys:
            self._taken.popitem(last=False)

    def hold(self, key: Hashable, now: datetime, most: int) -> None:
        """The one that was taken last may stay where there are `most` at most. Raises: TooMany; it is still counted."""
        taken = self._taken.get(key, ())
        if len(taken) > most:
            raise TooMany(retry_after=(taken[-most - 1] + self.within - now).total_seconds())

    def give_back(self, key: Hashable, now: datetime) -> None:
        """The one that was taken at `now` turned out not to count."""
        taken = self._taken.get(key)
        if taken and now in taken:
            taken.remove(now)
        if not taken:
            self._taken.pop(key, None)

    def clear(self, key: Hashable = None) -> None:
        """Forget one key, or with none every key."""
        if key is None:
            self._taken.clear()
        else:
            self._taken.pop(key, None)

def one_place(address: str) -> str:
    """What counts as one: an IPv4 address, the /64 of an IPv6 one; nothing where it is not known."""
    try:
        known = ip_address(address.partition('%')[0])
    except ValueError:
        return ''
    known = getattr(known, 'ipv4_mapped', None) or known
    return str(ip_network((known, 32 if known.version == 4 else 64), strict=False))
