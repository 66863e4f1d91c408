"""Connections to the world outside alone: a name is looked up once, and what it stands for is what is connected to."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
MOST_ADDRESSES = 3  # of one name that are tried
CONNECTIONS = 8
_NAT64 = IPv6Network("64:ff9b::/96")
"""Addresses that stand for those of IPv4. RFC 6052."""


class InwardError(Exception):
    """An address lies where the bot must not look."""


class NamelessError(Exception):
    """A name stands for no address."""


def is_outside(address: Address) -> bool:
    """Say whether an address is one of the public internet; one that stands for another is as that one.

    Neither private, loopback, link-local (where clouds keep secrets), reserved nor multicast. IANA: special-purpose
    address registries for IPv4 and IPv6.
    """
    if isinstance(address, IPv6Address) and (inner := _stands_for(address)):
        return is_outside(inner)
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not special and not local


def _stands_for(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


async def resolve(host: str, port: int) -> Sequence[str]:
    """Look up a name; also reads every old way to write an address, such as 0x7f.1."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NamelessError(host) from None
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Outward(httpx.AsyncBaseTransport):
    """Sends a request to the address that its name had when it was looked up and found allowed.

    The name goes along for the certificate and in Host. No connection is used twice, since two names may share an
    address but not a certificate. Raises InwardError, NamelessError, and what httpx raises.
    """

    def __init__(
        self,
        allowed: Callable[[Address], bool] = is_outside,
        resolve: Resolve = resolve,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        """Take the rule, who looks up names, and which certificates are trusted (by default, those of browsers)."""
        self._allowed, self._resolve, self._trusted = allowed, resolve, trusted
        self._inner: httpx.AsyncHTTPTransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; another address of the name is tried where one cannot be reached."""
        host = request.url.raw_host.decode()
        addresses = await self._checked(host, request.url.port or (443 if request.url.scheme == "https" else 80))
        for address in addresses[:-1]:
            try:
                return await self._send(request, host, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._send(request, host, addresses[-1])

    async def aclose(self) -> None:
        """Close every connection."""
        if self._inner:
            await self._inner.aclose()

    async def _checked(self, host: str, port: int) -> Sequence[str]:
        addresses = (await self._resolve(host, port))[:MOST_ADDRESSES]
        if not addresses:
            raise NamelessError(host)
        if not all(self._allowed(ip_address(each.partition("%")[0])) for each in addresses):
            raise InwardError(host)
        return addresses

    async def _send(self, request: httpx.Request, host: str, address: str) -> httpx.Response:
        sent = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return await (await self._connecting()).handle_async_request(sent)

    async def _connecting(self) -> httpx.AsyncHTTPTransport:
        """Make what connects when it is first needed: whom browsers trust is long to read, and not at a start."""
        if self._inner:
            return self._inner
        trusted = self._trusted
        if trusted is None:
            trusted = await asyncio.to_thread(httpx.create_ssl_context)
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=0)
        self._inner = self._inner or httpx.AsyncHTTPTransport(verify=trusted, limits=limits)
        return self._inner
