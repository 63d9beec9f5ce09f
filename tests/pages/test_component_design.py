"""The colours can be read, in both themes, and nothing is styled outside the one place for it."""

import re
from pathlib import Path

import pytest

from components import design

STYLES = Path(design.__file__).parent / 'styles'
TONES = ('pending', 'confirmed', 'completed', 'cancelled', 'no-show', 'held', 'danger', 'warn', 'good')


def light(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, brighter = sorted((light(one), light(other)))
    return (brighter + 0.05) / (darker + 0.05)


THEMES = pytest.mark.parametrize('theme', [design.LIGHT, design.DARK], ids=['light', 'dark'])


@THEMES
@pytest.mark.parametrize('ink', ['text', 'text-soft', 'text-faint', 'accent-ink', 'danger-ink'])
@pytest.mark.parametrize('ground', ['page', 'rail-page', 'sunken', 'hover', 'raised'])
def test_words_can_be_read_on_every_ground(theme, ink, ground):
    assert contrast(theme[ink], theme[ground]) >= 4.5


@THEMES
@pytest.mark.parametrize('tone', TONES)
def test_a_state_can_be_read_on_its_wash_and_its_stripe_seen(theme, tone):
    assert contrast(theme[f'{tone}-ink'], theme[f'{tone}-wash']) >= 4.5
    assert contrast(theme[f'{tone}-mark'], theme['page']) >= 3


@THEMES
def test_controls_buttons_and_focus_can_be_seen(theme):
    assert contrast(theme['line-control'], theme['page']) >= 3
    assert contrast(theme['focus'], theme['page']) >= 3
    for fill in ('accent', 'accent-hover', 'danger', 'danger-hover'):
        assert contrast(theme['on-accent'], theme[fill]) >= 4.5
    assert contrast(theme['on-inverse-accent'], theme['inverse']) >= 4.5


def test_both_themes_name_the_same_colours():
    assert design.LIGHT.keys() == design.DARK.keys()


@pytest.mark.parametrize('sheet', sorted(STYLES.glob('*.css')), ids=lambda path: path.name)
def test_a_sheet_uses_tokens_that_exist_and_no_colour_of_its_own(sheet):
    text = re.sub(r'/\*.*?\*/', '', sheet.read_text(encoding='utf-8'), flags=re.DOTALL)
    known = set(design.SCALE) | set(design.LIGHT) | {'q-primary'} | set(re.findall(r'--([\w-]+)\s*:', text))
    # set by another sheet, or on the element by whoever draws it
    drawers = ''.join(path.read_text('utf-8') for kind in ('*.py', '*.js', 'scripts/*.js')
                      for path in STYLES.parent.glob(kind))
    elsewhere = {'ink', 'wash', 'mark', 'gap', 'narrowest', 'ring',
                 *re.findall(r'(?<!var\()--([a-z][\w-]*)', drawers)}
    used = {name for name in re.findall(r'var\(--([\w-]+)', text) if not name.startswith('ec-')}
    assert used <= known | elsewhere
    assert not re.findall(r'#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(', text)
