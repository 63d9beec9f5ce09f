"""Every kind of message has its words, and a family that can be switched off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from components import message_list, unsubscribing
from services.notifications.shapes import FAMILIES, TO_PROVIDERS, Family, Kind, Progress


def test_every_kind_of_message_may_be_switched_off_and_is_called_something():
    assert astray(FAMILIES, Kind) == []
    assert set(unsubscribing.WHEN) == set(FAMILIES) == set(Family)
    assert set(message_list.KINDS) == set(Kind) >= set(TO_PROVIDERS)
    assert set(message_list.SAID) == set(Progress)


def test_a_kind_that_nobody_could_switch_off_is_seen():
    kinds = (Kind.REQUESTED, Kind.BOOKED)
    assert astray({Family.CHANGES: kinds[:1]}, kinds) == [Kind.BOOKED]
    assert astray({Family.CHANGES: kinds + kinds[:1]}, kinds) == [Kind.REQUESTED]


def astray(families: Mapping[Family, Iterable[Kind]], kinds: Iterable[Kind]) -> list[Kind]:
    """Kinds of no family, or of two."""
    there = [kind for members in families.values() for kind in members]
    return [kind for kind in kinds if there.count(kind) != 1]
