"""The journal as an audit trail: sealed line by line, and examined."""

from services.audit.examining import examine
from services.audit.sealing import head, seal
from services.audit.shapes import Finding, Head, Verdict, Wrong

__all__ = ['Finding', 'Head', 'Verdict', 'Wrong', 'examine', 'head', 'seal']
