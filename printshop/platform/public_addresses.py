"""Which numbers of machines are public: none of a private network, of this machine, or of no use.

A list of our own: what `ipaddress` calls global changes from one Python to the next.
Source: IANA's special-purpose registries of IPv4 and IPv6 addresses, and RFC 3879 and 6890.
"""

import ipaddress
from typing import Final

_NOT_PUBLIC_V4: Final = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # behind a provider's NAT
        "127.0.0.0/8",  # this machine
        "169.254.0.0/16",  # of one cable, and what clouds tell their machines
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocols
        "192.0.2.0/24",  # examples
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # examples
        "203.0.113.0/24",  # examples
        "224.0.0.0/4",  # many at once
        "240.0.0.0/4",  # of no use, and all at once
    )
)
# All that is public in IPv6 lies within the first; what lies outside is not.
_PUBLIC_V6: Final = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_V6: Final = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocols, Teredo among them
        "2001:db8::/32",  # examples
        "2002::/16",  # 6to4: an IPv4 address, of any kind
        "3fff::/20",  # examples
    )
)
# IPv4 addresses that are written as IPv6 ones; NAT64 is how networks of IPv6 alone reach them.
_OF_V4: Final = (ipaddress.IPv6Network("::ffff:0:0/96"), ipaddress.IPv6Network("64:ff9b::/96"))


def is_public(number: str) -> bool:
    """Whether a machine of this number is one of the public internet."""
    ip = ipaddress.ip_address(number.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if not any(ip in network for network in _OF_V4):
            return ip in _PUBLIC_V6 and not any(ip in network for network in _NOT_PUBLIC_V6)
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return not any(ip in network for network in _NOT_PUBLIC_V4)
