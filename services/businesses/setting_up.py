"""The first run: whoever reads the console sets up the first business. One of them, once."""

from __future__ import annotations

from app.context import Actor, Context
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
async def set_up(ctx: Context, *, token: str, beginning: Beginning, password: str) -> None:
    """Found the first business; its administrator signs in like anybody else.

    Raises: NothingToSetUp, for all but one of those who try; Invalid (names the field, `password` too).
    """
    await to_set_up(ctx, token=token)
    kept = rules.checked(beginning)
    hash_ = await access.hashed(password, about(kept))
    await begun(kept, hash_, now=ctx.now, by=WHOEVER, is_first=True)
