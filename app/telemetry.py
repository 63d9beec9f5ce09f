"""Logs and metrics: one structured line per fact worth keeping, counters without tenant or user names."""

from __future__ import annotations

import logging
import sys

import structlog
from prometheus_client import Counter, Histogram

_operations = Counter('daybook_operations', 'Entry points called', ['name', 'outcome'])
_seconds = Histogram('daybook_operation_seconds', 'How long entry points take', ['name'],
                     buckets=(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5))
_policy_reports = Counter('daybook_policy_reports', 'What browsers report of the content policy', ['outcome'])
_reactions = Counter('daybook_reactions', 'Reactions carried out', ['handler', 'outcome'])


def operation(name: str, outcome: str, seconds: float) -> None:
    """Count one call of an entry point; `outcome` is done, failed, or the code of a refusal."""
    _operations.labels(name, outcome).inc()
    _seconds.labels(name).observe(seconds)


def reaction(handler: str, outcome: str) -> None:
    """Count one try; `outcome` is done, put_off or parked."""
    _reactions.labels(handler, outcome).inc()


def policy_report(outcome: str) -> None:
    """Count what a browser reported; `outcome` is told or dropped."""
    _policy_reports.labels(outcome).inc()


def configure(*, log_format: str = 'console', level: str = 'INFO') -> None:
    """Set up structlog: coloured lines for people or one JSON object a line; values are escaped, never raw."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt='iso', utc=True),
    ]
    renderer: list[structlog.types.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()] if log_format == 'json'
        else [structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)])  # locals may be secret
    structlog.configure(
        processors=[*shared, *renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
