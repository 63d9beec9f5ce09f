"""Where and with what somebody signs in: as much as people recognise it by, and no more."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from app import text

DEVICE_LENGTH = 300  # what a browser says of itself may be longer, and is no reason to turn anybody away


def one_device(device: str) -> str:
    """What a browser says of itself, on one line and not too long."""
    return text.one_line(device[:DEVICE_LENGTH], 'device', most=DEVICE_LENGTH, required=False)


def prefix(address: str) -> str:
    """The network part people recognise a place by: /24 of IPv4, /48 of IPv6; nothing of what is no address."""
    try:
        known = ip_address(address.partition('%')[0])
    except ValueError:
        return ''
    known = getattr(known, 'ipv4_mapped', None) or known
    return str(ip_network((known, 24 if known.version == 4 else 48), strict=False).network_address)
