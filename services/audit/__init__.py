"""The journal as an audit trail: read, sealed line by line, and examined."""

from services.audit.examining import examine
from services.audit.operating import EXAMINE
from services.audit.queries import BY_THE_PRODUCT, MOST_EXPORTED, entries, exported, kinds
from services.audit.sealing import head, seal
from services.audit.shapes import AuditEntry, Finding, Head, Verdict, Wrong

__all__ = ['BY_THE_PRODUCT', 'EXAMINE', 'MOST_EXPORTED', 'AuditEntry', 'Finding', 'Head', 'Verdict', 'Wrong', 'entries',
           'examine', 'exported', 'head', 'kinds', 'seal']
