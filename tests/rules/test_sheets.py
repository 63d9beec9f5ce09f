"""S-28: what is exported is text to a spreadsheet program, whatever somebody was called."""

import csv
from io import StringIO

import pytest

from app.sheets import MARK, cell, sheet

FULL_WIDTH = ('\uff1d1+1', '\uff0b1', '\uff0d1', '\uff20SUM')
FORMULAS = ('=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=cmd|/c calc!A1', '=HYPERLINK("x")', *FULL_WIDTH)


@pytest.mark.parametrize('text', FORMULAS)
def test_s28_no_cell_begins_a_formula(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize('text', ['', 'Ada', '1=1', 'a@b.example', "'quoted", ' =1', '2027-03-01', '12'])
def test_s28_other_text_stays_as_it_is(text):
    assert cell(text) == text


def test_s28_a_sheet_is_read_back_as_it_was_meant():
    file = sheet(('Who', 'What'), [('=Ada', 'said "no", twice\nand left'), (None, 3)]).decode()
    assert file.startswith(MARK)
    assert list(csv.reader(StringIO(file.removeprefix(MARK), newline=''))) == [
        ['Who', 'What'], ["'=Ada", 'said "no", twice\nand left'], ['', '3']]
