"""Reads of templates."""

from __future__ import annotations

from app.database import Reading
from services import tenants
from services.templates.shapes import Kind, Style


async def style(db: Reading, kind: Kind) -> Style:
    """How letters of this kind look and what they say in the business of this session."""
    return Style(kind, (await tenants.mine(db)).name)
