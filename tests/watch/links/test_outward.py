from ipaddress import ip_address

import pytest

from bot.watch.links.outward import NamelessError, is_outside, resolve

OUTSIDE = "8.8.8.8 1.1.1.1 2606:4700::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1"
INSIDE = """
127.0.0.1 127.9.9.9 10.0.0.7 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255 224.0.0.1
240.0.0.1 198.18.0.1 192.0.2.1 ::1 :: fe80::1 fc00::1 fd00:ec2::254 fec0::1 ff02::1 2001:db8::1 ::127.0.0.1
::ffff:127.0.0.1 ::ffff:10.0.0.7 64:ff9b::7f00:1 64:ff9b::a00:7 2002:7f00:1::1 2001::1
"""


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_the_public_internet_is_outside(address: str) -> None:
    assert is_outside(ip_address(address))


@pytest.mark.parametrize("address", INSIDE.split())
def test_everything_else_is_inside(address: str) -> None:
    assert not is_outside(ip_address(address))


@pytest.mark.anyio
@pytest.mark.parametrize("written", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
async def test_every_way_to_write_loopback_is_looked_up(written: str) -> None:
    assert "127.0.0.1" in await resolve(written, 80) or "::1" in await resolve(written, 80)


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["", "a..b", "x" * 70, "bees.invalid"])
async def test_what_is_no_name_leads_nowhere(name: str) -> None:
    with pytest.raises(NamelessError):
        assert await resolve(name, 80) != []
