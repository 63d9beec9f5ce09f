"""Where we listen. `localhost` is two addresses, and a browser takes whichever it likes: we are at both or neither."""

from __future__ import annotations

import errno
import socket

HERE = ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1'))
NONE_OF_THE_KIND = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)  # a machine without IPv6


class CannotListen(SystemExit):
    """One line that says where, and a non-zero exit."""


def opened(host: str, port: int) -> list[socket.socket] | None:
    """Bound to both addresses of this machine for `localhost`; None for any other host, which is one address.

    Raises: CannotListen.
    """
    if host != 'localhost':
        return None
    bound: list[socket.socket] = []
    for kind, address in HERE:
        try:
            bound.append(_bound(kind, address, port or (bound[0].getsockname()[1] if bound else 0)))
        except OSError as error:
            if kind == socket.AF_INET6 and error.errno in NONE_OF_THE_KIND:
                continue
            for each in bound:
                each.close()
            raise CannotListen(f'Daybook cannot listen at {address}, port {port}: {error.strerror}') from error
    return bound


def _bound(kind: socket.AddressFamily, address: str, port: int) -> socket.socket:
    listening = socket.socket(kind, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if kind == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind((address, port))
    except OSError:
        listening.close()
        raise
    return listening
