"""The first run: whoever reads the console sets up the first business. One of them, once."""

from __future__ import annotations

from app.context import Actor, Context
from app.errors import Invalid
from app.operation import operation, query
from services import access, tenants
from services.businesses import rules
from services.businesses.awaiting import is_said
from services.businesses.errors import NothingToSetUp
from services.businesses.founding import about, begun
from services.businesses.shapes import Beginning

WHOEVER = Actor(None, 'First set-up', None, is_system=True)


@query(needs=None)
async def to_set_up(ctx: Context, *, token: str) -> None:  # noqa: ARG001 - an entry point takes one, whoever asks
    """Whether there is something to set up for whoever has this token. Raises: NothingToSetUp."""
    if not is_said(token) or await tenants.every():
        raise NothingToSetUp


@operation(needs=None)
async def set_up(ctx: Context, *, token: str, beginning: Beginning, password: str,
                 again: str | None = None) -> None:
    """Found the first business; its administrator signs in like anybody else.

    Raises: NothingToSetUp, for all but one of those who try; Invalid (names every field that is
    wrong, `password` and `again` too).
    """
    await to_set_up(ctx, token=token)
    kept, hash_ = await _checked(beginning, password, again)
    await begun(kept, hash_, now=ctx.now, by=WHOEVER, is_first=True)


async def _checked(beginning: Beginning, password: str, again: str | None) -> tuple[Beginning, str]:
    """As it will be kept, and the hash. Raises: Invalid, with everything that is wrong at once."""
    kept, hash_, wrong = beginning, '', dict[str, str]()
    try:
        kept = rules.checked(beginning)
    except Invalid as refusal:
        wrong |= refusal.fields
    try:
        hash_ = await access.hashed(password, about(kept), again)
    except Invalid as refusal:
        wrong |= refusal.fields
    if wrong:
        raise Invalid(fields=wrong)
    return kept, hash_
