"""What the examination of a journal finds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

ID: Final = re.compile(r'\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b')  # as a fact keeps it


class Wrong(StrEnum):
    CHANGED = 'the line, or the seal before it, is not what was sealed'
    GONE = 'the line is gone'
    SKIPPED = 'seals before this one are gone'
    REWRITTEN = 'this is not the seal that was noted'


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at one seal; `journal_id` is None where the seal itself is missing."""

    number: int
    journal_id: int | None
    wrong: Wrong


@dataclass(frozen=True, slots=True)
class Head:
    """The newest seal. Noted elsewhere, it proves later that nothing up to it was rewritten. Written `12:ab34...`."""

    number: int
    digest: bytes

    def __str__(self) -> str:
        return f'{self.number}:{self.digest.hex()}'

    @classmethod
    def read(cls, text: str) -> Head:
        """Raises: ValueError."""
        number, _, digest = text.partition(':')
        return cls(int(number), bytes.fromhex(digest))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many lines are as they were sealed, what is wrong (the first hundred), and how many wait for their seal."""

    head: Head
    sound: int
    findings: tuple[Finding, ...]
    waiting: int
    waiting_since: datetime | None

    @property
    def is_sound(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A line of the journal: what happened, to what, when (aware), by whom; `seal` is None until it is sealed.

    `names` says what the ids in it are called now, as far as they are called anything; `is_at_home` whether the line
    is about this business (only who crossed over has lines about another).
    """

    id: int
    at: datetime
    kind: str
    subject_kind: str
    subject_id: UUID
    actor_kind: str
    actor_id: UUID | None
    actor_name: str
    data: dict[str, Any]
    trace_id: str
    seal: int | None
    is_at_home: bool = True
    names: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def about(self) -> str:
        """What the subject is called; nothing where it has no name."""
        return self.names.get(self.subject_id, '')
