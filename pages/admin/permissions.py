"""Who may do what: every permission by role, and what one role would see and do."""

from __future__ import annotations

from app.permissions import Permission, Role
from components import page_parts
from components.permission_matrix import PermissionMatrix
from pages import _matrix, paths
from pages._lists import ListAddress
from pages._page import page
from pages._visit import Visit


@page(paths.PERMISSIONS, needs=Permission.VIEW_PERMISSIONS)
async def permissions(visit: Visit, role: str = '') -> None:  # noqa: ARG001 - every screen takes the visit
    page_parts.PageHeader('Permissions', 'How far each role reaches. Looking through its eyes changes nothing.')
    address = ListAddress(paths.PERMISSIONS, {'role': role})
    PermissionMatrix(_matrix.rights(), chosen=Role(role) if role in Role.__members__ else None,
                     on_choose=lambda chosen: address.show({'role': chosen}))
