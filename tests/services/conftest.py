"""What tests of the service layer may ask for as well."""

from tests.statements import counted_statements

__all__ = ['counted_statements']
