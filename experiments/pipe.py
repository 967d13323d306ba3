"""Short input and output: 4 KiB go into a pipe and come out again, many
times.

Each worker has a pipe of its own, which is never full when it writes and
never empty when it reads, so that no call waits for anybody.  A write and a
read take about a microsecond together.  The factor `passes` says how often,
20 000 times unless the experiment varies it.
"""

import os

PAGE = bytes(4096)


def work(worker):
    reader, writer = os.pipe()
    for _ in range(int(worker.params.get("passes", 20_000))):
        os.write(writer, PAGE)
        os.read(reader, len(PAGE))
    os.close(reader)
    os.close(writer)
