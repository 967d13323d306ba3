#!/usr/bin/env python3
"""Ask a server one thing, byte for byte as told, and print its answer.

usage: ask.py PORT METHOD ADDRESS [HEADER...]

A header is "Name: value"; without one that says Host, that of the server is sent, and "Host:" sends
none.  Status 1 when the server does not answer.  What never ends is printed as it comes.
"""

import socket
import sys


def main():
    port, method, address, headers = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    if not any(line.lower().startswith("host:") for line in headers):
        headers.append(f"Host: 127.0.0.1:{port}")
    lines = [f"{method} {address} HTTP/1.1", "Connection: close"]
    lines += [line for line in headers if line.lower() != "host:"]
    with socket.create_connection(("127.0.0.1", int(port)), timeout=20) as link:
        link.sendall("\r\n".join(lines + ["", ""]).encode("latin-1"))
        got = 0
        while data := link.recv(65536):
            got += len(data)
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
    return 0 if got else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OSError as error:
        print(f"ask.py: {error}", file=sys.stderr)
        sys.exit(1)
