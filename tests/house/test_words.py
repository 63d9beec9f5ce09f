"""What must not stand in a file: unfinished business, silenced checks without a reason, registries, colours."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from io import StringIO

import pytest

from tests.house.sources import ROOT, Source, kept_files, product, sample

UNFINISHED = re.compile('TO' + 'DO|FIX' + 'ME|XX' + r'X\b')
SILENCED = re.compile(r'#\s*(noqa|type:\s*ignore|nosec|pragma|mypy|ruff)\b[^#]*')
# `noqa: X - why`, `type: ignore[x]  # why`
WITH_REASON = re.compile(r'#\s*noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*\s+[-–#]\s*\S.+'
                         r'|#\s*type: ignore\[[a-z, -]+\]\s+#\s*\S.+'
                         r'|#\s*nosec [A-Z]\d+(?:, [A-Z]\d+)*\s+[-–#]\s*\S.+')
# Split, so that this file keeps the rule too. Servers of packages must be whatever the installation says they are.
REGISTRIES = re.compile('|'.join((
    r'py' + r'pi\.org', r'python' + r'hosted\.org', r'registry\.npm' + r'js\.org', r'npm' + r'js\.com',
    r'deb\.deb' + r'ian\.org', r'archive\.ubun' + r'tu\.com', r'arti' + r'factory', r'index-' + r'url\s*[= ]\s*http',
)), re.IGNORECASE)
COLOUR = re.compile(
    r'#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![0-9a-z_-])|\b(?:rgb|rgba|hsl|hsla|oklch|lab)\(',
    re.IGNORECASE)
TAILWIND_COLOUR = re.compile(
    r'\b(?:text|bg|border)-(?:red|green|blue|yellow|orange|purple|pink|indigo|teal|cyan|grey|gray|slate|amber|lime)'
    r'(?:-\d+)?\b')
# Owed by whoever opens the file next.
OWE_A_REASON = {('app/model.py', '# noqa: N805')}
DRAWS_COLOURS = {'components/design.py', 'services/templates/colours.py'}


def test_nothing_is_left_for_later():
    for path in kept_files():
        if path.suffix in ('.py', '.css', '.js', '.sh', '.toml', '.yml', '.yaml') and 'vendor' not in path.parts:
            assert not UNFINISHED.search(path.read_text()), path
    assert UNFINISHED.search('# TO' 'DO: later')


def test_who_silences_a_check_says_why():
    assert [said for source in everything() for said in silenced_without_reason(source)] == []


@pytest.mark.parametrize('line', [
    'x = 1  # noqa', 'x = 1  # noqa: S101', 'x = 1  # type: ignore', 'x = 1  # type: ignore[misc]', 'x = 1  # nosec',
    'x = 1  # nosec B101', 'x = 1  # noqa: S101 -',
])
def test_a_check_silenced_without_reason_is_seen(line):
    assert list(silenced_without_reason(sample(line)))


@pytest.mark.parametrize('line', [
    'x = 1  # noqa: S101 - a reason', 'x = 1  # noqa: S105  # a label', 'x = 1  # type: ignore[misc]  # why not',
    'x = "# noqa"', 'x = 1  # nosec B101 - why',
])
def test_a_check_silenced_with_its_reason_passes(line):
    assert not list(silenced_without_reason(sample(line)))


def test_no_file_names_a_server_of_packages():
    assert [str(path.relative_to(ROOT)) for path in kept_files() if REGISTRIES.search(text_of(path))] == []
    assert REGISTRIES.search('https://pypi' '.org/simple')


def test_colours_are_mixed_in_one_place():
    assert [said for source in product() if source.path not in DRAWS_COLOURS for said in colours(source)] == []


@pytest.mark.parametrize('line', [
    "x.style('color: #fff')", "x = '#4450d6'", "x.style('background: rgb(1 2 3)')", "x.classes('text-red-500')",
    "ui.label().classes('bg-blue')",
])
def test_a_colour_elsewhere_is_seen(line):
    assert list(colours(sample(line)))


@pytest.mark.parametrize('line', ["x = 'see #1234567'", "x.classes('text-soft')", "x = 'var(--text)'", '# about #fff'])
def test_what_is_no_colour_passes(line):
    assert not list(colours(sample(line)))


def everything() -> Iterator[Source]:
    """The product and its tests."""
    yield from product()
    for path in sorted((ROOT / 'tests').rglob('*.py')):
        yield Source(str(path.relative_to(ROOT)), path.read_text())


def silenced_without_reason(source: Source) -> Iterator[str]:
    for token in tokenize.generate_tokens(StringIO(source.text).readline):
        is_silent = token.type == tokenize.COMMENT and SILENCED.search(token.string)
        if is_silent and not WITH_REASON.search(token.string) and (source.path, token.string) not in OWE_A_REASON:
            yield f'{source.at(token.start[0])} {token.string}'


def colours(source: Source) -> Iterator[str]:
    for token in tokenize.generate_tokens(StringIO(source.text).readline):
        if token.type == tokenize.STRING and (COLOUR.search(token.string) or TAILWIND_COLOUR.search(token.string)):
            yield f'{source.at(token.start[0])} {token.string}'


def text_of(path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ''
