"""Pictures of every letter: `.venv/bin/python -m tests.journeys.mails FOLDER [KIND ...]`.

Light and dark, 360 and 600 px wide. Each is written there in HTML and in text as well.
`--colour '#rrggbb'` is a brand's.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import sync_playwright

from services.templates import ENTRIES, Brand, Kind, Style, rendering
from tests.journeys.tabs import a_browser

WIDTHS, HEIGHT = (360, 600), 720
LINK = 'https://book.example.org/verify?token=0123456789abcdef'
UNSUBSCRIBE = 'https://book.example.org/unsubscribe?token=0123456789abcdef'
CLOSING, POSTAL = 'We look forward to seeing you.', 'Meridian Advice Ltd\n12 Main Street, London W1A 1AA'


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument('folder', type=Path)
    options.add_argument('kinds', nargs='*', help='of letters; all of them unless given')
    options.add_argument('--colour', default='')
    chosen = options.parse_intermixed_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with a_browser(sync_playwright) as browser:
        for kind in map(Kind, chosen.kinds or Kind):
            letter = said(kind, chosen.colour)
            (chosen.folder / f'{kind}.html').write_text(letter.html)
            (chosen.folder / f'{kind}.txt').write_text(f'Subject: {letter.subject}\n\n{letter.text}')
            for width in WIDTHS:
                for theme in ('light', 'dark'):
                    page = browser.new_page(viewport={'width': width, 'height': HEIGHT}, color_scheme=theme)
                    page.set_content(letter.html)
                    page.screenshot(path=chosen.folder / f'{kind}-{width}-{theme}.png', full_page=True)
                    page.close()
            print(kind, flush=True)


def said(kind: Kind, colour: str) -> rendering.Rendered:
    """With the examples of the catalogue, from a business that says all it may."""
    entry = ENTRIES[kind]
    style = Style(kind, 'Meridian Advice', Brand(colour, CLOSING, POSTAL))
    return rendering.rendered(style, entry.default, entry.examples, link=LINK,
                              unsubscribe=UNSUBSCRIBE if entry.is_optional else '')


if __name__ == '__main__':
    main()
