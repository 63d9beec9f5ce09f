"""What the documents say of the tests is so: every test they name is there."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT

TESTS = {name for path in (ROOT / 'tests').rglob('test_*.py')
         for name in re.findall(r'def (test_\w+)', path.read_text())}
DOCUMENTS = sorted((ROOT / 'docs').glob('*.md'))


def named(text: str) -> set[str]:
    return set(re.findall(r'`(test_\w+)`', text))


@pytest.mark.parametrize('document', DOCUMENTS, ids=lambda path: path.name)
def test_every_test_a_document_names_is_there(document):
    assert named(document.read_text()) - TESTS == set()


def test_a_name_that_is_not_there_is_seen():
    assert named('held by `test_that_was_renamed`, and said in `services`') - TESTS == {'test_that_was_renamed'}


def test_the_promises_of_the_threat_model_all_have_a_proof():
    rows = [line for line in (ROOT / 'docs' / 'security.md').read_text().splitlines() if line.startswith('| ')]
    promises = [line for line in rows if not line.startswith('| promise')]
    assert len(promises) > 15
    assert [line for line in promises if not named(line)] == []
