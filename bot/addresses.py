"""Addresses that the operator writes into the settings."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def safely_fetched(text: str) -> str:
    """Take an address by https, or by http on this machine; raises ValueError."""
    address = urlsplit(text)
    if address.scheme == "https" and address.hostname:
        return text
    if address.scheme == "http" and address.hostname and _is_loopback(address.hostname):
        return text
    raise ValueError(f"'{text}' is no address that begins with https:// (http:// only for this machine)")


def reached_at(text: str) -> str:
    """Take the address at which a listener is reached from outside, without a slash at its end; raises ValueError."""
    address = urlsplit(safely_fetched(text))
    if address.query or address.fragment or "@" in address.netloc or text != "".join(text.split()):
        raise ValueError(f"'{text}' is more than an address; write it like https://bot.example.org")
    return text.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
