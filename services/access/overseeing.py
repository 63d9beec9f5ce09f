"""What administrators see of the accounts of others: how they are kept, and never what only their owners know."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from app.context import Context
from app.database import reading
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission, Role
from services import people, tenants
from services.access import factors
from services.access.reviewing import open_sessions, sign_in_shape, sign_ins_of
from services.access.shapes import AccountShape, Overview
from services.people import UserNotFound, UserStatus

LATELY = 20  # who was at a door


@query(needs=Permission.MANAGE_PEOPLE)
async def accounts(ctx: Context, *, text: str = '', role: Role | None = None, status: UserStatus | None = None,
                   group_id: UUID | None = None, including_deactivated: bool = False, lacks_factor: bool = False,
                   is_descending: bool = False, by_last_seen: bool = False,
                   page: Page | None = None) -> Paged[AccountShape]:
    """Users as `people.listed` has them, with `lacks_factor` only those without a second factor.

    Raises: Invalid at `text`.
    """
    async with reading(ctx) as db:
        found = await people.looked_for(
            db, text=text, role=role, status=status, group_id=group_id, is_descending=is_descending, page=page,
            by_last_seen=by_last_seen, including_deactivated=including_deactivated,
            only=(lambda user_id: ~factors.there_are(ctx, user_id)) if lacks_factor else None)
        owners = await factors.owners(db, [each.id for each in found.rows])
    return Paged(tuple(AccountShape(each, each.id in owners) for each in found.rows), found.total, found.page)


@query(needs=Permission.MANAGE_PEOPLE)
async def overview(ctx: Context, *, user_id: UUID) -> Overview:
    """How the account of one user is kept. Raises: UserNotFound."""
    async with reading(ctx) as db:
        account = await people.account(db, user_id)
        if account is None:
            raise UserNotFound
        is_open = account.status is UserStatus.ACTIVE
        devices = await db.scalar(select(func.count()).select_from(
            open_sessions(ctx, user_id, account.role).subquery())) if is_open else 0
        lately = (await db.scalars(sign_ins_of(ctx, user_id).limit(LATELY))).all()
        return Overview(has_factor=bool(await factors.owners(db, [user_id])), devices=devices or 0,
                        must_have_factor=(await tenants.mine(db)).asks_for_factor(account.role),
                        is_last_admin=await people.is_last_admin(db, user_id),
                        sign_ins=tuple(sign_in_shape(each) for each in lately))
