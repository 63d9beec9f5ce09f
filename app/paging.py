"""One page of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from app.errors import Invalid

T = TypeVar('T')
MOST = 500


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: 1 to 500 rows from `offset`. Raises Invalid otherwise."""

    limit: int = 50
    offset: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST:
            raise Invalid.field('limit', f'A page has 1 to {MOST} rows.')
        if not 0 <= self.offset <= 1_000_000:
            raise Invalid.field('offset', 'That is beyond the last page.')


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """The rows of one page and how many there are in all."""

    rows: tuple[T, ...]
    total: int
    page: Page
