"""Colours of letters: no style sheet of ours reaches a mail program. Contrast is that of WCAG 2.2."""

from __future__ import annotations

import re
from typing import Final

OURS: Final = '#4450d6'  # of a business that has not chosen one
WHITE, BLACK = '#ffffff', '#000000'
ENOUGH: Final = 4.5  # AA, for text
_HEX = re.compile(r'#[0-9a-f]{6}')


def is_colour(text: str) -> bool:
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """From 1, none, to 21, black on white."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on(colour: str) -> str:
    """White, or else black: one of them can be read on any colour."""
    return WHITE if contrast(WHITE, colour) >= ENOUGH else BLACK


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at:at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
