"""Whose address a request came from."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from werkzeug.wrappers import Request

from companion.config import Network

IPV6_HOUSEHOLD = 64  # one household or one phone holds a whole /64


def address_of(request: Request, trusted: tuple[Network, ...]) -> str:
    """The sender's address, for IPv6 its network; a forwarded one only where a trusted proxy says so."""
    hops = [request.remote_addr or "", *reversed([hop.strip() for hop in _forwarded(request)])]
    sender = hops[0]
    for hop in hops:
        address = _read(hop)
        if address is None:
            break
        sender = _household(address)
        if not any(address in network for network in trusted):
            break
    return sender


def _forwarded(request: Request) -> list[str]:
    return request.headers.get("X-Forwarded-For", "").split(",")


def _read(hop: str) -> IPv4Address | IPv6Address | None:
    """The address of a hop; some proxies write the port behind it, as in `192.0.2.1:443` and `[2001:db8::1]:443`."""
    bare = hop.removeprefix("[").partition("]")[0] if hop.startswith("[") else hop
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _household(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, IPV6_HOUSEHOLD), strict=False))
