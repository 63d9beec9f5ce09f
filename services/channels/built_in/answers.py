"""What the answer of a server over HTTP means for a message."""

from __future__ import annotations

from app import fetching
from app.fetching import Answer, NoAnswer
from services.channels.errors import NotTaken, RefusedForGood

LATER = (408, 429)  # of those that otherwise are no for good


async def posted(url: str, content: bytes, *, headers: dict[str, str], auth: tuple[str, str] | None = None) -> Answer:
    """What it answered. Raises: NotTaken, where nothing came."""
    try:
        return await fetching.post(url, content, headers=headers, auth=auth)
    except NoAnswer:
        raise NotTaken('It did not answer, or not in time.') from None


def judge(answer: Answer, *, why: str = '') -> None:
    """Nothing, where it was taken; `why` is what it said. Raises: NotTaken, RefusedForGood."""
    if 200 <= answer.status < 300:
        return
    said = f'It answered {answer.status}' + (f': {why}.' if why else '.')
    is_final = 400 <= answer.status < 500 and answer.status not in LATER
    raise (RefusedForGood if is_final else NotTaken)(said)
