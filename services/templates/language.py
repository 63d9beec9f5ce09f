"""The language of templates: Jinja in its sandbox, and of Jinja only what a letter needs.

Words, six filters, comparisons and `if`. There is no way to an attribute, to an item or to a call, nothing is
computed, and nothing is done twice: what a template takes is bound by its length, and only that of what it inserts.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes, pass_context
from jinja2.runtime import Context as Scope
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.templates.errors import NotRendered
from services.templates.shapes import LONGEST_BODY, Values

# Around what was inserted, which is text and never a mark: of the private use area, which no text of ours holds.
OPEN, CLOSE = '\ue000', '\ue001'
LONGEST_OUTPUT, DEADLINE = 60_000, 0.5  # characters, and seconds
MOST_NODES, DEEPEST = 2_000, 24
FILTERS: Final = ('upper', 'lower', 'capitalize', 'title', 'trim', 'default')
GRAMMAR: Final = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Filter, nodes.If,
                  nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr)
ONLY_THIS = 'Only words, filters and "if" can stand here.'


@pass_context
def _as_inserted(scope: Scope, value: Any) -> str:  # noqa: ARG001 - with it, Jinja asks as it renders and not before
    return OPEN + str(value).replace(OPEN, '').replace(CLOSE, '') + CLOSE


def sandbox() -> ImmutableSandboxedEnvironment:
    """Without globals and tests; of filters it knows ours alone."""
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=_as_inserted, trim_blocks=True, lstrip_blocks=True,
        autoescape=False, cache_size=0)  # it makes no markup: `drawing` does, and escapes all of this
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.globals, made.tests = {}, {}
    return made


_JINJA = sandbox()


@dataclass(frozen=True, slots=True)
class Checked:
    """A template within the grammar, and where it says which word."""

    template: Template
    lines: dict[str, int]


@lru_cache(maxsize=512)
def checked(source: str, field: str) -> Checked:
    """Raises: NotRendered at `field`."""
    if len(source) > LONGEST_BODY:
        raise NotRendered.field(field, f'At most {LONGEST_BODY} characters.')
    try:
        tree = _JINJA.parse(source)
        lines = _words(tree, field)
        return Checked(_JINJA.from_string(tree), lines)
    except TemplateSyntaxError as error:
        raise _refused(field, error.lineno, f'{error.message or error}.') from None
    except RecursionError:
        raise NotRendered.field(field, 'This is nested too deep.') from None


def filled(source: str, values: Values, field: str) -> str:
    """The text, with every inserted value between `OPEN` and `CLOSE`.

    Raises: NotRendered at `field`, TypeError where a value is more than text or a number.
    """
    if wrong := [name for name, value in values.items() if type(value) not in (str, int)]:
        raise TypeError(f'No plain values: {wrong}')
    known = checked(source, field)
    for word, line in known.lines.items():
        if word not in values:
            near = get_close_matches(word, values, 1)
            raise _refused(field, line, f'There is no word "{word}" here.' + (f' Is it "{near[0]}"?' if near else ''))
    try:
        return ''.join(_bounded(known.template.generate(values), field))
    except TemplateError as error:
        raise NotRendered.field(field, f'{error.message or error}.') from None


def _words(tree: nodes.Template, field: str) -> dict[str, int]:
    """The words of a tree that keeps to the grammar, each with its first line."""
    found: dict[str, int] = {}
    ahead: list[tuple[nodes.Node, int]] = [(tree, 0)]
    seen = 0
    while ahead:
        node, depth = ahead.pop()
        seen += 1
        if not isinstance(node, GRAMMAR) or (isinstance(node, nodes.Filter) and node.name not in FILTERS):
            raise _refused(field, node.lineno, ONLY_THIS)
        if seen > MOST_NODES or depth > DEEPEST:
            raise _refused(field, node.lineno, 'This is too much for one letter.')
        if isinstance(node, nodes.Name):
            found[node.name] = min(node.lineno, found.get(node.name, node.lineno))
        ahead.extend((each, depth + 1) for each in node.iter_child_nodes())
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _bounded(parts: Iterator[str], field: str) -> Iterator[str]:
    """The second wall: what comes out is counted and timed."""
    length, until = 0, time.monotonic() + DEADLINE
    for part in parts:
        length += len(part)
        if length > LONGEST_OUTPUT or time.monotonic() > until:
            raise NotRendered.field(field, 'This becomes too long.')
        yield part


def _refused(field: str, line: int | None, what: str) -> NotRendered:
    said = what[:1].upper() + what[1:]
    return NotRendered(fields={field: f'Line {line or 1}: {said}' if field == 'body' else said})
