"""People: who signs in, and the groups they work in."""

from app.addresses import normal_email
from services.people.accounts import (
    Account,
    account,
    change_email,
    home_of,
    keep_password,
    note_sign_in,
    prove_address,
    take_password,
)
from services.people.adding import add, create
from services.people.admitting import admit
from services.people.changing import change, let_go, reactivate
from services.people.directory import by_id, listed, looked_for
from services.people.errors import (
    AlreadyMember,
    EmailTaken,
    GroupChangedMeanwhile,
    GroupNameTaken,
    GroupNotFound,
    LastAdmin,
    NotAMember,
    NotDeactivated,
    PersonChangedMeanwhile,
    UserNotFound,
)
from services.people.grouping import (
    add_member,
    change_group,
    create_group,
    lead,
    remove_member,
    reopen_group,
    retire_group,
)
from services.people.leading import leaders
from services.people.preferring import prefer
from services.people.queries import (
    active_ids,
    employed,
    group,
    group_ids_in_use,
    group_ids_seen,
    groups,
    groups_must_exist,
    ids_led_by,
    is_last_admin,
    led_by,
    member_ids,
    names,
    standings,
)
from services.people.shapes import GroupShape, MemberShape, MembershipShape, UserShape, UserStatus

__all__ = ['Account', 'AlreadyMember', 'EmailTaken', 'GroupChangedMeanwhile', 'GroupNameTaken', 'GroupNotFound',
           'GroupShape', 'LastAdmin', 'MemberShape', 'MembershipShape', 'NotAMember', 'NotDeactivated',
           'PersonChangedMeanwhile', 'UserNotFound', 'UserShape', 'UserStatus', 'account', 'active_ids', 'add',
           'add_member', 'admit', 'by_id', 'change', 'change_email', 'change_group', 'create', 'create_group',
           'employed', 'group', 'group_ids_in_use', 'group_ids_seen', 'groups', 'groups_must_exist', 'home_of',
           'ids_led_by', 'is_last_admin', 'keep_password', 'lead', 'leaders', 'led_by', 'let_go', 'listed',
           'looked_for', 'member_ids', 'names', 'normal_email', 'note_sign_in', 'prefer', 'prove_address',
           'reactivate', 'remove_member', 'reopen_group', 'retire_group', 'standings', 'take_password']
