"""Clients: who a booking is for."""

from services.clients.changing import change, create, retire
from services.clients.errors import ClientNotFound
from services.clients.finding import find_or_create, possible_duplicates
from services.clients.linking import link
from services.clients.queries import by_id, ids_of, lookup, named, names
from services.clients.shapes import ClientRef, ClientShape, FoundClient

__all__ = ['ClientNotFound', 'ClientRef', 'ClientShape', 'FoundClient', 'by_id', 'change', 'create', 'find_or_create',
           'ids_of', 'link', 'lookup', 'named', 'names', 'possible_duplicates', 'retire']
