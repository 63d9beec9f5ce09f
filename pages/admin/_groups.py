"""The groups one may choose from, by their ids as text."""

from app.paging import MOST, Page
from pages._visit import Visit
from services import people


async def by_id(visit: Visit) -> dict[str, str]:
    """Id to name, in order of names."""
    return {str(group.id): group.name for group in (await people.groups(visit.ctx(), page=Page(MOST))).rows}
