"""The feed, read; webhooks made, shown and removed."""

import ipaddress
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.context import Context
from api.errors import NotFound, Unprocessable
from api.events import queries
from api.security import Caller, new_secret
from models.law.events import EventKind
from models.tables import Webhook
from models.wire import FeedEvent, Items, WebhookMade, WebhookView, WebhookWanted

AT_ONCE = 1_000


async def number_all(ctx: Context) -> None:
    """What was committed gets its place in the feed."""
    async with ctx.db.read() as session:
        left = await queries.unnumbered(session)
    while left:
        async with ctx.db.write() as session:
            left = await queries.number(session, ctx.db.sqlite, AT_ONCE) == AT_ONCE


async def feed(ctx: Context, who: Caller, after: int, limit: int) -> Items[FeedEvent]:
    """`next` is where to go on, also when there is nothing yet."""
    await number_all(ctx)
    async with ctx.db.read() as session:
        head = await queries.head(session)
        found = await queries.after(session, queries.seen_by(who), after, limit)
    events = [event(row) for row in found]
    last = events[-1].id if events else after
    return Items(items=events, next=str(last if len(events) == limit else max(last, head)))


def event(row: queries.Row) -> FeedEvent:
    position, case_no, seq, kind, at = row
    return FeedEvent(id=position, case_no=case_no, seq=seq, kind=EventKind(kind), at=at)


async def hooks(session: AsyncSession) -> list[WebhookView]:
    head = await queries.head(session)
    return [_view(hook, head) for hook in await queries.webhooks(session)]


async def add(session: AsyncSession, ctx: Context, who: Caller, given: WebhookWanted) -> WebhookMade:
    """It is told what happens from now on."""
    checked(given.url, ctx.settings.webhook_private)
    await queries.number(session, ctx.db.sqlite, AT_ONCE)
    head, now, secret = await queries.head(session), ctx.clock.now(), new_secret()
    hook = Webhook(
        url=given.url, kinds=[str(k) for k in given.kinds], secret_sealed=ctx.keys.seal(secret, "webhook"),
        created_at=now, created_by=who.name, position=head, next_at=now, attempts=0,
    )  # fmt: skip
    session.add(hook)
    await session.flush()
    await audit(session, who, "webhook_added", _target(hook.url), ctx.clock.now(), changed=[*hook.kinds])
    return WebhookMade(**dict(_view(hook, head)), secret=secret)


async def remove(session: AsyncSession, ctx: Context, who: Caller, id: int) -> None:
    hook = await queries.webhook(session, id)
    if hook is None or not await queries.drop(session, id):
        raise NotFound
    await audit(session, who, "webhook_removed", _target(hook.url), ctx.clock.now())


def _target(url: str) -> str:
    """Without what may be a secret behind the path."""
    return url.partition("?")[0][:100]


async def try_now(session: AsyncSession, ctx: Context, id: int) -> WebhookView:
    hook = await queries.webhook(session, id)
    if hook is None:
        raise NotFound
    hook.next_at = ctx.clock.now()
    await session.flush()
    return _view(hook, await queries.head(session))


def checked(url: str, private: bool) -> None:
    """Unprocessable for an address that is none, or that leads inside."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Unprocessable("not an address", field="url") from None
    if parts.scheme not in (("https", "http") if private else ("https",)) or not parts.hostname:
        raise Unprocessable("an address that begins with https://", field="url")
    if parts.username or parts.password or parts.fragment:
        raise Unprocessable("no name, password or fragment in the address", field="url")
    if not private and (is_inside(parts.hostname) or parts.hostname.rstrip(".") == "localhost"):
        raise Unprocessable("an address inside the own network", field="url")


def is_inside(host: str) -> bool:
    """Whether it is written as an address that is not of the public internet."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        return not address.is_global or address in _NAT64 or (within is not None and not within.is_global)
    return not address.is_global or address.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _view(hook: Webhook, head: int) -> WebhookView:
    return WebhookView(
        id=hook.id, url=hook.url, kinds=[EventKind(k) for k in hook.kinds], created_at=hook.created_at,
        created_by=hook.created_by, delivered=hook.position, waiting=max(0, head - hook.position),
        attempts=hook.attempts, next_at=hook.next_at if hook.last_error else None, last_at=hook.last_at,
        error=hook.last_error,
    )  # fmt: skip
