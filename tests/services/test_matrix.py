"""S-19, 5.1: every entry point x every role x {own, group, tenant, another tenant's, missing}. None is left out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app import database, mail
from app.errors import NotAllowed, NotSignedIn
from app.operation import REGISTER, Registered
from app.permissions import MATRIX, Permission, Reach, Role
from app.settings import Settings
from services import reactions, tenants, timetable  # noqa: F401 - with these, all there is registers itself
from tests.conftest import empty
from tests.given import NOW, Given
from tests.house.sources import CAPABILITIES
from tests.services.matrix import (
    IN_ORDER,
    LISTS,
    OVERTAKEN,
    PLAIN,
    TARGETS,
    Case,
    Unknown,
    World,
    a_world,
    called,
    cases,
    on_what_is_missing,
    reaches,
)

ENTRIES = {name: entry for name, entry in REGISTER.items() if name.split('.')[0] in CAPABILITIES}
GUARDED = [case for case in cases(ENTRIES) if case.entry.needs is not None]


kept: list[World] = []


@pytest.fixture
async def world(database_url) -> AsyncIterator[World]:
    """Furnished once: every call of the matrix is undone, so the next test finds it as it was."""
    database.configure(database_url, pool_size=10)
    if not kept or kept[0].given.tenant_id not in [tenant_id for tenant_id, _ in await tenants.every()]:
        empty(database_url)
        kept[:] = [await a_world(await Given.a_tenant(now=NOW), await Given.a_tenant(now=NOW, slug='elsewhere'))]
    kept[0].missing.clear()
    mail.configure(Settings(_env_file=None))  # a letter is printed here
    yield kept[0]
    mail._settings.clear()
    await database.dispose()


@pytest.mark.parametrize('role', list(Role))
async def test_s19_every_cell_of_the_matrix(world, role):
    wrong, cells = [], 0
    for case in GUARDED:
        for target in TARGETS:
            wrong += [f'{case.name}({case.tried}) {target}: {said}' async for said in judged(case, world, role, target)]
            cells += 1
    assert not wrong, '\n'.join(wrong)
    assert cells == len(GUARDED) * len(TARGETS) >= len(ENTRIES) * 3


@pytest.mark.parametrize('nobody', ['anonymous', 'deactivated', 'half signed in'])
async def test_s19_s11_whoever_is_not_wholly_signed_in_is_asked_to_sign_in_everywhere(world, nobody):
    """Half signed in is an administrator with no second factor: their session is alive, and stands for nobody."""
    for case in GUARDED:
        for target in TARGETS:
            outcome = await called(case, world, nobody, target)
            assert isinstance(outcome.refusal, NotSignedIn), (case.name, target)


async def test_s19_the_control_a_role_that_reaches_too_far_is_found(world, monkeypatch):
    """The matrix says GROUP, the product is made to believe TENANT: the cells that would leak are named."""
    case = next(case for case in GUARDED if (case.name, case.tried) == ('appointments.by_id', 'appointment_id'))
    assert [said async for said in judged(case, world, Role.SUPERVISOR, 'tenant')] == []
    monkeypatch.setattr(case.__class__, 'reaches', lambda *_: False)
    assert [said async for said in judged(case, world, Role.SUPERVISOR, 'own')] != []


async def test_s19_the_control_a_role_that_reaches_less_than_promised_is_found(world, monkeypatch):
    case = next(case for case in GUARDED if (case.name, case.tried) == ('appointments.by_id', 'appointment_id'))
    monkeypatch.setitem(MATRIX[Permission.VIEW_APPOINTMENTS], Role.USER, Reach.OWN)
    reached = Case.reaches
    monkeypatch.setattr(Case, 'reaches', lambda self, role, target: target == 'tenant' or reached(self, role, target))
    assert [said async for said in judged(case, world, Role.USER, 'tenant')] != []


async def test_s19_an_entry_point_without_arguments_fails(world):
    async def shred(ctx, *, shredder: str) -> None: ...

    [case] = cases({'papers.shred': Registered('papers.shred', Permission.VIEW_PROFILE, True, shred)})
    assert 'shredder' not in PLAIN
    with pytest.raises(Unknown, match=r'papers\.shred: nothing is known of its shredder'):
        await called(case, world, 'ADMIN', 'own')


async def judged(case: Case, world: World, role: Role, target: str) -> AsyncIterator[str]:
    """What is wrong with one cell."""
    outcome = await called(case, world, role, target)
    if MATRIX[case.entry.needs][role] is Reach.NONE:
        if type(outcome.refusal) is not NotAllowed:
            yield f'is not refused: {outcome.said[:200]}'
        return
    if any(str(foreign) in outcome.said for foreign in world.ids('elsewhere')):
        yield 'shows something of another tenant'
    if role is Role.ADMIN and target == 'tenant' and outcome.refusal and not (
            case.name in OVERTAKEN | IN_ORDER or (case.tried and not case.reaches(role, target))):
        yield f'the arguments do not do: {outcome.said[:200]}'
    if case.name in LISTS and not case.tried:
        kind = LISTS[case.name]
        is_shown = str(world.things[role][target][kind]) in repr(outcome.answer)
        if is_shown is not reaches(MATRIX[case.entry.needs][role], kind, target):
            yield f'{"shows" if is_shown else "does not show"} the {kind}'
    elif not case.tried:
        if outcome.refusal and case.name not in IN_ORDER:
            yield f'is refused: {outcome.said[:200]}'
    elif case.reaches(role, target):
        if outcome.is_hidden:
            yield f'is hidden though within reach: {outcome.said[:200]}'
    else:
        missing = await on_what_is_missing(case, world, role)
        if outcome.said != missing.said:
            yield f'differs from what is missing: {outcome.said[:200]} / {missing.said[:200]}'
