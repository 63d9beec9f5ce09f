"""The PostgreSQL that starts by itself when DATABASE_URL is unset.

`start` is called before the event loop: it joins the server on a data folder, or brings it up. Any number of
processes may use one server; whoever is last turns off the light, even after `kill -9` (`app.embedded_guard`).
The server listens on a Unix socket in a folder that only its owner can enter, and on no network address.

In the data folder, under `postgres/`: `cluster/` the database, `server.log`, `users.lock` (held shared by each
process that uses the server) and `start.lock` (held alone by the one that looks whether it runs).
"""

import fcntl
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from app import embedded_guard
from app.embedded_guard import CLUSTER, GOODBYE, USERS_LOCK, running, wait_until
from app.embedded_programs import EmbeddedUnavailable, Programs, bundled, usable

__all__ = ['EmbeddedUnavailable', 'Running', 'start']

OWNER = 'daybook'  # the database's first role, and the name of its first database

_PATIENCE_FOR_A_START = 60.0  # recovery after a crash replays the log before it lets anyone in
_NO_PROCESS = '999999999'  # above every system's highest process number
_LONGEST_SOCKET_PATH = 100  # macOS allows 103 characters, Linux 107

_SETTINGS = {
    'listen_addresses': '',
    'unix_socket_permissions': '0700',
    'max_connections': '200',
    'shared_buffers': '256MB',
    'effective_cache_size': '1GB',
    'random_page_cost': '1.1',
    'jit': 'off',
    'timezone': 'UTC',
    'log_timezone': 'UTC',
    'lc_messages': 'C',
    'log_line_prefix': '%m [%p] ',
}
_SETTINGS_FOR_TESTS = _SETTINGS | {
    'fsync': 'off',
    'synchronous_commit': 'off',
    'full_page_writes': 'off',
    'shared_buffers': '128MB',
    'max_wal_size': '4GB',
    'max_connections': '400',  # two crowds of a hundred may meet
}


@dataclass(slots=True)
class Running:
    """A server in use by this process. Keep it for as long as the server is needed, then `stop` it."""

    home: Path
    sockets: str
    port: int
    pid: int
    _users: IO[str] = field(repr=False)
    _guard: subprocess.Popen[bytes] | None = field(repr=False)

    def url(self, database: str = OWNER, *, role: str = OWNER) -> str:
        """The SQLAlchemy address of a database on this server, as a role (the owner, unless told)."""
        where = f'host={quote(self.sockets, safe="/")}&port={self.port}'
        return f'postgresql+psycopg://{quote(role, safe="")}@/{quote(database, safe="")}?{where}'

    def ensure_database(self, name: str) -> None:
        """Create a database unless it is there."""
        with self.connect('postgres') as connection:
            if connection.execute('SELECT 1 FROM pg_database WHERE datname = %s', [name]).fetchone():
                return
            connection.execute(sql.SQL('CREATE DATABASE {}').format(sql.Identifier(name)))

    @contextmanager
    def connect(self, database: str = OWNER) -> Iterator['psycopg.Connection[tuple[object, ...]]']:
        """A plain autocommit connection as the owner, for what has to happen outside a transaction."""
        with psycopg.connect(
            host=self.sockets, port=self.port, user=OWNER, dbname=database, autocommit=True, connect_timeout=10
        ) as connection:
            yield connection

    def stop(self) -> None:
        """Let go of the server; it stops if nobody else uses it. Does nothing the second time."""
        if self._users.closed:
            return
        self._users.close()
        if self._guard is not None:
            _dismiss(self._guard)


def start(
    data_dir: Path,
    *,
    for_tests: bool = False,
    programs: Programs | None = None,
    guarded: bool = True,
) -> Running:
    """Join the server on a data folder, or start it (about 1 s for a new folder, 0.1 s after that).

    for_tests trades safety for speed: data does not survive a crash of the machine. programs are the wheel's
    unless given. guarded=False leaves the server behind when this process ends: only for showing what the guard
    is good for.

    Raises: EmbeddedUnavailable, with a reason a person can act on.
    """
    programs = programs or usable(bundled())
    home = _home(data_dir, programs)
    with (home / 'start.lock').open('a') as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        users = (home / USERS_LOCK).open('a')
        guard = None
        try:
            fcntl.flock(users, fcntl.LOCK_SH)  # waits while a guard is stopping the server
            guard = _guard(home) if guarded else None
            server = _joined(home) or _launched(home, programs, for_tests=for_tests)
            current = Running(home, server.sockets, server.port, server.pid, users, guard)
            current.ensure_database(OWNER)
        except BaseException:
            users.close()
            if guard is not None:
                _dismiss(guard)
            raise
    return current


def _home(data_dir: Path, programs: Programs) -> Path:
    home = data_dir.resolve() / 'postgres'
    is_new = not home.is_dir()
    if is_new:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        programs.own(home)
    if not programs.may_write(home):
        if is_new:
            home.rmdir()  # otherwise it would be in the way of a start that may
        raise EmbeddedUnavailable(
            f'root may not run PostgreSQL here, and {home} is closed to the user nobody: start as an ordinary user, '
            'or set DATA_DIR to a folder that everybody may enter'
        )
    return home


