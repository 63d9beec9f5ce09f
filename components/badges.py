"""A state or a skill in a few letters: never by colour alone."""

from nicegui import ui

from components import markup, words


def status(value: object, *, text: str | None = None) -> ui.label:
    """The state of a booking, a person or a message: icon, word and colour."""
    look = words.look_of(value)
    return badge(text or look.word, tone=look.tone, icon=look.icon).mark('status')


def badge(text: str, *, tone: str = '', icon: str = '', is_plain: bool = False) -> ui.label:
    """Any short label with a tone (good, warn, danger, accent, or a status tone) and an icon."""
    label = ui.label(text).classes('status' + (' status--plain' if is_plain else ''))
    if tone:
        label.props['data-tone'] = tone
    if icon:
        label.props['data-icon'] = icon
    return label


def skill(name: str, level: object, *, is_missing: bool = False) -> ui.label:
    """A skill with its level as four steps; read aloud as "Plumbing, advanced, level 3 of 4"."""
    step = words.level_of(level)
    label = ui.label(name).classes('skill' + (' skill--missing' if is_missing else '')).mark('skill')
    label.props['data-level'] = step
    label.props['role'] = 'img'
    label.props['aria-label'] = said(name, step, is_missing=is_missing)
    label.props['title'] = f'{name}: {words.LEVELS[step - 1]}'
    return label


def said(name: str, step: int, *, is_missing: bool = False) -> str:
    """A skill and its level as read aloud."""
    return f'{name}, {words.LEVELS[step - 1].lower()}, level {step} of 4' + (', missing' if is_missing else '')


def status_markup(value: object, text: str | None = None) -> str:
    """The same badge inside a read-only list."""
    look = words.look_of(value)
    return markup.tag('span', markup.safe(text or look.word), class_='status', data_tone=look.tone, data_icon=look.icon)
