"""The product as people run it: `main.py` in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ('DATABASE_URL', 'REDIS_URL', 'DATA_DIR', 'HOST', 'PORT', 'PUBLIC_URL', 'SECRET', 'DEMO', 'POOL_SIZE',
        'ARGON2_MEMORY', 'ARGON2_PASSES',
        'LOG_FORMAT', 'LOG_LEVEL', 'TRUSTED_PROXIES', 'INSIDE_HOSTS', 'SMTP_URL', 'MAIL_FROM',
        'NICEGUI_USER_SIMULATION', 'PYTEST_CURRENT_TEST')


@dataclass
class Product:
    """One process, and where it answers."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; 0 while nobody answers."""
        try:
            with urllib.request.urlopen(f'http://127.0.0.1:{self.port}{path}', timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ''

    def answers(self, path: str, status: int = 200, *, within: float = 60) -> float:
        """Wait for this status; how many seconds it took."""
        started = time.monotonic()
        while self.get(path)[0] != status:
            assert self.process.poll() is None, f'it ended: {self.said()}'
            assert time.monotonic() - started < within, f'{path}: {self.get(path)}; it said: {self.said()}'
            time.sleep(0.05)
        return time.monotonic() - started

    def readiness(self) -> dict[str, object]:
        return json.loads(self.get('/healthz/ready')[1])

    def said(self) -> str:
        return self.log.read_text()[-3000:]

    def ended(self, sent: signal.Signals = signal.SIGTERM, *, within: float = 10) -> float:
        """Ask it to end; how many seconds that took."""
        started = time.monotonic()
        self.process.send_signal(sent)
        self.process.wait(timeout=within)
        return time.monotonic() - started


@contextmanager
def running(folder: Path, *, program: tuple[str, ...] = ('main.py',), **settings: object) -> Iterator[Product]:
    """Start it with these settings and no others; it is gone at the end of the block, one way or the other."""
    port, log = free_port(), folder / f'log-{time.monotonic_ns()}'
    with log.open('w') as out:
        process = subprocess.Popen(
            [sys.executable, *program], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, text=True,
            env=environment(DATA_DIR=folder, PORT=port, **settings))
    try:
        yield Product(process, port, log)
    finally:
        process.kill()
        process.wait()


def environment(**settings: object) -> dict[str, str]:
    """Ours, without settings that happen to be set, with these."""
    return {name: value for name, value in os.environ.items() if name not in OURS} | {
        name: str(value) for name, value in settings.items()}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return int(probe.getsockname()[1])


def is_alive(pid: int) -> bool:
    try:
        return ') Z ' not in Path(f'/proc/{pid}/stat').read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def until(condition: Callable[[], object], within: float) -> bool:
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
