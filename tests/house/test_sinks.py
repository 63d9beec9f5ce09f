"""Ways a text somebody typed could run in a browser: every one is known, and closed or proven harmless.

NiceGUI shows text as text. These do not: a property whose text is parsed (`:prop` is evaluated), HTML that is
not escaped, a notice or a cell told to be HTML, a script put together from parts, a link of any scheme.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.house import escaping
from tests.house.sources import ROOT, Source, on, sample

# Parsed by NiceGUI as `name=value ...`: what is put in must be a word of ours.
PARSED = {'props', 'default_props', 'style', 'default_style'}
RUNS = {'run_javascript', 'add_body_html', 'add_head_html', 'add_css', 'add_scss', 'add_sass', 'restructured_text'}
MARKUP = {'html', 'set_content'}
HTML_SWITCHES = {'html', 'html_columns'}
VUE_HTML = re.compile(r'v-' + r'html|inner' + r'HTML|document\.write', re.IGNORECASE)
HARMLESS = {
    '''ui.run_javascript(f'setTimeout(() => window.daybook?.bring("{field.html_id}"), 30)')''':
        'NiceGUI numbers its elements',
    "ui.element('button').classes('hidden-text')"
    ".props(f'type=button tabindex=-1 aria-hidden=true data-shortcut={key}')":
        'keys are written in the source, a letter each',
    "box.classes('skeleton').style(f'height:{height}px')": 'a whole number from the source',
}
# Served before there is anybody to serve: the addresses of our own style sheet, script and font.
AT_START = {('components/design.py', 'ui.add_head_html')}


def test_no_text_reaches_a_place_where_it_could_run():
    found = [said for source in on('components', 'pages') for said in sinks(source)]
    assert [said for said in found if said.split(' ', 1)[1] not in HARMLESS and not is_at_start(said)] == []


def test_no_script_or_template_of_ours_writes_html():
    ours = list((ROOT / 'components').glob('*.js'))
    assert ours
    assert [path.name for path in ours if VUE_HTML.search(path.read_text())] == []


@pytest.mark.parametrize('line', [
    "x.props(f'label={name}')", "x.props('label=' + name)", "x.props('label=%s' % name)", "x.props('a={}'.format(b))",
    'x.props(name)', "x.style(f'color: {name}')",
    "x.add_slot('body', '<div v-" "html=\"props.row.name\"></div>')",
    'ui.notify(name, html=True)', "ui.aggrid(options, html_columns=[1])",
    "ui.run_javascript(f'alert({name})')", "client.run_javascript('alert(' + name)", 'ui.run_javascript(code)',
    "ui.html(f'<b>{name}</b>')", "ui.html('<b>' + name)", 'ui.html(name)', 'x.set_content(name)',
    "ui.html('<b>', sanitize=False)", "ui.html(markup.tag('b', name))", "ui.html(markup.tag('b', content=name))",
    "def _line(name):\n    return markup.tag('b', name)\nui.html(_line(x))",
    "def _line(name):\n    bold = name\n    bold += markup.safe(name)\n    return bold\nui.html(_line(x))",
    "def row_markup(name):\n    return f'<td>{name}'",
    "def f(parts):\n    ui.html(''.join(parts))\ndef g():\n    parts = ['<b>']",
    "ui.link('x', 'javascript:alert(1)')", "ui.link('x', f'{scheme}://x')", "ui.link('x', 'data:text/html,x')",
    'ui.navigate.to(f"{scheme}:x")', "ui.add_head_html(f'<title>{name}')",
])
def test_a_way_in_is_seen(line):
    assert list(sinks(sample(line))), line


@pytest.mark.parametrize('line', [
    "x.props('flat dense')", "x.props['label'] = name", "ui.html(markup.tag('b', markup.safe(name)))",
    "ui.html('<b>fixed</b>')", "ui.notify(name)", "ui.link(name, paths.HOME)", "ui.link(name, f'/a/{slug}')",
    "ui.run_javascript('history.back()')", "ui.html(markup.safe(a) + markup.tag('b', markup.safe(c)))",
    "ui.html('' if a else markup.safe(a))", "ui.html(''.join(markup.safe(a) for a in b))",
    "ui.navigate.to(paths.sign_in(after))", "ui.html(page_parts.facts_markup(pairs))",
    "def _line(name):\n    return markup.tag('b', markup.safe(name))\nui.html(_line(x) or '-')",
    "def f(names):\n    parts = []\n    for one in names:\n        parts.append(markup.safe(one))\n"
    "    ui.html(''.join(parts))",
])
def test_what_shows_text_as_text_passes(line):
    assert not list(sinks(sample(line))), line


def sinks(source: Source) -> Iterator[str]:
    """Where text could be run, as 'path:line the call'."""
    for own, safe_names in escaping.scopes(source):
        for node in own:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and VUE_HTML.search(node.value):
                yield f'{source.at(node.lineno)} {node.value[:60]!r}'
            if isinstance(node, ast.Call) and any(rule(node, safe_names) for rule in RULES):
                yield f'{source.at(node.lineno)} {ast.unparse(node)}'
    for function, is_safe in escaping.returns_markup(source):
        if not is_safe:
            yield f'{source.at(function.lineno)} {function.name} returns text that is not escaped'


def is_at_start(said: str) -> bool:
    return any(said.startswith(path) and code in said for path, code in AT_START)


def parsed_text(call: ast.Call, _: set[str]) -> bool:
    return called(call) in PARSED and any(not is_fixed(given) for given in [*call.args, *named_values(call)])


def scripts(call: ast.Call, _: set[str]) -> bool:
    return called(call) in RUNS and any(not is_fixed(given) for given in call.args[:1])


def unescaped(call: ast.Call, safe_names: set[str]) -> bool:
    if called(call) not in MARKUP or (called(call) == 'html' and ast.unparse(call.func) != 'ui.html'):
        return False
    is_unclean = any(word.arg == 'sanitize' and not is_true(word.value) for word in call.keywords)
    return is_unclean or any(not escaping.is_safe(given, safe_names) for given in call.args[:1])


def switched(call: ast.Call, _: set[str]) -> bool:
    return any(word.arg in HTML_SWITCHES and not is_false(word.value) for word in call.keywords)


def leads_away(call: ast.Call, _: set[str]) -> bool:
    """Links and navigation to a text that is put together and does not start as a path of ours."""
    name = ast.unparse(call.func)
    position = {'ui.link': 1, 'ui.navigate.to': 0, 'ui.open': 0}.get(name)
    if position is None:
        return False
    given = [*call.args[position:position + 1], *(word.value for word in call.keywords if word.arg == 'target')]
    return any(not is_path(target) for target in given)


RULES: tuple[Callable[[ast.Call, set[str]], bool], ...] = (parsed_text, scripts, unescaped, switched, leads_away)


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, 'id', '')


def named_values(call: ast.Call) -> list[ast.expr]:
    return [word.value for word in call.keywords]


def is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def is_fixed(node: ast.expr) -> bool:
    """Written in the source, or chosen there between two such."""
    if isinstance(node, ast.IfExp):
        return is_fixed(node.body) and is_fixed(node.orelse)
    if isinstance(node, ast.Name | ast.Attribute):
        return ast.unparse(node).split('.')[-1].isupper()
    return isinstance(node, ast.Constant)


def is_path(node: ast.expr) -> bool:
    """A name (checked where it is made), a call that makes a path, or text that starts with a single slash."""
    if isinstance(node, ast.JoinedStr):
        first = node.values[0] if node.values else None
        return isinstance(first, ast.Constant) and bool(re.match(r'/(?!/)', str(first.value)))
    if isinstance(node, ast.Constant):
        return bool(re.match(r'/(?!/)|#|mailto:|tel:', str(node.value)))
    return not isinstance(node, ast.BinOp)
