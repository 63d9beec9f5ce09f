"""The few marks of a letter's body, from which both its parts are made.

    An empty line ends a paragraph. **This is strong.** What was inserted is text and never a mark.
    - When: the name and the value of a detail; where nothing follows the name, it is left out
    [[This is the button that leads where the letter leads]], on a line of its own
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.templates.language import CLOSE, OPEN

_PIECES = re.compile(f'{OPEN}([^{CLOSE}]*){CLOSE}')


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one line. Only what was inserted has line breaks."""

    text: str
    is_strong: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """Names with their values; what is only listed has no name."""

    rows: tuple[tuple[Line, Line], ...]


@dataclass(frozen=True, slots=True)
class Button:
    says: str


Block = Paragraph | Details | Button


def blocks(filled: str) -> tuple[Block, ...]:
    """The parts of a body whose words have been filled in."""
    found: list[Block] = []
    for line in [*_lines(filled), ()]:
        block = _block(line)
        if block is None:
            found.append(Paragraph(()))  # what comes next begins anew
        elif isinstance(block, Button) or not found or type(found[-1]) is not type(block):
            found.append(block)
        else:
            found[-1] = _joined(found[-1], block)
    return tuple(block for block in found if isinstance(block, Button)
                 or (block.lines if isinstance(block, Paragraph) else block.rows))


def plain(filled: str) -> str:
    """What was filled in and what stands around it, as text."""
    return _PIECES.sub(r'\1', filled)


Piece = tuple[str, bool]  # text, and whether it was inserted


def _lines(filled: str) -> Iterator[tuple[Piece, ...]]:
    line: list[Piece] = []
    for index, text in enumerate(_PIECES.split(filled)):
        if index % 2:
            line.append((text, True))
            continue
        first, *rest = text.split('\n')
        line.append((first, False))
        for each in rest:
            yield tuple(line)
            line = [(each, False)]
    yield tuple(line)


def _block(line: tuple[Piece, ...]) -> Block | None:
    text = ''.join(piece for piece, _ in line).strip()
    if not text:
        return None
    first, last = line[0], line[-1]
    if not first[1] and not last[1] and first[0].startswith('[[') and last[0].rstrip().endswith(']]'):
        return Button(' '.join(text[2:-2].split()))
    if not first[1] and first[0].startswith('- '):
        return _detail(((first[0][2:], False), *line[1:]))
    return Paragraph((_runs(line),))


def _detail(line: tuple[Piece, ...]) -> Details:
    """What stands before the first colon that was not inserted is the name."""
    for index, (text, is_inserted) in enumerate(line):
        if not is_inserted and ':' in text:
            before, _, after = text.partition(':')
            value = ((after.lstrip(), False), *line[index + 1:])
            if not ''.join(piece for piece, _ in value).strip():
                return Details(())
            return Details(((_runs((*line[:index], (before, False))), _runs(value)),))
    return Details((((), _runs(line)),))


def _joined(one: Block, other: Block) -> Block:
    if isinstance(one, Paragraph) and isinstance(other, Paragraph):
        return Paragraph(one.lines + other.lines)
    assert isinstance(one, Details)
    assert isinstance(other, Details)
    return Details(one.rows + other.rows)


def _runs(line: Iterable[Piece]) -> Line:
    """Two stars begin what is strong and two end it; stars without others stay stars."""
    pieces = list(line)
    left = sum(text.count('**') for text, is_inserted in pieces if not is_inserted) // 2 * 2
    found: list[Run] = []
    is_strong = False
    for text, is_inserted in pieces:
        while not is_inserted and left and '**' in text:
            before, _, text = text.partition('**')
            found.append(Run(before, is_strong))
            is_strong, left = not is_strong, left - 1
        found.append(Run(text, is_strong))
    return tuple(run for run in found if run.text)
