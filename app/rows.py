"""What every capability does with rows: fetch one or refuse, save or refuse, read one page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Row, Select, any_, func, literal, select, true
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from app.context import Context
from app.database import Reading, Transaction, constraint
from app.errors import NotFound, Refusal
from app.model import Entity
from app.paging import Page, Paged

E = TypeVar('E', bound=Entity)
S = TypeVar('S')


async def one(db: Reading, model: type[E], id_: UUID, refusal: type[NotFound] = NotFound, *, lock: bool = False) -> E:
    """The row with this id in this tenant. Raises `refusal`. `lock` keeps others from changing it meanwhile."""
    wanted = select(model).where(model.tenant_id == db.ctx.tenant, model.id == id_)
    row = await db.scalar(wanted.with_for_update() if lock else wanted)
    if row is None:
        raise refusal
    return row


async def saved(db: Transaction, *rows: Any, refusals: Mapping[str, Callable[[], Refusal]]) -> None:
    """Send rows to the database now, so that a constraint that refuses becomes the refusal it stands for."""
    db.add_all(rows)
    try:
        await db.flush()  # now, not at the commit: only here is it known which row was refused
    except IntegrityError as error:
        refusal = refusals.get(constraint(error) or '')
        if refusal is None:
            raise
        raise refusal() from error


def among(column: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None],
          ids: Collection[UUID] | None) -> ColumnElement[bool]:
    """`column` is one of `ids` (None: whichever): one parameter however many, where `in_` would spell out each."""
    if ids is None:
        return true()
    return column == any_(literal(list(ids), ARRAY(PG_UUID(as_uuid=True))))


def names(model: type[E], ctx: Context, ids: Collection[UUID]) -> Select[UUID, str]:
    """For a union: `id` and `name` of those of these that are rows of this table and tenant."""
    name = model.name  # type: ignore[attr-defined]  # whoever asks has named rows
    return select(model.id, name).where(model.tenant_id == ctx.tenant, among(model.id, ids))


async def paged(db: Reading, wanted: Select[Any], page: Page, shape: Callable[[Row[Any]], S]) -> Paged[S]:
    """One page of `wanted` (ordered, narrowed to the tenant) and the total: two statements at any size."""
    total = await db.scalar(select(func.count()).select_from(wanted.order_by(None).subquery()))
    rows = await db.execute(wanted.limit(page.limit).offset(page.offset))
    return Paged(tuple(shape(row) for row in rows), total or 0, page)
