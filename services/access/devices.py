"""What a browser says of itself, as people would say it."""

from __future__ import annotations

import re

UNKNOWN = 'Unknown browser'
# The first that fits: browsers also name those they want to be taken for.
BROWSERS = (
    (r'\bEdgA?(?:iOS)?/', 'Edge'), (r'\b(?:OPR|Opera)/', 'Opera'), (r'\bSamsungBrowser/', 'Samsung Internet'),
    (r'\bVivaldi/', 'Vivaldi'), (r'\b(?:Firefox|FxiOS)/', 'Firefox'),
    (r'\b(?:Headless)?(?:Chrome|CriOS|Chromium)/', 'Chrome'), (r'\bVersion/[\d.]+ .*\bSafari/', 'Safari'),
)
SYSTEMS = (
    (r'\biPhone\b', 'iPhone'), (r'\biPad\b', 'iPad'), (r'\bAndroid\b', 'Android'), (r'\bCrOS\b', 'ChromeOS'),
    (r'\bWindows\b', 'Windows'), (r'\bMac OS X\b|\bMacintosh\b', 'macOS'), (r'\bLinux\b|\bX11\b', 'Linux'),
)


def readable(user_agent: str) -> str:
    """'Firefox on Windows', as far as it can be told; a program's own name, where it is no browser."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return f'{browser} on {system}'
    if browser or system:
        return browser or f'{UNKNOWN} on {system}'
    program = re.match(r'([A-Za-z][\w. -]{0,38}\w)(?:/|$)', user_agent)
    return program[1] if program and program[1] != 'Mozilla' else UNKNOWN


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for pattern, name in names if re.search(pattern, user_agent)), '')
