"""Whom it concerns when a second factor is asked of more people: how many have none yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.permissions import Role
from components import page_parts, words

ABOUT: Final = ('It holds at once: as soon as you save, each of them is led from wherever they are to setting one up, '
                'and what is half typed on their screens is lost.')


def title(without: Mapping[Role, int]) -> str:
    """Ask it of 23 people who have none?"""
    count = sum(without.values())
    return f'{count} {"person has" if count == 1 else "people have"} no second factor yet. Ask it of them now?'


def listed(without: Mapping[Role, int]) -> None:
    """How many of each role."""
    page_parts.facts([(words.ROLES[role], count) for role, count in without.items() if count]).mark('factors-missing')