def _guard(home: Path) -> subprocess.Popen[bytes]:
    """Start the guard before the server, so that there is no moment in which a crash would leave one behind."""
    return subprocess.Popen(  # noqa: S603 - our own program on our own folder
        [sys.executable, '-I', '-S', embedded_guard.__file__, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # neither Ctrl-C nor a closed terminal reaches it
        cwd='/',
        bufsize=0,
    )


def _dismiss(guard: subprocess.Popen[bytes]) -> None:
    assert guard.stdin is not None  # it was started with a pipe
    try:
        guard.stdin.write(GOODBYE)
        guard.stdin.close()
    except BrokenPipeError:  # somebody ended the guard; then nobody stops the server but the next user's guard
        pass
    guard.wait()


def _joined(home: Path) -> embedded_guard.PidFile | None:
    """The server that already runs here, once it lets people in."""
    if running(home / CLUSTER) is None:
        return None
    wait_until(lambda: _is_settled(home / CLUSTER), _PATIENCE_FOR_A_START)
    return running(home / CLUSTER)


def _is_settled(cluster: Path) -> bool:
    server = running(cluster)
    return server is None or server.status == 'ready'


def _launched(home: Path, programs: Programs, *, for_tests: bool) -> embedded_guard.PidFile:
    cluster, log = home / CLUSTER, home / 'server.log'
    if not cluster.is_dir():
        _create_cluster(home, programs, for_tests=for_tests)
    sockets = _sockets(home, programs)
    _forget_the_dead(cluster, sockets)
    _configure(cluster, sockets, programs, for_tests=for_tests)
    log.touch(mode=0o600)
    programs.own(log)
    said_before = log.stat().st_size
    programs.run('pg_ctl', 'start', '-W', '-s', '-D', cluster, '-l', log, cwd=cluster)
    wait_until(lambda: _is_ready_or_gave_up(cluster, log, said_before), _PATIENCE_FOR_A_START)
    server = running(cluster)
    if server is None or server.status != 'ready':
        if server is None:
            shutil.rmtree(sockets, ignore_errors=True)
        raise EmbeddedUnavailable(f'PostgreSQL did not start; its log {log} ends: {_tail(log, said_before)}')
    return server


def _is_ready_or_gave_up(cluster: Path, log: Path, said_before: int) -> bool:
    server = running(cluster)
    if server is not None:
        return server.status == 'ready'
    return 'FATAL' in _tail(log, said_before)  # alone it proves nothing: early callers are turned away with it too


def _create_cluster(home: Path, programs: Programs, *, for_tests: bool) -> None:
    """Make the database folder under another name first: half a cluster must never look like a whole one."""
    for half_made in home.glob('new-*'):
        shutil.rmtree(half_made, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix='new-', dir=home))
    programs.own(fresh)
    programs.run(
        'initdb',
        *(
            '-D',
            fresh,
            '--username',
            OWNER,
            '--auth',
            'trust',
            '--encoding',
            'UTF8',
            '--locale',
            'C',
            '--no-instructions',
        ),
        *_collation(programs),
        *(['--no-sync'] if for_tests else []),
    )
    fresh.rename(home / CLUSTER)


def _collation(programs: Programs) -> list[str]:
    # Since 17 a server brings its own UTF-8 rules, the same on every machine; before, plain byte order is portable.
    major = int(programs.run('initdb', '--version').split()[-1].split('.')[0])
    return ['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'] if major >= 17 else []


def _sockets(home: Path, programs: Programs) -> Path:
    """The folder of the server's socket: a short path, because sockets have no long ones, closed to everybody else."""
    name = f'daybook-{programs.uid}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:8]}'
    folder = Path(tempfile.gettempdir()) / name
    if len(str(folder / '.s.PGSQL.5432')) > _LONGEST_SOCKET_PATH:
        folder = Path('/tmp') / name  # noqa: S108 - the owner and mode are checked below
    try:
        folder.mkdir(mode=0o700)
        programs.own(folder)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != programs.uid or found.st_mode & 0o077:
            raise EmbeddedUnavailable(f'{folder} is not ours alone; remove it') from None
    return folder


def _forget_the_dead(cluster: Path, sockets: Path) -> None:
    """Clear what a killed server left, which could pass for a living one once its process number is given out again.

    The pid file stays: PostgreSQL finds in it the old server's shared memory and makes sure that nobody still uses it.
    """
    for leftover in sockets.glob('.s.PGSQL.*'):
        leftover.unlink()
    stale = cluster / 'postmaster.pid'
    if stale.exists():
        _, _, rest = stale.read_text().partition('\n')
        stale.write_text(f'{_NO_PROCESS}\n{rest}')


def _configure(cluster: Path, sockets: Path, programs: Programs, *, for_tests: bool) -> None:
    settings = {**(_SETTINGS_FOR_TESTS if for_tests else _SETTINGS), 'unix_socket_directories': str(sockets)}
    lines = [f"{name} = '{_escaped(word)}'" for name, word in settings.items()]
    whole = cluster / 'postgresql.conf'
    whole.write_text('\n'.join(['# Written at each start by app/embedded.py', *lines, '']))
    programs.own(whole)


def _escaped(word: str) -> str:
    return word.replace('\\', '\\\\').replace("'", "''")


def _tail(log: Path, since: int) -> str:
    with log.open('rb') as file:
        file.seek(since)
        return file.read()[-2000:].decode(errors='replace').strip()
