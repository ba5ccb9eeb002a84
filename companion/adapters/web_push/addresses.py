"""Which network addresses are out in the world. What an allowed name leads to is looked at when connecting."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_TRANSLATED = IPv6Network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Whether an address is out in the world, and so is each that is wrapped in it."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return all(map(_is_global, _with_wrapped(address)))


def _with_wrapped(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    wrapped = [address.sixtofour, *(address.teredo or ())]
    if address in _TRANSLATED:
        wrapped.append(IPv4Address(int(address) & 0xFFFF_FFFF))
    return [address, *(inner for inner in wrapped if inner)]


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not (special and address not in _TRANSLATED)
