"""SQL is written in the source; values travel beside it, never inside. Row policies do not protect from injection."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import Source, product, sample

SAYS_SQL = {'text', 'execute', 'scalar', 'scalars', 'stream', 'literal_column', 'exec_driver_sql', 'DDL', 'fetch'}


def test_sql_is_written_in_the_source():
    assert [said for source in product() for said in put_together(source)] == []


@pytest.mark.parametrize('line', [
    "text(f'select {name}')", "db.execute('select ' + name)", "db.execute(text('select %s' % name))",
    "literal_column('a{}'.format(b))", "line.execute(f'listen {channel}')", 'text(name)',
])
def test_sql_put_together_is_seen(line):
    assert list(put_together(sample(line, 'services/x/queries.py')))


@pytest.mark.parametrize('line', [
    "text('select :name')", "db.execute(text('select 1'), {'name': name})", "line.execute(f'listen {CHANNEL}')",
    'db.execute(select(User))', 'db.execute(_CLAIM, values)', 'db.scalar(found)',
])
def test_sql_with_its_values_beside_it_passes(line):
    assert not list(put_together(sample(line, 'services/x/queries.py')))


def put_together(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, 'id', '')
        is_text = isinstance(node.func, ast.Name) and name in ('text', 'literal_column', 'DDL')
        if name in SAYS_SQL and (is_made(node.args[0]) or (is_text and not is_written(node.args[0]))):
            yield f'{source.at(node.lineno)} {ast.unparse(node)[:100]}'


def is_made(node: ast.expr) -> bool:
    """Text put together where it is used, from more than constants."""
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        return not is_written(node)
    is_quoted = ast.unparse(node).startswith('sql.SQL(')  # psycopg quotes what it puts in
    return (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            and node.func.attr in ('format', 'join') and not is_quoted)


def is_written(node: ast.expr) -> bool:
    """Constants only, by value or by name."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.isupper()
        case ast.JoinedStr(values=parts):
            return all(is_written(part) for part in parts)
        case ast.FormattedValue(value=inner):
            return is_written(inner)
        case ast.BinOp(left=left, right=right):
            return is_written(left) and is_written(right)
    return False
