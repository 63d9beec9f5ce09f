"""Where on earth an address is, as far as a file says: one table of networks, read at start. Without it, nowhere.

The file is CSV with the columns `network`, `latitude` and `longitude`, among others; its networks are in order and do
not overlap. What GeoLite2 calls its blocks is such a file; IPv4 and IPv6 may stand in one, one after the other.
"""

from __future__ import annotations

import csv
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from app.settings import WrongSetting

RADIUS = 6371.0  # kilometres
FINEST = 64  # bits of an IPv6 network that are told apart


@dataclass(frozen=True, slots=True)
class Spot:
    """Degrees north and east."""

    latitude: float
    longitude: float

    def kilometres_to(self, other: Spot) -> float:
        """Along the surface, as the crow flies."""
        here, there = radians(self.latitude), radians(other.latitude)
        across, along = radians(other.latitude - self.latitude), radians(other.longitude - self.longitude)
        return 2 * RADIUS * asin(min(1.0, sqrt(sin(across / 2) ** 2 + cos(here) * cos(there) * sin(along / 2) ** 2)))


class _Table:
    """The networks of one version of IP, by where they begin: millions of them, so they are kept small."""

    def __init__(self) -> None:
        self._firsts, self._lasts, self._degrees = array('Q'), array('Q'), array('f')

    def add(self, first: int, last: int, spot: Spot) -> None:
        """Raises: ValueError, when it does not come after all that are there."""
        if self._lasts and first <= self._lasts[-1]:
            raise ValueError('not in order')
        self._firsts.append(first)
        self._lasts.append(last)
        self._degrees.extend((spot.latitude, spot.longitude))

    def spot(self, number: int) -> Spot | None:
        place = bisect_right(self._firsts, number) - 1
        if place < 0 or number > self._lasts[place]:
            return None
        return Spot(*self._degrees[2 * place:2 * place + 2])


_tables: dict[int, _Table] = {}


def configure(path: Path | None) -> None:
    """Read the file, or forget the one before. Raises: WrongSetting, one line that names what is wrong with it."""
    _tables.clear()
    if path is None:
        return
    tables = {4: _Table(), 6: _Table()}
    try:
        with path.open(newline='', encoding='utf-8') as file:
            for version, first, last, found in _read(csv.DictReader(file)):
                tables[version].add(first, last, found)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WrongSetting(f'GEOIP_FILE: {path} cannot be read ({type(error).__name__})') from None
    except (KeyError, TypeError, ValueError) as error:
        raise WrongSetting(f'GEOIP_FILE: {path} is no table of network, latitude and longitude ({error})') from None
    _tables.update(tables)


def spot(address: str) -> Spot | None:
    """Where this address is; None where the file does not say, and where it is none."""
    try:
        known = ip_address(address)
    except ValueError:
        return None
    table = _tables.get(known.version)
    return table.spot(_number(int(known), known.version)) if table else None


def _read(lines: Iterable[Mapping[str, str]]) -> Iterator[tuple[int, int, int, Spot]]:
    for line in lines:
        if not line['latitude'] or not line['longitude']:
            continue  # a network somewhere in the world
        network, found = ip_network(line['network']), Spot(float(line['latitude']), float(line['longitude']))
        if not (-90 <= found.latitude <= 90 and -180 <= found.longitude <= 180):
            raise ValueError(f'{found.latitude} {found.longitude}')
        first, last = (_number(int(each), network.version) for each in (network[0], network[-1]))
        yield network.version, first, last, found


def _number(address: int, version: int) -> int:
    return address if version == 4 else address >> 128 - FINEST
