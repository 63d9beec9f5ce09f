"""People: who signs in, and the groups they work in."""

from services.people.accounts import Account, account, home_of, keep_password, note_sign_in
from services.people.adding import add, create
from services.people.changing import change, deactivate
from services.people.errors import (
    AlreadyMember,
    EmailTaken,
    GroupNameTaken,
    GroupNotFound,
    LastAdmin,
    NotAMember,
    UserNotFound,
)
from services.people.grouping import add_member, change_group, create_group, remove_member, retire_group
from services.people.leading import leaders
from services.people.preferring import prefer
from services.people.queries import (
    active_ids,
    by_id,
    employed,
    group,
    group_ids_in_use,
    group_ids_seen,
    groups,
    groups_must_exist,
    ids_led_by,
    led_by,
    listed,
    member_ids,
    standings,
)
from services.people.rules import normal_email
from services.people.shapes import GroupShape, MemberShape, UserShape, UserStatus

__all__ = ['Account', 'AlreadyMember', 'EmailTaken', 'GroupNameTaken', 'GroupNotFound', 'GroupShape', 'LastAdmin',
           'MemberShape', 'NotAMember', 'UserNotFound', 'UserShape', 'UserStatus', 'account',
           'active_ids', 'add', 'add_member', 'by_id', 'change', 'change_group', 'create', 'create_group',
           'deactivate', 'employed', 'group', 'group_ids_in_use', 'group_ids_seen', 'groups', 'groups_must_exist',
           'home_of', 'ids_led_by', 'keep_password', 'leaders', 'led_by', 'listed', 'member_ids', 'normal_email',
           'note_sign_in', 'prefer', 'remove_member', 'retire_group', 'standings']
