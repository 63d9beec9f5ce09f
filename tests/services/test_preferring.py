"""What people choose for themselves: only their own row, and believed at once."""

from dataclasses import replace

import pytest

from app.errors import Invalid
from services import people
from tests.services.journal import kinds


async def test_ones_own_theme_and_zone_are_kept_and_nobody_elses(given, clerk, admin):
    await people.prefer(clerk, theme='dark', zone='America/New_York')
    mine, other = [await people.by_id(admin, user_id=ctx.actor.user_id) for ctx in (clerk, admin)]
    assert (mine.theme, mine.zone) == ('dark', 'America/New_York')
    assert (other.theme, other.zone) == ('auto', None)
    assert (await kinds(clerk, mine.id))[-1] == 'user.changed'


async def test_what_is_not_named_stays_and_an_empty_zone_is_the_business_own(given, clerk):
    await people.prefer(clerk, theme='dark', zone='Asia/Tokyo')
    assert (await people.prefer(clerk, zone='')).zone is None
    assert (await people.prefer(clerk, zone='Asia/Tokyo')).theme == 'dark'


async def test_choosing_what_one_has_is_no_fact(given, clerk):
    before = await kinds(clerk, clerk.actor.user_id)
    await people.prefer(clerk, theme='auto')
    assert await kinds(clerk, clerk.actor.user_id) == before


@pytest.mark.parametrize('wrong', [{'theme': 'pink'}, {'zone': 'Mars/Olympus'}, {'zone': '../etc/passwd'}])
async def test_nonsense_is_refused_at_its_field(given, clerk, wrong):
    with pytest.raises(Invalid) as refusal:
        await people.prefer(clerk, **wrong)
    assert set(refusal.value.fields) == set(wrong)


async def test_a_user_of_another_tenant_cannot_reach_ours(given, clerk, outsider):
    with pytest.raises(people.UserNotFound):
        await people.prefer(replace(outsider, actor=clerk.actor), theme='dark')
