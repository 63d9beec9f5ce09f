"""Find a time: who can do it, and when."""

# without `from __future__ import annotations`: the router recognises its arguments by their real type
from nicegui import PageArguments

from app.permissions import Permission
from pages import paths
from pages._page import page
from pages._visit import Visit
from pages.desk._finding import find_a_time


@page(paths.FIND, needs=Permission.SEARCH_AVAILABILITY)
async def finding(visit: Visit, address: PageArguments) -> None:
    await find_a_time(visit, address.query_parameters)
