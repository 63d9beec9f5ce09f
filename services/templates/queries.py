"""Reads of templates."""

from __future__ import annotations

from sqlalchemy import select

from app.context import Context
from app.database import Reading, reading
from app.operation import query
from app.permissions import Permission
from services import tenants
from services.templates.catalogue import ENTRIES
from services.templates.models import BrandRow, TemplateRow
from services.templates.shapes import FIELDS, Brand, Kind, Language, Style, TemplateShape, Wording

LANGUAGE = Language.ENGLISH  # of all letters


@query(needs=Permission.MANAGE_BUSINESS)
async def listed(ctx: Context) -> tuple[TemplateShape, ...]:
    """Every kind of letter there is, and what the business has made of it."""
    async with reading(ctx) as db:
        rows = await db.scalars(select(TemplateRow).where(
            TemplateRow.tenant_id == ctx.tenant, TemplateRow.language == LANGUAGE.value))
        own = {Kind(row.kind): row for row in rows}
    return tuple(shape(kind, own.get(kind)) for kind in ENTRIES)


@query(needs=Permission.MANAGE_BUSINESS)
async def of_kind(ctx: Context, *, kind: Kind) -> TemplateShape:
    """What letters of one kind say."""
    async with reading(ctx) as db:
        return shape(kind, await db.get(TemplateRow, (ctx.tenant, kind.value, LANGUAGE.value)))


@query(needs=Permission.MANAGE_BUSINESS)
async def brand(ctx: Context) -> Brand:
    """How letters of the business look."""
    async with reading(ctx) as db:
        return await brand_of(db)


async def brand_of(db: Reading) -> Brand:
    row = await db.get(BrandRow, db.ctx.tenant)
    return row.brand() if row else Brand()


async def style(db: Reading, kind: Kind) -> Style:
    """How letters of this kind look and what they say in the business of this session."""
    known = shape(kind, await db.get(TemplateRow, (db.ctx.tenant, kind.value, LANGUAGE.value)))
    return Style(kind, (await tenants.mine(db)).name, await brand_of(db), known.own, known.cc, known.bcc, LANGUAGE)


def shape(kind: Kind, row: TemplateRow | None) -> TemplateShape:
    """What of it is its own, over the default."""
    entry = ENTRIES[kind]
    if row is None:
        return TemplateShape(entry)
    own = {name: getattr(row, name) for name in FIELDS}
    default = entry.default
    wording = Wording(*(getattr(default, name) if own[name] is None else own[name] for name in FIELDS))
    return TemplateShape(entry, None if wording == default else wording, tuple(row.cc), tuple(row.bcc), row.changed_at)
