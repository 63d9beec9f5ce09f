"""What letters of a business would look like: with what really is where there is any, else with the examples."""

from __future__ import annotations

from datetime import timedelta

from app import mail
from app.context import Context
from app.database import Reading, reading
from app.errors import NotSignedIn
from app.limits import MovingWindow
from app.model import new_id
from app.operation import operation, query
from app.permissions import Permission
from services import appointments, people, templates, tenants
from services.notifications import letters, links, planning
from services.notifications.shapes import Preview
from services.people import Account
from services.templates import ENTRIES, Brand, Style, Values, Wording

TESTS = MovingWindow(20, timedelta(hours=1))  # of one person
KINDS = {template: (whom, kind) for whom, known in letters.TEMPLATES.items() for kind, template in known.items()}
LEADS_NOWHERE = '/'  # where the button of a preview leads


@query(needs=Permission.MANAGE_BUSINESS)
async def preview(ctx: Context, *, kind: templates.Kind, wording: Wording, brand: Brand | None = None) -> Preview:
    """A draft as it would be read: of the newest appointment, or else with the examples. `brand`, unless None, is how
    it would look.

    Raises: NotRendered (names the field, and the line where it has lines), Invalid (of the brand).
    """
    async with reading(ctx) as db:
        style = await templates.style(db, kind)
        values, reference = await _values(db, style)
    if brand is not None:
        style = templates.in_brand(style, brand)
    said = templates.rendered(style, wording, values, link=mail.link(LEADS_NOWHERE), unsubscribe=_foot(kind))
    return Preview(said.subject, said.preheader, said.text, said.html, reference)


@operation(needs=Permission.MANAGE_BUSINESS)
async def send_draft(ctx: Context, *, kind: templates.Kind, wording: Wording) -> str:
    """Mail a draft to oneself; when this returns, the mail server has it. Returns the address.

    Raises: NotRendered, TooMany, NotSignedIn, MailIsAway, NoMailServer, Undeliverable.
    """
    async with reading(ctx) as db:
        style = await templates.style(db, kind)
        account = await _myself(db)
        values, _ = await _values(db, style)
    said = templates.rendered(style, wording, values, link=mail.link(LEADS_NOWHERE), unsubscribe=_foot(kind))
    TESTS.take(account.user_id, ctx.now)
    await mail.send(mail.Letter(
        to=account.email, subject=f'Test: {said.subject}', key=str(new_id()), at=ctx.now, text=said.text,
        html=said.html, sender=style.business, reply_to=style.brand.reply_to))
    return account.email


async def _values(db: Reading, style: Style) -> tuple[Values, str]:
    """What it says, and the reference of the appointment it says it of, if of any."""
    business = await tenants.mine(db)
    of_appointments = KINDS.get(style.kind)
    newest = await appointments.newest(db) if of_appointments else None
    if newest is None or of_appointments is None:
        examples = ENTRIES[style.kind].examples
        usual = str(examples['business'])
        return {name: value.replace(usual, business.name) if isinstance(value, str) else value
                for name, value in examples.items()}, ''
    whom, kind = of_appointments
    return letters.values(await planning.sample(db, kind, newest, whom)), newest.reference


async def _myself(db: Reading) -> Account:
    account = await people.account(db, db.ctx.actor.user_id) if db.ctx.actor.user_id else None
    if account is None:
        raise NotSignedIn
    return account


def _foot(kind: templates.Kind) -> str:
    """An address that switches nothing off, where letters of this kind have one that does."""
    return mail.link(links.UNSUBSCRIBE) if ENTRIES[kind].is_optional else ''
