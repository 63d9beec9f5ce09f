"""Typed settings, the only reader of the environment. `.env.example` lists them."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from email.utils import getaddresses
from functools import cached_property
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEFAULT_PORTS = {'http': 80, 'https': 443}
LAST_PORT = 65_535
EVERYWHERE = ('', '0.0.0.0', '::')  # nosec B104  # noqa: S104 - nobody is reached there
SHORTEST_SECRET = 32  # characters
_LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
_HOST = re.compile(rf'(?:{_LABEL}\.)*(?=[a-z]){_LABEL}')  # whose end is a word, so that it is no address
_INSIDE = re.compile(rf'(?P<host>{_HOST.pattern})(?::(?P<port>[1-9][0-9]{{0,4}}))?')
_ADDRESS = re.compile(r'[^\s@<>]+@[A-Za-z0-9.-]+')


class WrongSetting(SystemExit):
    """One line that names the variable, and a non-zero exit."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file='.env', env_file_encoding='utf-8', extra='ignore', frozen=True)

    database_url: str | None = Field(None, description='PostgreSQL to use; empty starts the embedded one')
    redis_url: str | None = Field(None, description='Redis or Valkey to share with other processes; empty needs none')
    data_dir: Path = Field(Path('data'), description='where the embedded database and generated secrets live')
    host: str = Field('localhost', description='address to listen on; localhost is IPv4 and IPv6')
    port: int = Field(8080, ge=0, le=65535, description='port to listen on; 0 takes a free one')
    public_url: str | None = Field(None, description='how browsers reach us, e.g. https://book.example.org')
    secret: str | None = Field(None, description='32 characters or more, signs cookies; empty: generated in DATA_DIR')
    app_key: str | None = Field(
        None, description='32 bytes or more, seals what we keep for people; empty: generated in DATA_DIR')
    app_key_before: str | None = Field(
        None, description='the key before this one, it still reads: seals are made anew each day, backup codes by hand')
    demo: bool = Field(True, description='load the demo tenants when the database is empty')
    pool_size: int = Field(20, ge=2, le=200, description='database connections of this process')
    log_format: str = Field('console', pattern='^(console|json)$', description='console or json')
    log_level: str = Field('INFO', pattern='^(DEBUG|INFO|WARNING|ERROR)$', description='DEBUG, INFO, WARNING or ERROR')
    trusted_proxies: int = Field(0, ge=0, le=5, description='how many proxies in front of us add X-Forwarded-For')
    geoip_file: Path | None = Field(
        None, description='table of networks in order: network,latitude,longitude (CSV); empty: nobody is far away')
    inside_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description='hosts on our own network that may sign people in over https, such as login.acme.internal or '
        'login.acme.internal:8443 where the port is not 443; separated by commas')
    argon2_memory: int = Field(
        64, ge=19, le=1024, description='MiB that hashing a password takes; less where memory is scarce')
    argon2_passes: int = Field(3, ge=2, le=20, description='passes over that memory; each takes as long again')
    smtp_url: str | None = Field(
        None, description='mail server, smtp://user:word@host:port or smtps://; empty: the console')
    mail_from: str = Field('Daybook <daybook@localhost>', description='whom our mail comes from')
    mail_a_minute: int = Field(
        600, ge=1, le=1_000_000, description='letters of one business handed to the mail server in a minute, at most')

    @field_validator('database_url', 'redis_url', 'public_url', 'secret', 'app_key', 'app_key_before', 'geoip_file',
                     'smtp_url', mode='before')
    @classmethod
    def empty_is_unset(cls, value: str | None) -> str | None:
        return value or None

    @field_validator('database_url')
    @classmethod
    def names_postgresql(cls, value: str | None) -> str | None:
        if value is None:
            return None
        scheme, separator, rest = value.partition('://')
        if not separator or scheme not in ('postgres', 'postgresql', 'postgresql+psycopg'):
            raise ValueError('must start with postgresql://')
        return f'postgresql+psycopg://{rest}'

    @field_validator('redis_url')
    @classmethod
    def names_redis(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in ('redis', 'rediss', 'unix'):
            raise ValueError('must start with redis://, rediss:// or unix://')
        return value

    @field_validator('public_url')
    @classmethod
    def names_an_origin(cls, value: str | None) -> str | None:
        """Spelled as browsers spell an origin, because it is compared with theirs."""
        if value is None:
            return None
        parts = urlsplit(value)
        is_more = parts.path not in ('', '/') or parts.query or parts.fragment or '@' in parts.netloc
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname or is_more:
            raise ValueError('must be an origin such as https://book.example.org')
        host = f'[{parts.hostname}]' if ':' in parts.hostname else parts.hostname
        is_default = parts.port in (None, DEFAULT_PORTS[parts.scheme])
        return f'{parts.scheme}://{host}' if is_default else f'{parts.scheme}://{host}:{parts.port}'

    @field_validator('secret')
    @classmethod
    def is_long(cls, value: str | None) -> str | None:
        if value is not None and len(value) < SHORTEST_SECRET:
            raise ValueError(f'must have at least {SHORTEST_SECRET} characters')
        return value

    @field_validator('app_key', 'app_key_before')
    @classmethod
    def is_strong(cls, value: str | None) -> str | None:
        if value is not None and len(value.encode()) < SHORTEST_SECRET:
            raise ValueError(f'must have at least {SHORTEST_SECRET} bytes')
        return value

    @field_validator('inside_hosts', mode='before')
    @classmethod
    def names_hosts(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        """Exactly these, each with the one port it is asked at: no number, no pattern."""
        listed = value.split(',') if isinstance(value, str) else value
        found = [_INSIDE.fullmatch(each.strip().lower()) for each in listed if each.strip()]
        hosts = [(each['host'], int(each['port'] or DEFAULT_PORTS['https'])) for each in found if each]
        if len(hosts) < len(found) or any(port > LAST_PORT for _, port in hosts):
            raise ValueError('must be hosts such as login.acme.internal or login.acme.internal:8443, '
                             'separated by commas')
        return tuple(f'{host}:{port}' for host, port in hosts)

    @field_validator('smtp_url')
    @classmethod
    def names_a_mail_server(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        is_more = parts.path not in ('', '/') or parts.query or parts.fragment
        if parts.scheme not in ('smtp', 'smtps') or not parts.hostname or is_more or parts.port == 0:
            raise ValueError('must be a mail server such as smtps://user:word@mail.example.org:465')
        return value

    @field_validator('mail_from')
    @classmethod
    def names_one_sender(cls, value: str) -> str:
        """Exactly one address, with or without a name, and nothing that could become another header."""
        found = getaddresses([value])
        if not value.isprintable() or len(found) != 1 or not _ADDRESS.fullmatch(found[0][1]):
            raise ValueError('must be one address such as Daybook <daybook@example.org>')
        return value

    @property
    def origin(self) -> str:
        """Where links in mail lead: how browsers reach us, or where we listen when nobody said. A name where there is
        one: passkeys belong to names.
        """
        host = 'localhost' if self.host in EVERYWHERE else f'[{self.host}]' if ':' in self.host else self.host
        return self.public_url or f'http://{host}:{self.port}'

    @property
    def is_https(self) -> bool:
        return (self.public_url or '').startswith('https://')

    @cached_property
    def signing_secret(self) -> str:
        """The given secret, or one generated once and kept in the data folder, readable by its owner alone.

        Raises WrongSetting: what is kept there is too short to be one.
        """
        return self.secret or _kept(self.data_dir / 'secret')

    @cached_property
    def sealing_keys(self) -> tuple[str, ...]:
        """The key that seals, given or generated like the secret; after it the one before, if there was one.

        Raises WrongSetting.
        """
        key = self.app_key or _kept(self.data_dir / 'app-key')
        return (key,) if self.app_key_before is None else (key, self.app_key_before)


def _kept(path: Path) -> str:
    """What stands in a file, made when there is none. Raises WrongSetting when it is too short."""
    if not path.exists():
        _keep(path, secrets.token_urlsafe(48))
    kept = path.read_text(errors='replace').strip()
    if len(kept) < SHORTEST_SECRET:
        raise WrongSetting(f'{path}: must have at least {SHORTEST_SECRET} characters; remove it for a new one')
    return kept


def _keep(path: Path, secret: str) -> None:
    """Write it whole or not at all, also when the machine stops half-way; of two processes the first one counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix='.secret-')  # readable by its owner alone
    try:
        with os.fdopen(handle, 'w') as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return
        except OSError:  # a disk without hard links
            os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def load() -> Settings:
    """Read and validate the environment. Raises WrongSetting: one line naming the first wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first['loc'][0]).upper() if first['loc'] else 'settings'
        raise WrongSetting(f'{name}: {first["msg"].removeprefix("Value error, ")}') from None
