"""The product's own source, read as text and as trees, for the tests that hold the house's rules."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ('app', 'services', 'components', 'pages')
CAPABILITIES = tuple(sorted(path.parent.name for path in (ROOT / 'services').glob('*/__init__.py')))

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file of Python: its path below the root, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def module(self) -> str:
        return self.path.removesuffix('.py').removesuffix('/__init__').replace('/', '.')

    @property
    def floor(self) -> str:
        return self.path.split('/')[0].removesuffix('.py')

    @property
    def lines(self) -> int:
        return self.text.count('\n')

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> Iterator[tuple[int, str, str]]:
        """Line, module, and name: `import a.b` is (line, 'a.b', ''), `from a import b` is (line, 'a', 'b')."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name, '') for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                home = self._home(node.level)
                origin = '.'.join(part for part in (home, node.module or '') if part)
                yield from ((node.lineno, origin, alias.name) for alias in node.names)

    def at(self, line: int) -> str:
        return f'{self.path}:{line}'

    def _home(self, level: int) -> str:
        if not level:
            return ''
        parts = self.module.split('.')
        package = parts if self.path.endswith('__init__.py') else parts[:-1]
        return '.'.join(package[:len(package) - level + 1])


def sample(text: str, path: str = 'pages/desk/sample.py') -> Source:
    """A made-up file, to see that a rule catches what it is there for."""
    return Source(path, text)


@cache
def product() -> tuple[Source, ...]:
    """Every module of the product: the floors and main.py."""
    files = [ROOT / 'main.py', *(path for floor in FLOORS for path in (ROOT / floor).rglob('*.py'))]
    return tuple(Source(str(path.relative_to(ROOT)), path.read_text()) for path in sorted(files))


def on(*floors: str) -> list[Source]:
    return [source for source in product() if source.floor in floors]


@cache
def kept_files() -> tuple[Path, ...]:
    """What the repository keeps; without git, everything that is not made again by a command."""
    listed = subprocess.run(['git', 'ls-files', '-z'], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        found = [ROOT / name for name in listed.stdout.decode().split('\0') if name]
        return tuple(path for path in found if path.is_file())
    return tuple(path for path in ROOT.rglob('*') if path.is_file() and not _is_made(path.relative_to(ROOT)))


def _is_made(path: Path) -> bool:
    is_hidden = path.parts[0].startswith('.') and path.parts[0] not in ('.ci', '.github')
    return is_hidden or '__pycache__' in path.parts
