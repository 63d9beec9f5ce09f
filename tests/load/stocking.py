"""A database of its own, stocked with W(n, d): the server keeps every promise of durability, nothing else is on it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

import psycopg

import migrations
from app import embedded
from tests.load.workload import FIRST_DAY, Workload, workload

TENANT, LOCATION = UUID(int=7), UUID(int=10**9)
MORNING = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)


@dataclass(frozen=True)
class Stock:
    """Where the stocked database is, and what is in it."""

    url: str
    load: Workload


@cache
def server() -> embedded.Running:
    """One for the whole run, gone with it."""
    home = Path(tempfile.mkdtemp(prefix='daybook-bench-'))
    running = embedded.start(home)

    def clear_away() -> None:
        running.stop()
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(clear_away)
    return running


@cache
def stocked(size: tuple[int, int]) -> Stock:
    """A migrated database with the tenant, its calendars with their rules, and all claims of W(size)."""
    name = f'w_{size[0]}_{size[1]}'
    server().ensure_database(name)
    url = server().url(name)
    migrations.upgrade(url)
    load = workload(*size)
    with psycopg.connect(url.replace('+psycopg', '')) as connection:
        connection.execute("select set_config('app.tenant_id', %s, false)", [str(TENANT)])
        _tenant(connection)
        _calendars(connection, load)
        _claims(connection, load)
    with psycopg.connect(url.replace('+psycopg', ''), autocommit=True) as connection:
        connection.execute('vacuum analyze')
    return Stock(url, load)


def _tenant(connection: psycopg.Connection) -> None:
    connection.execute(
        "insert into tenants (id, slug, name, zone, created_at) values (%s, 'bench', 'Bench', 'UTC', %s)",
        [TENANT, MORNING])
    connection.execute(
        "insert into locations (tenant_id, id, name, name_key, zone) values (%s, %s, 'Here', 'here', 'UTC')",
        [TENANT, LOCATION])


def _calendars(connection: psycopg.Connection, load: Workload) -> None:
    with connection.cursor() as cursor:
        with cursor.copy('copy calendars (tenant_id, id, name, name_key, location_id, zone) from stdin') as copy:
            for entry in load.entries:
                copy.write_row((TENANT, entry.id, entry.name, entry.name.casefold(), LOCATION, entry.zone))
        number = 0
        hours = 'copy availability_slots (tenant_id, id, calendar_id, weekday, opens, closes) from stdin'
        with cursor.copy(hours) as copy:
            for entry in load.entries:
                for slot in entry.weekly:
                    number += 1
                    copy.write_row((TENANT, UUID(int=number), entry.id, slot.weekday, slot.opens, slot.closes))
        with cursor.copy('copy exceptions (tenant_id, id, calendar_id, kind, starts, ends) from stdin') as copy:
            for entry in load.entries:
                for rule in entry.exceptions:
                    number += 1
                    copy.write_row((TENANT, UUID(int=number), entry.id, rule.kind.value, rule.starts, rule.ends))


def _claims(connection: psycopg.Connection, load: Workload) -> None:
    with connection.cursor() as cursor:
        with cursor.copy('copy resources (tenant_id, id, version) from stdin') as copy:
            for entry in load.entries:
                copy.write_row((TENANT, entry.id, 1))
        columns = ('tenant_id, id, resource_id, starts_at, ends_at, core_starts_at, core_ends_at, '
                   'holder_kind, holder_id')
        with cursor.copy(f'copy claims ({columns}) from stdin') as copy:
            for number, (column, span) in enumerate(zip(load.claims.plain_of.tolist(), load.claims.plain.tolist(),
                                                        strict=True)):
                starts, ends = (datetime.fromtimestamp(edge, UTC) for edge in span)
                id_ = UUID(int=10**12 + number)
                copy.write_row((TENANT, id_, load.entries[column].id, starts, ends, starts, ends, 'appointment', id_))
