"""What tests of the house may ask for as well."""

from __future__ import annotations

import pytest

from tests import servers


@pytest.fixture(scope='session')
def database_url(postgres) -> str:
    """A migrated database that belongs to this worker."""
    return servers.clone(postgres, servers.template_database(postgres, servers.migrate))
