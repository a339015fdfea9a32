"""The address to listen on is checked before anything starts."""

import socket

import pytest

from printshop.errors import ConfigError
from printshop.platform.web_server import check_port


def test_a_taken_port_is_named_with_the_next_free_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(ConfigError) as fault:
            check_port("127.0.0.1", port)

    assert fault.value.message.startswith(
        f"Port {port} on 127.0.0.1 is taken by another program; "
        "start Printshop with another one, as in --port ",
    )


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ConfigError) as fault:
        check_port("203.0.113.1", 18999)

    assert fault.value.message.startswith("203.0.113.1 is not an address of this machine: ")
