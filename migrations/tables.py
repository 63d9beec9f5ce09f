"""Imports every table, so that the metadata is whole."""

from importlib import import_module
from pathlib import Path

SERVICES = Path(__file__).parent.parent / 'services'


def every_model() -> None:
    """Load each capability's `models.py` and the ground's own tables."""
    for path in sorted(SERVICES.glob('*/models.py')):
        import_module(f'services.{path.parent.name}.models')
    for name in ('journal', 'idempotency'):
        import_module(f'app.{name}')
