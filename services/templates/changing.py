"""Own wording and an own look for the letters of a business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.dialects.postgresql import insert

from app.context import Context
from app.database import Transaction, transaction
from app.errors import Invalid
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from services.templates import rules
from services.templates.catalogue import ENTRIES
from services.templates.errors import TemplateChangedMeanwhile
from services.templates.events import BrandChanged, TemplateChanged, TemplateReset
from services.templates.models import BrandRow, TemplateRow
from services.templates.queries import LANGUAGE, shape
from services.templates.shapes import FIELDS, Brand, Entry, Kind, TemplateShape, Wording


@operation(needs=Permission.MANAGE_BUSINESS)
async def change(ctx: Context, *, kind: Kind, wording: Wording, cc: Sequence[str] = (), bcc: Sequence[str] = (),
                 seen: TemplateShape | None = None) -> TemplateShape:
    """Set what letters of one kind say, and who gets copies. Only what differs from the default is kept. `seen`, unless
    None, is how it was when somebody began to change it.

    Raises: Invalid (names the field, and the line where it has lines), TemplateChangedMeanwhile.
    """
    entry = ENTRIES[kind]
    kept, copies = _checked(entry, wording, cc, bcc)
    async with transaction(ctx) as db:
        before = await _held(db, kind)
        if seen is not None and (others := _different(seen, before)):
            raise TemplateChangedMeanwhile(changed=others)
        after = TemplateShape(entry, None if kept == entry.default else kept, *copies, ctx.now)
        if not (changed := _different(before, after)):
            return before
        await _keep(db, after)
        await record(db, TemplateChanged(business_id=ctx.tenant, letter=kind, changed=changed))
    return after


@operation(needs=Permission.MANAGE_BUSINESS)
async def reset(ctx: Context, *, kind: Kind) -> TemplateShape:
    """Letters of this kind say again what the default says; who gets copies stays."""
    async with transaction(ctx) as db:
        before = await _held(db, kind)
        if before.own is None:
            return before
        after = TemplateShape(before.entry, None, before.cc, before.bcc, ctx.now)
        await _keep(db, after)
        await record(db, TemplateReset(business_id=ctx.tenant, letter=kind))
    return after


@operation(needs=Permission.MANAGE_BUSINESS)
async def change_brand(ctx: Context, *, brand: Brand, seen: Brand | None = None) -> Brand:
    """Set how letters look. Raises: Invalid (names the fields), TemplateChangedMeanwhile."""
    after = rules.known_brand(brand)
    async with transaction(ctx) as db:
        await db.execute(insert(BrandRow).values(
            tenant_id=ctx.tenant, **asdict(Brand())).on_conflict_do_nothing())
        row = await db.get_one(BrandRow, ctx.tenant, with_for_update=True)
        before = row.brand()
        if seen is not None and (others := rules.different(seen, before)):
            raise TemplateChangedMeanwhile(changed=others)
        if changed := rules.different(before, after):
            for name in changed:
                setattr(row, name, getattr(after, name))
            await record(db, BrandChanged(business_id=ctx.tenant, changed=changed))
    return after


def _checked(entry: Entry, typed: Wording, cc: Sequence[str],
             bcc: Sequence[str]) -> tuple[Wording, tuple[tuple[str, ...], tuple[str, ...]]]:
    """As they are kept. Raises: Invalid, at all fields that are wrong."""
    wrong: dict[str, str] = {}
    kept = typed
    copies: dict[str, tuple[str, ...]] = {'cc': (), 'bcc': ()}
    try:
        kept = rules.wording(entry, typed)
    except Invalid as refusal:
        wrong |= refusal.fields
    for field, addresses in (('cc', cc), ('bcc', bcc)):
        try:
            copies[field] = tuple(rules.copies(entry, addresses, field))
        except Invalid as refusal:
            wrong |= refusal.fields
    if wrong:
        raise Invalid(fields=wrong)
    return kept, (copies['cc'], copies['bcc'])


async def _held(db: Transaction, kind: Kind) -> TemplateShape:
    """As it is, and nobody else changes it meanwhile; also where there is no row yet."""
    key = {'tenant_id': db.ctx.tenant, 'kind': kind.value, 'language': LANGUAGE.value}
    await db.execute(insert(TemplateRow).values(**key).on_conflict_do_nothing())
    row = await db.get_one(TemplateRow, tuple(key.values()), with_for_update=True)
    return shape(kind, row)


async def _keep(db: Transaction, after: TemplateShape) -> None:
    row = await db.get_one(TemplateRow, (db.ctx.tenant, after.entry.kind.value, LANGUAGE.value))
    for name in FIELDS:
        said = getattr(after.wording, name)
        setattr(row, name, None if said == getattr(after.entry.default, name) else said)
    row.cc, row.bcc, row.changed_at = list(after.cc), list(after.bcc), db.ctx.now


def _different(one: TemplateShape, other: TemplateShape) -> tuple[str, ...]:
    copies = tuple(name for name in ('cc', 'bcc') if getattr(one, name) != getattr(other, name))
    return rules.different(one.wording, other.wording) + copies
