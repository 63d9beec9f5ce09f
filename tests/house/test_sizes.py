"""Small files, small functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from tests.house.sources import Source, product, sample

LONGEST_FILE, MOST_FILES, MEDIAN_FILE = 400, 250, 90
LONGEST_FUNCTION, MOST_FUNCTIONS = 60, 25
LONGEST_SCREEN = 120
NINE_IN_TEN = 0.9


def test_files_are_small():
    assert [said for source in product() for said in too_long(source)] == []
    lengths = [source.lines for source in product()]
    assert median(lengths) < MEDIAN_FILE
    assert share_within(lengths, MOST_FILES) >= NINE_IN_TEN


def test_functions_are_small():
    lengths = [length for source in product() for _, length in functions(source)]
    assert [(said, length) for source in product() for said, length in functions(source)
            if length > LONGEST_FUNCTION] == []
    assert share_within(lengths, MOST_FUNCTIONS) >= NINE_IN_TEN


def test_what_is_too_long_is_seen():
    assert list(too_long(sample('x = 0\n' * 401, 'app/large.py')))
    assert not list(too_long(sample('x = 0\n' * 400, 'app/large.py')))
    assert list(too_long(sample('x = 0\n' * 121, 'pages/desk/large.py')))
    (_, length), = functions(sample('@seen\ndef f():\n' + '    x = 0\n' * 60))
    assert length > LONGEST_FUNCTION
    assert share_within([10, 10, 30], MOST_FUNCTIONS) < NINE_IN_TEN


def too_long(source: Source) -> Iterator[str]:
    """A screen has 120 lines at most, any other file 400."""
    *folders, name = source.path.split('/')
    is_screen = folders[:1] == ['pages'] and len(folders) > 1 and not name.startswith('_')
    if source.lines > (LONGEST_SCREEN if is_screen else LONGEST_FILE):
        yield f'{source.path}: {source.lines} lines'


def functions(source: Source) -> Iterator[tuple[str, int]]:
    """Each function with its lines, what stands inside it included."""
    for function in source.functions():
        assert function.end_lineno is not None
        yield f'{source.at(function.lineno)} {function.name}', function.end_lineno - function.lineno + 1


def share_within(lengths: Sequence[int], limit: int) -> float:
    return sum(length <= limit for length in lengths) / len(lengths)
