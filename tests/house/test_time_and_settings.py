"""Only the clock reads the time, only the settings read the environment, and `.env.example` lists them all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from app.settings import Settings
from tests.house.sources import ROOT, Source, product, sample

TIME = re.compile(r'\b(?:datetime|date|dt)\.(?:now|utcnow|today)$|^time\.(?:time|time_ns|localtime|gmtime)$'
                  r'|^datetime\.(?:datetime|date)\.(?:now|utcnow|today)$')
READS_TIME = {
    'app/clock.py': 'the one reader',
    'app/model.py': 'ids sort by when they were made; nothing reads the time back out of them',
}
# What only measures how long something takes, or waits, never what time it is.
MEASURES = {
    'app/operation.py': 'how long an entry point takes',
    'app/embedded_guard.py': 'how long to wait for the server',
    'pages/_gate.py': 'how full the bucket of a socket is',
    'services/templates/language.py': 'how long a letter may take',
}
STOPWATCH = re.compile(r'^(?:time\.)?(?:monotonic|perf_counter|process_time)(?:_ns)?$')
ENVIRONMENT = re.compile(r'^(?:os\.)?(?:environ|environb|getenv|getenvb|putenv|setenv)\b')
READS_ENVIRONMENT = {
    'app/settings.py': 'the one reader',
    'main.py': 'whether it is started inside a simulated browser of the tests',
}
# Hands the environment on to the programs it starts, and reads nothing from it.
PASSES_ENVIRONMENT_ON = {'app/embedded_programs.py'}
EXAMPLE = ROOT / '.env.example'
SECRETS = ('SECRET', 'PASSWORD', 'TOKEN', 'KEY')


def test_only_the_clock_reads_the_time():
    assert [said for source in product() if source.path not in READS_TIME for said in calls(source, TIME)] == []


def test_what_measures_is_known():
    assert {source.path for source in product() if list(calls(source, STOPWATCH))} <= set(MEASURES)


def test_only_the_settings_read_the_environment():
    known = READS_ENVIRONMENT.keys() | PASSES_ENVIRONMENT_ON
    assert [said for source in product() if source.path not in known for said in reads_environment(source)] == []


@pytest.mark.parametrize('line', [
    'datetime.now(UTC)', 'datetime.datetime.utcnow()', 'date.today()', 'time.time()', 'from time import time',
    'x = datetime.now',
])
def test_a_second_clock_is_seen(line):
    assert list(calls(sample(line), TIME))


@pytest.mark.parametrize('line', [
    'os.environ["X"]', 'os.getenv("X")', 'from os import environ', 'from os import getenv as g',
])
def test_a_second_reader_of_the_environment_is_seen(line):
    assert list(reads_environment(sample(line)))


def test_the_stopwatch_is_no_clock():
    assert not list(calls(sample('time.monotonic(); clock.now(); ctx.now'), TIME))
    assert list(calls(sample('time.monotonic()'), STOPWATCH))


def test_the_example_lists_every_setting_in_its_order_and_no_other():
    listed = re.findall(r'^#?\s?([A-Z][A-Z0-9_]+)=', EXAMPLE.read_text(), flags=re.MULTILINE)
    assert listed == [name.upper() for name in Settings.model_fields]


def test_the_example_says_what_each_setting_is_for():
    text = EXAMPLE.read_text()
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description in text, name


def test_the_example_keeps_no_secret():
    assert secrets_told(EXAMPLE.read_text()) == []
    assert secrets_told('SECRET=abc\n#API_KEY=x\nSECRET=\n') == ['SECRET', 'API_KEY']
    assert secrets_told('DATABASE_URL=postgresql://daybook:open@host/d') == ['DATABASE_URL']


def secrets_told(text: str) -> list[str]:
    """Names that are given something only the installation should know."""
    told = re.findall(r'^#?\s?([A-Z][A-Z0-9_]+)=(\S+)', text, flags=re.MULTILINE)
    return [name for name, value in told
            if any(word in name for word in SECRETS) or re.search(r'://[^/\s]*:[^/\s]*@', value)]


def calls(source: Source, wanted: re.Pattern[str]) -> Iterator[str]:
    """Where a name that reads the time is mentioned, called or not."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and wanted.search(ast.unparse(node)):
            yield f'{source.at(node.lineno)} {ast.unparse(node)}'
    for line, module, name in source.imports():
        if module in ('time', 'datetime') and wanted.search(f'{module}.{name}'):
            yield f'{source.at(line)} {module}.{name}'


def reads_environment(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and ENVIRONMENT.search(ast.unparse(node)):
            yield f'{source.at(node.lineno)} {ast.unparse(node)}'
    yield from (f'{source.at(line)} os.{name}' for line, module, name in source.imports()
                if module == 'os' and ENVIRONMENT.search(name))
