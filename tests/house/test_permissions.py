"""The matrix as people read it: every permission has a sentence, and the document says what the code does."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.permissions import MATRIX, SENTENCES, Permission, Reach, Role
from tests.house.sources import ROOT

DOCUMENT = ROOT / 'docs' / 'permissions.md'
STALE = 'docs/permissions.md no longer says what the code does: run `make permissions`'


@pytest.fixture(scope='module')
def written(tmp_path_factory) -> str:
    """What the command writes; in a process of its own, so that tests of other kinds leave nothing in the registers."""
    path = tmp_path_factory.mktemp('matrix') / 'permissions.md'
    subprocess.run([sys.executable, '-m', 'pages._matrix', str(path)], cwd=ROOT, check=True, timeout=120)
    return path.read_text()


def test_s19_every_permission_has_a_row_and_a_sentence():
    assert set(SENTENCES) == set(MATRIX) == set(Permission)
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    assert [said for said in SENTENCES.values() if not said.endswith('.')] == []


def test_s19_the_document_says_what_the_code_does(written):
    assert DOCUMENT.read_text() == written, STALE


def test_s19_the_document_would_change_with_the_matrix(written):
    """A control: it holds each row's reaches and each entry point under its permission."""
    assert '`skills.change` (changes)' in written.split('## skills:manage')[1].split('\n## ')[0]
    assert '`skills.change` (changes)' not in written.split('## skills:manage')[0]
    row = next(line for line in written.splitlines() if line.startswith('| [`hours:manage`]'))
    assert [cell.strip() for cell in row.split('|')[2:-1]] == ['–', '–', 'group', 'business']


def test_no_role_reaches_less_than_the_one_below_it_among_staff():
    """An administrator may whatever anybody may; nobody has a permission that no role has."""
    assert [right for right, reach in MATRIX.items() if reach[Role.ADMIN] is not max(reach.values())] == []
    assert [right for right, reach in MATRIX.items() if set(reach.values()) == {Reach.NONE}] == []
