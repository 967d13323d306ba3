"""One request to an HTTP server, and the wait for its answer.

The server is the service `slow-http` of the experiment: it runs on this
machine and answers after 20 ms, or what the block says.  The client
computes for a few tenths of a millisecond; the rest of the time it waits.
Plain sockets, so that nothing hides what is sent and where the wait is.
"""

import socket

REQUEST = b"GET / HTTP/1.0\r\n\r\n"


def address(worker):
    host, port = worker.params["slow-http"].strip("/").rsplit("/", 1)[1].split(":")
    return host, int(port)


def check(answer):
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"the server answered {answer[:40]!r}")


def work(worker):
    with socket.socket() as connection:
        connection.connect(address(worker))
        connection.sendall(REQUEST)
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    check(answer)


async def work_async(worker):
    import asyncio

    reader, writer = await asyncio.open_connection(*address(worker))
    writer.write(REQUEST)
    answer = await reader.read()
    writer.close()
    check(answer)
