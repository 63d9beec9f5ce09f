"""Which other businesses there are, for those who may enter them."""

from __future__ import annotations

from app.context import Context
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission
from services import tenants
from services.tenants import TenantName


@query(needs=Permission.ENTER_BUSINESSES)
async def listed(ctx: Context, *, text: str = '', is_descending: bool = False,
                 page: Page | None = None) -> Paged[TenantName]:
    """All but one's own, by name; `text` is part of a name or of an address name. Raises: Invalid at `text`."""
    return await tenants.others(ctx.tenant, text=text, is_descending=is_descending, page=page or Page())
