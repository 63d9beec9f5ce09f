"""Channels of the business: set up, switched on and off, tried, and how they go."""

from __future__ import annotations

from app import topics
from app.errors import Invalid, Refusal
from app.permissions import Permission
from components import page_parts
from components.channel_list import ABOUT, TITLE, ChannelList, SetUpDialog, TryDialog
from components.toasts import toast
from pages import paths
from pages._live import follow
from pages._page import page
from pages._visit import Visit
from services import channels, notifications
from services.channels import Audience, ChannelShape


@page(paths.CHANNELS, needs=Permission.MANAGE_BUSINESS)
async def listing(visit: Visit) -> None:
    page_parts.PageHeader(TITLE, ABOUT)

    @visit.action()
    async def switch(name: str, is_on: bool) -> bool:
        await channels.switch(visit.ctx(), name=name, is_on=is_on)
        return True

    async def set_up(channel: ChannelShape) -> None:
        await _set_up(visit, channel)

    async def test(channel: ChannelShape) -> None:
        await _test(visit, channel)

    drawn = ChannelList(await channels.listed(visit.ctx()), zone=visit.ctx().zone, on_switch=switch, on_set_up=set_up,
                        on_test=test)

    async def look() -> None:
        drawn.show(await channels.listed(visit.ctx()), await notifications.counts(visit.ctx()), now=visit.ctx().now)

    await look()
    follow(visit, (channels.CHANNELS, topics.MESSAGES), look)


async def _set_up(visit: Visit, channel: ChannelShape) -> None:
    async def save(settings: dict[str, str]) -> None:
        @visit.action(form=dialog.form, done=f'{channel.title} is set up: send a test to see whether it works')
        async def keep() -> None:
            await channels.configure(visit.ctx(), name=channel.name, settings=settings)
            dialog.close()

        await keep()

    dialog = SetUpDialog(channel, on_save=save)
    await dialog.opened()


async def _test(visit: Visit, channel: ChannelShape) -> None:
    """To one's own address, or to a number that is typed; whatever comes of it is said as it is."""
    def refused(refusal: Refusal) -> bool:
        if isinstance(refusal, Invalid) and refusal.fields:
            return False
        toast(f'{channel.title}: {refusal.message}', kind='problem')
        return True

    async def send(to: str = '') -> None:
        @visit.action(form=dialog.form if dialog else None, on_refusal=refused,
                      done=f'{channel.title}: the test was taken')
        async def hand_over() -> None:
            await channels.send_test(visit.ctx(), name=channel.name, to=to)
            if dialog:
                dialog.close()

        await hand_over()

    dialog = TryDialog(channel, on_send=send) if channel.audience is Audience.PHONE else None
    if dialog:
        await dialog.opened()
    else:
        await send()
