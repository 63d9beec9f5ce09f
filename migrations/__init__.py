"""The schema's history. `upgrade(url)` brings a database to the newest, `downgrade(url)` to the empty one."""

from pathlib import Path

from alembic import command
from alembic.config import Config


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option('script_location', str(Path(__file__).parent))
    config.attributes['url'] = url
    return config


def upgrade(url: str, revision: str = 'head') -> None:
    """Migrate up. Several processes may call it at once: one does the work, the others wait."""
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str = 'base') -> None:
    """Migrate down, data and all."""
    command.downgrade(_config(url), revision)


def current(url: str) -> None:
    """Print where the database stands."""
    command.current(_config(url))
