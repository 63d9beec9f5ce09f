"""To the issuer and back: the code flow of OpenID Connect, with state, nonce and PKCE (S-32).

What began the way is sealed for the cookie of one browser; what comes back counts in that browser alone, once, soon,
for the business it began at, and from the issuer it was for.
"""

from __future__ import annotations

import hmac
import json
import secrets as random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from urllib.parse import quote

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jws
from joserfc.errors import JoseError

from app import fetching, secrets
from app.context import Context
from app.database import reading, transaction
from app.errors import TooMany
from app.fetching import NoAnswer
from app.limits import MovingWindow, one_place
from app.operation import operation
from app.secrets import Sealed, SealedByAnother
from services import people, tenants
from services.access import recognising
from services.access.errors import NobodyLinked, NoIssuer, NotBelieved, NotVerified, TooManyTries, WayIsLost
from services.access.models import Issuer
from services.access.shapes import Arrival, Departure, SignedIn
from services.access.sign_on import id_tokens, issuers, linking, trusting
from services.access.sign_on.id_tokens import Expected
from services.access.sign_on.issuers import Shown
from services.access.signing_in import as_user, locked, open_session
from services.people import UserStatus

LASTS = timedelta(minutes=10)
OF_PLACE = MovingWindow(30, timedelta(minutes=5))  # each has another server asked
BYTES = 32


@dataclass(frozen=True, slots=True)
class _Way:
    """What is remembered while somebody is away; `session` is of whoever wants to link themselves."""

    slug: str
    issuer: str
    state: str
    nonce: str
    verifier: str
    back: str
    following: str
    session: str
    until: float


@operation(needs=None)
async def depart(ctx: Context, *, slug: str, back: str, following: str, browser: str, leave: str = '',
                 address: str = '', session: SignedIn | None = None) -> Departure:
    """Off to the issuer of the business at `slug`, to come back to `back`, in the browser of this name; with `leave` of
    `begin_link` to link whoever is signed in, otherwise to sign in.

    Raises: TenantNotFound, NoIssuer, NoAnswer, TooManyTries, WayIsLost (the leave is over, or somebody else's).
    """
    with _tried_from(ctx, address):
        here, row = await _trusted_at(ctx, slug)
        if leave and not (session and session.tenant_id == here.tenant and linking.has_leave(here, leave, session)):
            raise WayIsLost
        if not leave and row.proved_at is None:
            raise NoIssuer
        known = await issuers.shown(row.issuer, ctx.now)
        way = _Way(slug=slug, issuer=row.issuer, state=random.token_urlsafe(BYTES), nonce=random.token_urlsafe(BYTES),
                   verifier=random.token_urlsafe(BYTES + 16), back=back, following=following,
                   session=str(session.session_id) if leave and session else '', until=(ctx.now + LASTS).timestamp())
        url = prepare_grant_uri(
            known.authorization, row.known_as, 'code', redirect_uri=back, scope='openid', state=way.state,
            nonce=way.nonce, code_challenge=create_s256_code_challenge(way.verifier), code_challenge_method='S256')
        return Departure(url=url, kept=secrets.seal(json.dumps(asdict(way)), of=_of(browser)).text.decode())


@operation(needs=None)
async def arrive(ctx: Context, *, slug: str, kept: str, answer: Mapping[str, str], browser: str, device: str = '',
                 address: str = '', known_by: str = '', session: SignedIn | None = None) -> Arrival:
    """Back with what the issuer said (`state`, `code`, perhaps `iss`): signed in, as far as a password signs in, or
    linked with the `session` that wanted it.

    Raises: WayIsLost, NotBelieved, NoAnswer, NoIssuer, TenantNotFound, NobodyLinked, NotVerified, LinkedToAnother,
    IsLinked, TooManyTries.
    """
    with _tried_from(ctx, address):
        way = _opened(ctx, slug, kept, answer, browser)
        here, row = await _trusted_at(ctx, slug)
        if row.issuer != way.issuer or answer.get('iss', way.issuer) != way.issuer:
            raise NotBelieved
        subject = await _who(here, row, way, answer.get('code', ''))
        if not way.session:
            cookie = await _signed_in(here, row.issuer, subject, device=device, address=address, known_by=known_by)
            return Arrival(following=way.following, cookie=cookie)
        if session is None or str(session.session_id) != way.session or session.tenant_id != here.tenant:
            raise WayIsLost
        async with transaction(session.at_home(ctx.now)) as db:
            await linking.link(db, session, row, subject)
        return Arrival(following=way.following)


