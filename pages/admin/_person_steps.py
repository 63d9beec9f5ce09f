"""What is done about somebody's account, one step at a time: inviting again, signing out, letting go and in again."""

from __future__ import annotations

from uuid import UUID

from app.paging import MOST, Page
from components import buttons, dialogs, words
from components.person_form import EmailForm
from components.still_booked import Standing, still_booked
from components.toasts import toast
from pages import paths
from pages._visit import Visit
from services import access, appointments, calendars, people
from services.appointments import Status
from services.people import UserShape

STILL_AHEAD = (Status.PENDING, Status.CONFIRMED)


async def _deactivate(visit: Visit, user_id: UUID) -> None:
    known: UserShape | None = await visit.action()(people.by_id)(visit.ctx(), user_id=user_id)
    standing = known and await visit.action()(_standing)(visit, user_id)
    agreed = known and standing is not None and await dialogs.confirm(
        f'Deactivate {known.name}?', f'{_they(visit, user_id)} signed out everywhere at once, and nothing new can be '
        'booked with them. What is booked stays.', yes='Deactivate', no='Keep',
        extra=lambda: still_booked(standing or (), path_of=_listed_at))

    @visit.action()
    async def leave() -> bool:
        await access.deactivate(visit.ctx(), user_id=user_id)
        return True

    if known and agreed and await leave():
        toast(f'{known.name} is deactivated', undo=lambda: _reactivate(visit, user_id))


async def _standing(visit: Visit, user_id: UUID) -> list[Standing]:
    """How many appointments are still ahead, in each of their calendars that has any."""
    listed = await calendars.listed(visit.ctx(), provider_id=user_id, page=Page(MOST))
    counted = [Standing(each.id, each.name, sum([(await appointments.upcoming(
        visit.ctx(), calendar_id=each.id, status=status, page=Page(1))).total for status in STILL_AHEAD]))
        for each in listed.rows]
    return [each for each in counted if each.count]


def _listed_at(calendar_id: UUID) -> str:
    return paths.with_query(paths.APPOINTMENTS, provider=str(calendar_id))


def _they(visit: Visit, user_id: UUID) -> str:
    return 'This is your own account: you are' if user_id == visit.session.user_id else 'They are'


async def _reactivate(visit: Visit, user_id: UUID) -> None:
    @visit.action(done=lambda back: f'{back.name} is let in again')
    async def come_back() -> UserShape:
        return await people.reactivate(visit.ctx(), user_id=user_id)

    await come_back()


async def _invite_again(visit: Visit, user_id: UUID) -> None:
    known: UserShape | None = await visit.action()(people.by_id)(visit.ctx(), user_id=user_id)

    @visit.action(done=lambda email: f'Another invitation is on its way to {email}; the one before works no more')
    async def invite(known: UserShape) -> str:
        await access.invite_again(visit.ctx(), user_id=user_id)
        return known.email

    if known:
        await invite(known)


async def _correct(visit: Visit, user_id: UUID) -> None:
    known: UserShape | None = await visit.action()(people.by_id)(visit.ctx(), user_id=user_id)
    if known is None:
        return
    dialog = dialogs.Dialog(f'Correct the e-mail of {known.name}')

    async def save(email: str) -> None:
        @visit.action(form=form, done=lambda kept: f'An invitation is on its way to {kept}')
        async def correct() -> str:
            kept = await access.correct_address(visit.ctx(), user_id=user_id, email=email)
            dialog.close()
            return kept

        await correct()

    with dialog.body:
        form = EmailForm(known.email, on_save=save)
    with dialog.actions:
        buttons.plain(words.CANCEL, dialog.close, marker='cancel').props('data-leaves')
        buttons.primary('Correct and invite', form.save, keys='mod+Enter', marker='correct')
    await dialog.opened()


async def _sign_out(visit: Visit, user_id: UUID) -> None:
    known: UserShape | None = await visit.action()(people.by_id)(visit.ctx(), user_id=user_id)
    agreed = known and await dialogs.confirm(
        f'Sign out {known.name} everywhere?', 'This is your own account: this page leaves too, with all others that '
        'are open. You may sign in again.' if user_id == visit.session.user_id else
        'Their open pages leave at once, with what is half typed there. They may sign in again.',
        yes='Sign out', no='Keep')

    @visit.action(done=lambda count: f'Signed out on {count} device{"" if count == 1 else "s"}')
    async def end() -> int:
        return await access.end_sessions_of(visit.ctx(), user_id=user_id)

    if agreed:
        await end()


async def _reset_factors(visit: Visit, user_id: UUID) -> None:
    known: UserShape | None = await visit.action()(people.by_id)(visit.ctx(), user_id=user_id)
    agreed = known and await dialogs.confirm(
        f'Reset the second factor of {known.name}?', 'For somebody who has lost their app and their backup codes: make '
        'sure that it is them. They are signed out everywhere, and we tell them by mail.', yes='Reset', no='Keep')

    @visit.action(done='The second factor is reset')
    async def reset() -> None:
        await access.reset_factors(visit.ctx(), user_id=user_id)

    if agreed:
        await reset()


STEPS = {'correct': _correct, 'reset-factors': _reset_factors, 'sign-out': _sign_out, 'invite': _invite_again,
         'deactivate': _deactivate, 'reactivate': _reactivate}
