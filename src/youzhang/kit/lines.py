"""The line that somebody asks from, as far as an address tells: what is counted by address is counted by line."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network


def line_of(address: str) -> str:
    """The address; of IPv6 the block of which one household has all addresses, or one person would have them all."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