@contextmanager
def _tried_from(ctx: Context, address: str) -> Iterator[None]:
    """Stays counted where nothing came of it."""
    where = one_place(address)
    try:
        if where:
            OF_PLACE.take(where, ctx.now)
    except TooMany as refusal:
        raise TooManyTries(retry_after=refusal.retry_after) from None
    yield
    if where:
        OF_PLACE.give_back(where, ctx.now)


async def _trusted_at(ctx: Context, slug: str) -> tuple[Context, Issuer]:
    business = await tenants.at(ctx, slug=slug)
    here = Context.system(business.id, ctx.now)
    async with reading(here) as db:
        row = await trusting.trusted(db)
    if row is None:
        raise NoIssuer
    return here, row


def _opened(ctx: Context, slug: str, kept: str, answer: Mapping[str, str], browser: str) -> _Way:
    try:
        way = _Way(**json.loads(secrets.opened(Sealed('', kept.encode()), of=_of(browser))))
    except (SealedByAnother, UnicodeEncodeError):
        raise WayIsLost from None
    is_this = hmac.compare_digest(way.state.encode(), answer.get('state', '').encode(errors='replace'))
    if not is_this or way.slug != slug or ctx.now.timestamp() >= way.until:
        raise WayIsLost
    if not answer.get('code'):
        raise NotBelieved
    return way


async def _who(ctx: Context, row: Issuer, way: _Way, code: str) -> str:
    """The issuer's own name for whoever came back with this code."""
    known = await issuers.shown(row.issuer, ctx.now)
    given = await _exchanged(ctx, row, known, way, code)
    token, access_token = given.get('id_token'), given.get('access_token', '')
    if not isinstance(token, str) or not isinstance(access_token, str):
        raise NotBelieved
    keys = await issuers.keys(known, _kid(token), ctx.now)
    expected = Expected(issuer=row.issuer, audience=row.known_as, nonce=way.nonce)
    return id_tokens.subject(token, keys, expected, access_token=access_token, now=ctx.now)


async def _exchanged(ctx: Context, row: Issuer, known: Shown, way: _Way, code: str) -> Mapping[str, object]:
    """A code for tokens: nobody else can, without our secret and what this way began with."""
    form = {'grant_type': 'authorization_code', 'code': code, 'redirect_uri': way.back, 'code_verifier': way.verifier}
    secret = trusting.secret_of(row, ctx)
    try:
        if known.posts_secret:
            return await fetching.fetch(known.token, form=form | {'client_id': row.known_as, 'client_secret': secret})
        return await fetching.fetch(known.token, form=form, auth=(quote(row.known_as, safe=''), quote(secret, safe='')))
    except NoAnswer as error:
        raise NotBelieved from error


def _kid(token: str) -> str | None:
    try:
        kid = jws.extract_compact(token.encode()).headers().get('kid')
    except (JoseError, TypeError, ValueError) as error:
        raise NotBelieved from error
    return kid if isinstance(kid, str) else None


async def _signed_in(ctx: Context, issuer: str, subject: str, *, device: str, address: str, known_by: str) -> str:
    async with reading(ctx) as db:
        holder = await linking.holder_of(db, issuer, subject)
        account = await people.account(db, holder) if holder else None
        needs_verified = (await tenants.mine(db)).needs_verified_email
    if account is None or account.status is not UserStatus.ACTIVE:
        raise NobodyLinked
    if needs_verified and not account.is_verified:
        raise NotVerified
    is_known = bool(known_by) and await recognising.is_known(ctx, account.email, known_by, device)
    async with transaction(as_user(ctx, account)) as db:
        if await locked(db, account.user_id) is None or await linking.holder_of(db, issuer, subject) != holder:
            raise NobodyLinked  # not any more
        await linking.note_use(db, issuer, subject)
        return await open_session(db, account, device=device, address=address, is_known=is_known)


def _of(browser: str) -> str:
    return f'way of {browser}'
