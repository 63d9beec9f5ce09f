"""Finds a browser for the journeys: one that has really shown a page here, not one that merely lies about.

`python -m tests.browser` prints its path, or says in one line what to do and fails. The answer is kept in `.cache/`.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / '.cache' / 'browser.json'

FLAGS = [
    *(['--no-sandbox'] if os.geteuid() == 0 else []),
    '--disable-gpu',
    '--disable-dev-shm-usage',
    # A machine without a network would wait for each of these.
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--disable-quic',
]

_HEADLESS = 'chromium-headless-shell'  # the same engine without windows: the journeys are two thirds of the work
_NAMES = [_HEADLESS, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
_ON_A_MAC = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
_PATIENCE_FOR_A_PAGE = 60
_PATIENCE_FOR_A_DOWNLOAD = 300


def found() -> Path | None:
    """The browser to use: the kept answer while it holds, else the first candidate that shows a page."""
    if kept := _kept():
        return kept
    for candidate in _candidates():
        if shows_a_page(candidate):
            _keep(candidate)
            return candidate
    return None


def shows_a_page(browser: Path) -> bool:
    """Whether a browser starts here without a screen and draws."""
    with tempfile.TemporaryDirectory(prefix='daybook-browser-', ignore_cleanup_errors=True) as profile:
        page = 'data:text/html,<p id=day>book</p>'
        words = [browser, '--headless', *FLAGS, f'--user-data-dir={profile}', '--dump-dom', page]
        said = _said(words, patience=_PATIENCE_FOR_A_PAGE)
    return '<p id="day">book</p>' in said


def _candidates() -> Iterator[Path]:
    """Every place a browser may be, nearest first; what has to be fetched is fetched only when its turn comes."""
    if named := os.environ.get('BROWSER_BIN'):
        yield Path(shutil.which(named) or named)
        return  # who names a browser wants no other
    if _may_install() and not _is_ubuntu() and not shutil.which(_HEADLESS):
        _say(f'installing {_HEADLESS} by apt')
        _install_by_apt(_HEADLESS, 'fonts-dejavu-core')
    yield from _installed()
    yield from _playwrights_own()
    _say('no browser here, asking Playwright for one')
    _said(
        [sys.executable, '-m', 'playwright', 'install', 'chromium'],
        patience=_PATIENCE_FOR_A_DOWNLOAD,
        PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT='10000',
    )
    yield from _playwrights_own()
    if _may_install():
        _say('installing what it lacks by apt')
        if _is_ubuntu():  # its chromium is a snap, which containers cannot run; Playwright's own lacks only libraries
            _said([sys.executable, '-m', 'playwright', 'install-deps', 'chromium'], patience=_PATIENCE_FOR_A_DOWNLOAD)
        else:
            _install_by_apt('chromium', 'fonts-dejavu-core')
        yield from _installed()
        yield from _playwrights_own()


def _may_install() -> bool:
    """As in the containers where a suite runs; on people's own machines nobody is root."""
    return os.geteuid() == 0 and shutil.which('apt-get') is not None


def _is_ubuntu() -> bool:
    return 'ID=ubuntu' in Path('/etc/os-release').read_text()


def _installed() -> Iterator[Path]:
    for name in [*_NAMES, *_ON_A_MAC]:
        if path := shutil.which(name):
            yield Path(path)


def _playwrights_own() -> Iterator[Path]:
    ask = 'from playwright.sync_api import sync_playwright as p\nwith p() as it: print(it.chromium.executable_path)'
    path = Path(_said([sys.executable, '-c', ask], patience=30).strip() or '/nowhere')
    if path.is_file():
        yield path


def _install_by_apt(*packages: str) -> None:
    for words in (['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', *packages]):
        _said(['apt-get', *words], patience=_PATIENCE_FOR_A_DOWNLOAD, DEBIAN_FRONTEND='noninteractive')


def _said(words: list[str | Path], *, patience: float, **environment: str) -> str:
    """What a program printed; nothing if it failed, hung or is not there."""
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | environment,
            start_new_session=True,
        )
    except OSError:
        return ''
    try:
        said, _ = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # with its children: browsers and installers have many
        process.wait()
        return ''
    return said.decode(errors='replace') if process.returncode == 0 else ''


def _say(words: str) -> None:
    print(f'browser: {words}', file=sys.stderr)


def _kept() -> Path | None:
    try:
        kept = json.loads(KEPT.read_text())
        path = Path(kept['path'])
        holds = kept['changed'] == path.stat().st_mtime_ns and kept['named'] == os.environ.get('BROWSER_BIN')
    except (OSError, ValueError, KeyError):
        return None
    return path if holds else None


def _keep(browser: Path) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    answer = {'path': str(browser), 'changed': browser.stat().st_mtime_ns, 'named': os.environ.get('BROWSER_BIN')}
    KEPT.write_text(json.dumps(answer))


if __name__ == '__main__':
    if browser := found():
        print(browser)
    elif named := os.environ.get('BROWSER_BIN'):
        sys.exit(f'browser: BROWSER_BIN={named} shows no page; unset it or name a Chromium or Chrome that does')
    else:
        sys.exit('browser: none found. Install Chromium or Chrome (Debian: apt install chromium), or set BROWSER_BIN')
