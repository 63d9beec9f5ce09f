"""Ranges painted into bit matrices together come out as they would one by one."""

from __future__ import annotations

import numpy as np
import pytest

from services.availability import bits

ROWS, WORDS = 200, 2


def one_by_one(spans, masks):
    expected = np.zeros((ROWS, WORDS), dtype=np.uint64)
    for (start, end), mask in zip(spans, masks, strict=True):
        expected[start:end] |= mask
    return expected


@pytest.mark.parametrize('how', ['apart', 'touching', 'overlapping', 'twice', 'none'])
def test_ranges_of_many_columns_are_set_together(how):
    dice = np.random.default_rng(7)
    masks = dice.integers(1, 2**63, (12, WORDS), dtype=np.uint64)
    starts = np.arange(12) * 10 + {'apart': 0, 'touching': 0, 'overlapping': 3, 'twice': 0, 'none': 0}[how]
    lengths = {'apart': 5, 'touching': 10, 'overlapping': 25, 'twice': 5, 'none': 0}[how]
    spans = np.column_stack((starts, starts + lengths))
    if how == 'twice':
        spans, masks = np.concatenate([spans, spans]), np.concatenate([masks, masks])
    painted = np.zeros((ROWS, WORDS), dtype=np.uint64)
    bits.set_apart(painted, spans, masks)
    assert (painted == one_by_one(spans, masks)).all()
    assert painted.any() == (how != 'none')


def test_the_control_what_overlaps_cannot_be_toggled(monkeypatch):
    carried = bits._carried_down
    monkeypatch.setattr(bits, '_carried_down', lambda edges, _: carried(edges, 0) or True)
    spans, masks = np.array([[0, 10], [5, 15]]), np.ones((2, WORDS), dtype=np.uint64)
    painted = np.zeros((ROWS, WORDS), dtype=np.uint64)
    bits.set_apart(painted, spans, masks)
    assert (painted != one_by_one(spans, masks)).any()
