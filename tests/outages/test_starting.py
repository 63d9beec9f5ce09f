"""Starting, stopping, being killed, and starting before what it needs is there: `main.py` as a real process."""

import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from app import embedded, settings
from app.embedded_guard import running as server_of
from app.embedded_guard import stop
from tests.outages.product import ROOT, environment, free_port, is_alive, running, until
from tests.pages.doors import Browser, House


@pytest.fixture
def folder():
    made = Path(tempfile.mkdtemp(prefix='daybook-starting-'))  # not tmp_path: nobody may not enter that
    made.chmod(0o755)
    yield made
    stop(made / 'postgres' / 'cluster')
    shutil.rmtree(made)


def server(folder):
    return server_of(folder / 'postgres' / 'cluster')


def addresses_of_this_machine():
    """What `localhost` may mean to a browser: by IPv6 too, where there is any."""
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(('::1', 0))
        except OSError:
            return ['localhost', '127.0.0.1']
    return ['localhost', '127.0.0.1', '::1']


def reached_at(address, port):
    line = HTTPConnection(address, port, timeout=20)
    line.request('GET', '/healthz/live')
    return line.getresponse().status


def asked(folder, question):
    """A question to the embedded database beside the product."""
    there = server(folder)
    with psycopg.connect(host=there.sockets, port=there.port, user='daybook', dbname='daybook') as line:
        return line.execute(question).fetchone()[0]


def test_it_serves_soon_stops_whole_and_when_killed_leaves_no_server_and_loses_nothing(folder):
    with running(folder) as product:
        first = product.answers('/healthz/ready')
        began, pid = asked(folder, 'select count(*) from appointments'), server(folder).pid
        stopped = product.ended()
        assert until(lambda: not is_alive(pid), 5)
        assert 'Traceback' not in product.said()
        assert product.said().splitlines()[-1] == f'Daybook: http://localhost:{product.port}', 'below everything else'

    with running(folder) as product:
        page = product.answers('/sign-in')
        assert {reached_at(address, product.port) for address in addresses_of_this_machine()} == {200}
        ready = page + product.answers('/healthz/ready')
        assert asked(folder, 'select count(*) from appointments') == began > 0
        pid = server(folder).pid
        product.process.send_signal(signal.SIGKILL)
        assert until(lambda: not is_alive(pid), 10), 'PostgreSQL is still there'

    with running(folder) as product:
        again = product.answers('/healthz/ready')
        assert asked(folder, 'select count(*) from appointments') == began
        assert asked(folder, 'select count(*) from tenants') == 2
        product.ended()
    print(f'\nfirst start with the demo: ready after {first:.1f} s; stopped in {stopped:.1f} s; second start: '
          f'page after {page:.1f} s, ready after {ready:.1f} s; after a kill ready after {again:.1f} s')


@pytest.fixture
def absent(folder):
    """The address of a server that will come later, and how it comes."""
    known = embedded.start(folder / 'later', for_tests=True)
    address = known.url().replace('+psycopg', '')
    known.stop()
    started = []
    yield address, lambda: started.append(embedded.start(folder / 'later', for_tests=True))
    for one in started:
        one.stop()


def test_before_its_database_it_is_alive_and_not_ready_and_heals_when_it_comes(folder, absent):
    address, come = absent
    """Redis is not there either, and that is no more than a degradation."""
    away = f'redis://127.0.0.1:{free_port()}/0'
    with running(folder, DATABASE_URL=address, REDIS_URL=away, DEMO='no') as product:
        alive = product.answers('/healthz/live')
        product.answers('/healthz/ready', 503)
        assert product.readiness() == {
            'status': 'unavailable', 'parts': {'database': 'down', 'schema': 'waiting', 'redis': 'down'}}
        come()
        healed = product.answers('/healthz/ready')
        print(f'\nwithout a database: live after {alive:.1f} s; ready {healed:.1f} s after it came')
        assert product.readiness() == {'status': 'degraded', 'parts': {'database': 'up', 'redis': 'down'}}
        assert problems_of_wrong_passwords(product, 12) == ['wrong'] * 10 + ['many'] * 2, 'S-05: half of twenty'
        product.ended()


def problems_of_wrong_passwords(product, tries):
    """What is said to each of so many wrong sign-ins from one place, each at an address of its own."""
    browser = Browser(House(f'http://127.0.0.1:{product.port}', '', product.log, product.process))
    token = browser.csrf()
    answers = [browser.post('/auth/sign-in', csrf=token, email=f'{number}@acme.example', password='wrong')
               for number in range(tries)]
    return [parse_qs(urlsplit(each.headers['location']).query)['problem'][0] for each in answers]


def test_a_database_that_swallows_everything_does_not_keep_it_from_ending(folder):
    with socket.create_server(('127.0.0.1', 0)) as swallowing:
        address = f'postgresql://daybook@127.0.0.1:{swallowing.getsockname()[1]}/daybook'
        with running(folder, DATABASE_URL=address) as product:
            product.answers('/healthz/live')
            product.answers('/healthz/ready', 503)
            time.sleep(1)
            print(f'\nwith a database that swallows everything: ended in {product.ended():.1f} s')


@pytest.mark.parametrize(('name', 'value'), [
    ('PORT', 'abc'), ('PORT', '70000'), ('DATABASE_URL', 'mysql://here/there'), ('DATABASE_URL', 'nonsense'),
    ('SECRET', 'short'), ('REDIS_URL', 'http://here'), ('POOL_SIZE', '0'), ('PUBLIC_URL', 'book.example.org'),
    ('LOG_FORMAT', 'xml'), ('SMTP_URL', 'mail.example.org'), ('MAIL_FROM', 'Daybook'), ('INSIDE_HOSTS', '10.0.0.1'),
    ('ARGON2_MEMORY', '18'), ('ARGON2_PASSES', '1')])
def test_a_wrong_setting_is_one_line_that_names_it(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(settings.WrongSetting) as ended:
        settings.load()

    line = str(ended.value)
    assert line.startswith(f'{name}: ')
    assert '\n' not in line
    assert value not in line or name != 'SECRET'


def test_with_a_wrong_setting_the_process_says_so_and_starts_nothing(folder):
    ended = subprocess.run([sys.executable, 'main.py'], cwd=ROOT, env=environment(DATA_DIR=folder, PORT='abc'),
                           capture_output=True, text=True, timeout=120)

    assert (ended.returncode, ended.stdout) == (1, '')
    assert ended.stderr.startswith('PORT: ')
    assert len(ended.stderr.splitlines()) == 1
    assert server(folder) is None
