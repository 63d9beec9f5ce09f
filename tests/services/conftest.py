"""What tests of the service layer may ask for as well."""

from __future__ import annotations

import pytest

from tests import servers
from tests.statements import counted_statements

__all__ = ['counted_statements']


@pytest.fixture(scope='session')
def database_url(postgres) -> str:
    """A migrated database that belongs to this worker."""
    return servers.clone(postgres, servers.template_database(postgres, servers.migrate))
