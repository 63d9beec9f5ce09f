"""The one who turns off the light: stops an embedded PostgreSQL when its last user is gone.

Runs as a program of its own (`python -I -S embedded_guard.py <home>`), one per process that uses the server, and
blocks on a pipe whose other end that process holds. The kernel closes the pipe however the process ends, `kill -9`
included. Only the standard library is imported here, so that a guard is small and starts before its charge can get
into trouble.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# Where things lie in the server's home; `app.embedded` reads these names too.
USERS_LOCK = 'users.lock'
CLUSTER = 'cluster'

# What a process sends before it leaves in good order: its lock is already released, so one try is enough.
GOODBYE = b'.'

_PATIENCE_AFTER_A_CRASH = 2.0  # the pipe may close a moment before the lock does, and a server may be starting
_PATIENCE_FOR_A_STOP = 20.0
_PATIENCE_FOR_A_HARD_STOP = 5.0


@dataclass(frozen=True, slots=True)
class PidFile:
    """What a server says of itself in `postmaster.pid`."""

    pid: int
    port: int
    sockets: str
    status: str


def pid_file(cluster: Path) -> PidFile | None:
    """Read the server's pid file; None while there is none or it is half written."""
    try:
        lines = (cluster / 'postmaster.pid').read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    lines += [''] * 8
    port = int(lines[3]) if lines[3].strip().isdigit() else 0
    return PidFile(pid=int(lines[0]), port=port, sockets=lines[4].strip(), status=lines[7].strip())


def running(cluster: Path) -> PidFile | None:
    """The server that really runs on this folder: a pid alone proves nothing, numbers are given out again."""
    found = pid_file(cluster)
    return found if found and _works_in(found.pid, cluster) else None


def stop(cluster: Path) -> None:
    """Stop the server on this folder and wait until it is gone: gently first, then at once."""
    for sign, patience in ((signal.SIGINT, _PATIENCE_FOR_A_STOP), (signal.SIGQUIT, _PATIENCE_FOR_A_HARD_STOP)):
        server = running(cluster)
        if server is None:
            return
        try:
            os.kill(server.pid, sign)
        except ProcessLookupError:
            return
        # The pid file is the last thing a server removes; its process may linger as a zombie when its parent is busy.
        if wait_until(lambda: pid_file(cluster) is None, patience):
            with suppress(OSError):
                Path(server.sockets).rmdir()  # its folder in the temporary folder is empty now; one that is not stays
            return


def wait_until(happened: Callable[[], bool], patience: float) -> bool:
    """Look often until something has happened; False when patience (seconds) runs out first."""
    deadline = time.monotonic() + patience
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _works_in(pid: int, cluster: Path) -> bool:
    """Whether a living process is a PostgreSQL server on this folder."""
    try:
        if sys.platform == 'linux':
            return Path(f'/proc/{pid}/cwd').samefile(cluster) and _program(pid) == 'postgres'
        ask = ['/bin/ps', '-ww', '-p', str(pid), '-o', 'command=']
        told = subprocess.run(ask, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words, a number
    except OSError:
        return False
    return 'postgres' in told.stdout and str(cluster) in told.stdout


def _program(pid: int) -> str:
    # Not /proc/<pid>/exe: it may not be read where the server runs under another user.
    return Path(f'/proc/{pid}/comm').read_text().strip()


@contextmanager
def _alone(home: Path, patience: float) -> Iterator[bool]:
    """Hold the users' lock alone, which nobody can while another process uses the server."""
    with (home / USERS_LOCK).open('a') as lock:
        yield wait_until(lambda: _taken(lock.fileno()), patience)


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def main(home: Path) -> None:
    """Wait for the end of the process that started this one; if it was the last user, stop the server."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # A service manager ends a whole group at once; the guard's work comes after.
        signal.signal(sign, signal.SIG_IGN)
    in_order = os.read(sys.stdin.fileno(), 1) == GOODBYE
    with _alone(home, 0 if in_order else _PATIENCE_AFTER_A_CRASH) as was_last:
        if not was_last:
            return
        if not in_order:
            # The process may have died between launching the server and the server's first line in its pid file.
            wait_until(lambda: running(home / CLUSTER) is not None, 0.5)
        stop(home / CLUSTER)


if __name__ == '__main__':
    main(Path(sys.argv[1]))
