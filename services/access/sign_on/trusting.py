"""Whom a business lets say who somebody is: single sign-on, as its administrators set it up."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from app import fetching, secrets, text
from app.context import Context
from app.database import Reading, Transaction, reading, transaction
from app.errors import Invalid
from app.fetching import NoAnswer
from app.journal import record
from app.operation import operation, query
from app.permissions import Permission
from app.secrets import Sealed
from services import tenants
from services.access.errors import IssuerChanged, NoIssuer
from services.access.events import IssuerProved, IssuerTrusted, IssuerTrustedNoMore
from services.access.models import Issuer
from services.access.shapes import IssuerShape
from services.access.sign_on import issuers

ITS_OWN = 'Another issuer needs a secret of its own: the one we keep is told to no other.'


@query(needs=None)
async def issuer_at(ctx: Context, *, slug: str) -> IssuerShape | None:
    """Single sign-on as it is offered at this address of ours: once it was tried. Raises: TenantNotFound."""
    business = await tenants.at(ctx, slug=slug)
    async with reading(replace(ctx, tenant_id=business.id)) as db:
        row = await trusted(db)
    return None if row is None or row.proved_at is None else _shape(row)


@query(needs=Permission.MANAGE_BUSINESS)
async def issuer(ctx: Context) -> IssuerShape | None:
    """Single sign-on of one's own business, without its secret."""
    async with reading(ctx) as db:
        row = await trusted(db)
    return None if row is None else _shape(row)


@operation(needs=Permission.MANAGE_BUSINESS)
async def try_issuer(ctx: Context) -> IssuerShape:
    """Ask the issuer what it shows to everybody; where it answers, it is offered to whoever signs in from now on.

    Raises: NoIssuer, NoAnswer, IssuerChanged.
    """
    async with reading(ctx) as db:
        row = await trusted(db)
    if row is None:
        raise NoIssuer
    known = await issuers.shown(row.issuer, ctx.now)
    if not (await issuers.keys(known, None, ctx.now)).get('keys'):
        raise NoAnswer
    async with transaction(ctx) as db:
        is_same = (Issuer.issuer == row.issuer, Issuer.known_as == row.known_as,
                   Issuer.sealed_secret == row.sealed_secret)
        if await db.scalar(update(Issuer).values(proved_at=ctx.now).where(
                Issuer.tenant_id == ctx.tenant, *is_same).returning(Issuer.issuer)) is None:
            raise IssuerChanged
        await record(db, IssuerProved(business_id=ctx.tenant, issuer=row.issuer))
    return replace(_shape(row), proved_at=ctx.now)


@operation(needs=Permission.MANAGE_BUSINESS, is_weighty=True)
async def trust_issuer(ctx: Context, *, issuer: str, known_as: str, secret: str, label: str) -> IssuerShape:
    """Believe this server, which knows us as `known_as`; an empty `secret` keeps the one there is. Links that people
    have with another issuer do nothing as long as it is not this one again. Where more than the label changes, it is
    offered to nobody until it is tried.

    Raises: Invalid (names the field).
    """
    if '?' in issuer:  # it would decide what is asked of that server besides what it shows to everybody
        raise Invalid.field('issuer', 'This is not an address such as https://login.example.org')
    if fetching.is_plain_abroad(fetching.known_url(issuer.strip(), 'issuer')):
        raise Invalid.field('issuer', 'It must begin with https://')
    known = {'issuer': fetching.known_url(issuer.strip(), 'issuer'),
             'known_as': text.one_line(known_as, 'known_as', most=200),
             'label': text.one_line(label, 'label', most=40)}
    async with transaction(ctx) as db:
        before = await trusted(db)
        if secret:
            sealed = secrets.seal(text.one_line(secret, 'secret', most=500), of=owner(ctx))
        elif before is not None and before.issuer == known['issuer']:
            sealed = Sealed(before.key_id, before.sealed_secret)
        else:  # what is for one server alone is told to no other
            raise Invalid.field('secret', ITS_OWN if before else 'Please fill this in.')
        new = known | {'sealed_secret': sealed.text, 'key_id': sealed.key_id, 'since': ctx.now}
        is_same = (Issuer.issuer == known['issuer']) & (Issuer.known_as == known['known_as'])
        still = None if secret else case((is_same, Issuer.proved_at))
        proved_at = await db.scalar(insert(Issuer).values(tenant_id=ctx.tenant, **new).on_conflict_do_update(
            index_elements=['tenant_id'], set_=new | {'proved_at': still}).returning(Issuer.proved_at))
        await record(db, IssuerTrusted(business_id=ctx.tenant, **known))
    return IssuerShape(since=ctx.now, proved_at=proved_at, **known)


@operation(needs=Permission.MANAGE_BUSINESS, is_weighty=True)
async def trust_no_issuer(ctx: Context) -> None:
    """Everybody signs in with a password again. Raises: NoIssuer."""
    async with transaction(ctx) as db:
        gone = await db.scalar(delete(Issuer).where(Issuer.tenant_id == ctx.tenant).returning(Issuer.issuer))
        if gone is None:
            raise NoIssuer
        await record(db, IssuerTrustedNoMore(business_id=ctx.tenant, issuer=gone))


async def trusted(db: Reading) -> Issuer | None:
    """Whom this business believes."""
    row: Issuer | None = await db.scalar(select(Issuer).where(Issuer.tenant_id == db.ctx.tenant))
    return row


async def seal_secret_anew(db: Transaction) -> int:
    """Close up with the key of now what an older one has sealed; returns how many."""
    row = await db.scalar(select(Issuer).where(Issuer.tenant_id == db.ctx.tenant).with_for_update())
    if row is None or secrets.is_current(Sealed(row.key_id, row.sealed_secret)):
        return 0
    sealed = secrets.sealed_anew(Sealed(row.key_id, row.sealed_secret))
    row.sealed_secret, row.key_id = sealed.text, sealed.key_id
    return 1


def secret_of(row: Issuer, ctx: Context) -> str:
    """What we prove with that it is us. Raises: SealedByAnother."""
    return secrets.opened(Sealed(row.key_id, row.sealed_secret), of=owner(ctx))


def owner(ctx: Context) -> str:
    """Whose the secret is, for its seal."""
    return f'{ctx.tenant}:issuer'


def _shape(row: Issuer) -> IssuerShape:
    return IssuerShape(issuer=row.issuer, known_as=row.known_as, label=row.label, since=row.since,
                       proved_at=row.proved_at)
