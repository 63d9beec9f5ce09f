"""Is this expression markup in which everything that came from people has been escaped? Read from the source alone.

Safe are: text written in the source, counts, `markup.safe(...)`, `markup.tag(fixed, safe, ...)`, what functions named
`..._markup` return (they are checked themselves), and whatever is put together from these.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.sources import Function, Source

ESCAPES = {'safe', 'escape'}  # of components.markup, of html
MARKUP_SUFFIX = '_markup'


def scopes(source: Source) -> Iterator[tuple[list[ast.AST], set[str]]]:
    """Each function, and the module itself, as the nodes of its own and the names in it that hold safe markup."""
    functions = {node.name: node for node in source.functions()}
    safe = _grown(functions)
    for scope in (source.tree, *functions.values()):
        own = list(_own(scope))
        yield own, _locals(scope, own, safe)


def returns_markup(source: Source) -> Iterator[tuple[Function, bool]]:
    """Functions named `..._markup`, and whether what they return is safe."""
    functions = {node.name: node for node in source.functions()}
    safe = _grown(functions)
    yield from ((node, name in safe) for name, node in functions.items() if name.endswith(MARKUP_SUFFIX))


def is_safe(node: ast.expr, names: set[str]) -> bool:
    """Whether the expression is safe, given the names known to be."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name in names or name.isupper()
        case ast.Attribute(attr=name):
            return name.isupper()
        case ast.Call():
            return _is_safe_call(node, names)
        case ast.BinOp(left=left, op=ast.Mult()):
            return is_safe(left, names)
        case ast.BinOp(left=left, right=right):
            return is_safe(left, names) and is_safe(right, names)
        case ast.BoolOp(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.JoinedStr(values=parts):
            return all(is_safe(part, names) for part in parts)
        case ast.IfExp(body=one, orelse=other):
            return is_safe(one, names) and is_safe(other, names)
        case ast.FormattedValue(value=inner) | ast.Starred(value=inner):
            return is_safe(inner, names)
        case ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
            return is_safe(inner, names)
    return False


def _is_safe_call(call: ast.Call, names: set[str]) -> bool:
    match call.func:
        case ast.Attribute(attr='join', value=glue):
            return is_safe(glue, names) and all(is_safe(given, names) for given in call.args)
        case ast.Attribute(value=ast.Name(id='markup'), attr='tag') | ast.Name(id='tag'):
            return all(is_safe(given, names) for given in call.args) and not any(
                word.arg == 'content' and not is_safe(word.value, names) for word in call.keywords)
        case ast.Name(id='str'):
            return all(ast.unparse(given).endswith('.count') for given in call.args)
        case ast.Attribute(attr=name) if name in ESCAPES or name.endswith(MARKUP_SUFFIX):
            return True
        case ast.Name(id=name):
            return name in names or name in ESCAPES or name.endswith(MARKUP_SUFFIX)
    return False


def _grown(functions: dict[str, Function]) -> set[str]:
    """Functions whose every answer is safe; one may be made of another, so look until no more are found."""
    safe: set[str] = set()
    while True:
        more = {name for name, node in functions.items() if name not in safe and _answers_safely(node, safe)}
        if not more:
            return safe
        safe |= more


def _answers_safely(function: Function, safe: set[str]) -> bool:
    own = list(_own(function))
    names = _locals(function, own, safe)
    answers = [node.value for node in own if isinstance(node, ast.Return) and node.value]
    return bool(answers) and all(is_safe(answer, names) for answer in answers)


def _locals(scope: ast.AST, own: list[ast.AST], safe: set[str]) -> set[str]:
    given = _given(own)
    taken = {argument.arg for argument in ast.walk(scope.args) if isinstance(argument, ast.arg)} if isinstance(
        scope, Function) else set()
    names = safe - taken
    while True:
        more = {name for name, values in given.items() if name not in names | taken
                and all(is_safe(value, names | {name}) for value in values)}
        if not more:
            return names
        names |= more


def _given(own: list[ast.AST]) -> dict[str, list[ast.expr]]:
    """What each variable is made of, `append` and `extend` included."""
    found: dict[str, list[ast.expr]] = {}
    for node in own:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for name, value in zip(names, values, strict=False):
                    found.setdefault(ast.unparse(name), []).append(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case ast.AugAssign(target=ast.Name(id=name), value=ast.expr() as value) | ast.AnnAssign(
                target=ast.Name(id=name), value=ast.expr() as value
            ):
                found.setdefault(name, []).append(value)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr='append' | 'extend'), args=[value]):
                found.setdefault(name, []).append(value)
            case ast.For(target=target, iter=each) | ast.comprehension(target=target, iter=each):
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        found.setdefault(name.id, []).append(each)
    return found


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of the functions inside it."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, Function):
            yield from _own(child)
