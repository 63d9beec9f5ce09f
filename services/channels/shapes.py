"""What a channel is handed, what it asks of a business, and how screens see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app import text
from app.mail import Letter


class Audience(StrEnum):
    """Whom a channel reaches: a person, by what we know of them, or the business as a whole."""

    EMAIL = 'email'
    PHONE = 'phone'
    BUSINESS = 'business'


@dataclass(frozen=True, slots=True)
class Field:
    """One setting. `check(value, name)` returns it cleaned, or raises `Invalid` at that name. A secret is kept sealed
    and shown to nobody. `is_destination`: it says where secrets go, and is changed only by whoever knows them.
    """

    name: str
    label: str
    help: str = ''
    is_secret: bool = False
    is_required: bool = True
    is_destination: bool = False
    check: Callable[[str, str], str] = text.one_line


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way. `key` is the same at every try; `made_at` is when it was planned, `at` now.

    `text` says all of it shortly, in plain words; `letter` is the whole of it, for whom a channel reaches by e-mail;
    `data` the same for programs. For the business as a whole `to` is empty.
    """

    key: str
    to: str
    name: str
    business: str
    subject: str
    text: str
    made_at: datetime
    at: datetime
    letter: Letter | None = None
    unsubscribe: str = ''
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChannelShape:
    """A channel of one business. `settings` are those that are no secrets, `sealed` the names of those that are kept.

    `ok_at` and `failed_at` are the last tries that went well, and that did not.
    """

    name: str
    title: str
    about: str
    audience: Audience
    fields: tuple[Field, ...]
    settings: Mapping[str, str]
    sealed: frozenset[str]
    is_on: bool
    is_always_on: bool
    ok_at: datetime | None
    failed_at: datetime | None
    failed_because: str

    @property
    def is_set_up(self) -> bool:
        return all(self.settings.get(each.name) or each.name in self.sealed
                   for each in self.fields if each.is_required)

    @property
    def is_failing(self) -> bool:
        """Whether the last try did not go well."""
        return self.failed_at is not None and (self.ok_at is None or self.ok_at < self.failed_at)
