"""What is logged of a bug says where it happened, never what was typed (S-26)."""

import pytest
import structlog

from app import telemetry


def change(password):
    raise LookupError('something else')


@pytest.mark.parametrize('log_format', ['console', 'json'])
def test_s26_a_bug_is_logged_without_what_was_in_hand(capsys, log_format):
    telemetry.configure(log_format=log_format)
    try:
        change('tulip kettle moss')
    except LookupError as error:
        structlog.get_logger('test').error('a bug', exc_info=error)

    said = capsys.readouterr().err
    assert 'something else' in said
    assert 'tulip' not in said.replace("change('tulip kettle moss')", '')
