"""The ledger: this resource is taken during this interval, and the database refuses two that overlap."""

from services.occupancy.claiming import check_free, claim, claim_for, claim_over_buffers, enter, lock, release
from services.occupancy.errors import TimeTaken
from services.occupancy.lining_up import in_turn
from services.occupancy.queries import in_the_way, of_holder
from services.occupancy.shapes import ClaimShape, Holder, HolderKind

__all__ = ['ClaimShape', 'Holder', 'HolderKind', 'TimeTaken', 'check_free', 'claim', 'claim_for',
           'claim_over_buffers', 'enter', 'in_the_way', 'in_turn', 'lock', 'of_holder', 'release']
