"""What a business begins with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beginning:
    """`business` is its name, `slug` its name in addresses, `zone` an IANA name, `place` the name of its first
    location; `name` and `email` are its first administrator's."""

    business: str
    slug: str
    zone: str
    place: str
    name: str
    email: str
