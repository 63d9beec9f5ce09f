"""Refusals: what the product anticipates. Everything else is a bug.

A refusal's message is safe to show; `code` is stable for programs; `data` is plain values. Refusals know
nothing of HTTP or screens: each door has one translation table.
"""

from __future__ import annotations

from typing import Any, ClassVar


class Refusal(Exception):
    """An anticipated no. Message safe to show to the actor."""

    code: ClassVar[str] = 'refused'
    sentence: ClassVar[str] = 'That is not possible.'

    def __init__(self, message: str | None = None, **data: Any) -> None:
        self.message = message or self.sentence
        self.data = data
        super().__init__(self.message)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if 'code' not in cls.__dict__:
            cls.code = ''.join(f'_{c.lower()}' if c.isupper() else c for c in cls.__name__).lstrip('_')


class NotSignedIn(Refusal):
    sentence = 'Please sign in.'


class NotAllowed(Refusal):
    sentence = 'You may not do this.'


class NotConfirmed(NotAllowed):
    """Allowed, and asked for again: it is too long ago that whoever asks has proved themselves."""

    sentence = 'Please confirm that it is you, and try again.'


class NotFound(Refusal):
    sentence = 'That does not exist, or not any more.'


class Invalid(Refusal):
    """Bad input. `fields` maps the name of a field to what is wrong with it."""

    sentence = 'Please check what you entered.'

    def __init__(self, message: str | None = None, *, fields: dict[str, str] | None = None, **data: Any) -> None:
        self.fields = fields or {}
        super().__init__(message or next(iter(self.fields.values()), None), **data)

    @classmethod
    def field(cls, name: str, message: str) -> Invalid:
        return cls(fields={name: message})


class Conflict(Refusal):
    sentence = 'Somebody else was faster.'


class Expired(Refusal):
    sentence = 'This has expired.'


class TooMany(Refusal):
    """`retry_after` is in seconds."""

    sentence = 'Too many attempts. Please wait a moment.'

    def __init__(self, message: str | None = None, *, retry_after: float, **data: Any) -> None:
        self.retry_after = retry_after
        super().__init__(message, **data)


class Unavailable(Refusal):
    sentence = 'This is not available right now. Nothing was lost; please try again.'
