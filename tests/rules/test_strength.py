"""Which passwords may be chosen (S-01)."""

import pytest

from app.errors import Invalid
from services.access import passwords, strength

ABOUT = ('Acme Dental', 'Ada Lovelace', 'ada.lovelace@acme-dental.example')

GOOD, SHORT, LONG, COMMON, KNOWN, NO_TEXT = 'good', 'At least', 'At most', strength.COMMON, strength.KNOWN, 'not text'

ALONE = [
    ('correct horse battery', GOOD),  # a few words, no digit, no capital: no rules of composition
    ('CORRECT HORSE BATTERY', GOOD),
    ('quite another battery', GOOD),
    ('x7$Kq2!vR9#mLp4', GOOD),  # 15
    ('x7$Kq2!vR9#mLp', SHORT),  # 14
    ('', SHORT),
    (' ' * 15, COMMON),
    ('tulip kettle ☕ moss', GOOD),
    ('десять зелёных котов', GOOD),
    ('Straße und Nebel 12', GOOD),
    ('ﬁfteen ﬂoating', GOOD),  # 14 as typed, 16 in NFKC, which is what counts
    ('e\u0301' * 10, SHORT),  # 20 as typed, 10 in NFKC
    ('lamp river tooth ' * 8, LONG),  # 136
    ('lamp rivers ' * 10 + 'tooth 12', GOOD),  # 128
    ('lamp rivers ' * 10 + 'tooth 123', LONG),  # 129
    ('x' * 1_000_000, LONG),
    ('\ud800' * 15, NO_TEXT),
    ('nul\x00between words', GOOD),
    ('passwordpassword', COMMON),
    ('Password1234567', COMMON),
    ('P@ssw0rd!!!!!!!!', COMMON),
    ('ｐａｓｓｗｏｒｄ１２３４５６７', COMMON),  # full width
    ('p a s s w o r d 1 2 3', COMMON),
    ('christopher1990', COMMON),
    ('123456789012345', COMMON),
    ('543210987654321', COMMON),
    ('aaaaaaaaaaaaaaa', COMMON),
    ('abcabcabcabcabcab', COMMON),
    ('abcdefghijklmnop', COMMON),
    ('qwertyuiopasdfg', COMMON),
    ('1qaz2wsx3edc4rfv', COMMON),
    ('monkey monkey monkey', COMMON),
    ('letmeinletmeinletmein', COMMON),
    ('acme dental 2026', KNOWN),
    ('Ada Lovelace 1815!', KNOWN),
    ('ada.lovelace@acme-dental.example', KNOWN),
    ('lovelacelovelace', KNOWN),
    ('daybookdaybook1', KNOWN),
    ('Daybook password', COMMON),  # what is left of it
    ('lovelace tulip kettle', GOOD),  # enough that nobody knows
]


@pytest.mark.parametrize(('password', 'said'), ALONE, ids=lambda value: ascii(value[:24]))
async def test_s01_a_password_that_stands_alone(password, said):
    assert said in await verdict(password)


async def test_s01_the_table_has_forty_cases_and_the_list_twenty_thousand_words():
    assert len(ALONE) == 40
    assert len(strength.common_words()) >= 20_000


async def test_s01_without_the_list_common_passwords_would_pass(monkeypatch):
    """Negative control: it is the list that says no, not their length."""
    monkeypatch.setattr(strength, 'common_words', frozenset)

    assert await verdict('christopher1990') == GOOD
    assert await verdict('lovelacelovelace', about=()) == GOOD


@pytest.mark.parametrize('length', [129, 1_000_000])
async def test_s01_what_is_too_long_is_refused_before_any_work(length, monkeypatch):
    done = []
    monkeypatch.setattr(passwords.unicodedata, 'normalize', lambda *said: done.append(said) or '')
    monkeypatch.setattr(strength, 'common_words', lambda: done.append('list') or frozenset())
    owner = (done.append(each) or each for each in ABOUT)

    assert LONG in await verdict('x' * length, about=owner)
    assert done == []
    monkeypatch.undo()
    assert await verdict('tulip kettle moss', about=owner) == GOOD
    assert done == list(ABOUT), 'and what is not, is looked at'


async def verdict(password: str, about=ABOUT) -> str:
    try:
        await strength.check(password, about)
    except Invalid as refusal:
        return refusal.fields['password']
    return GOOD
