"""A process that ends with the one that started it.

The `course` command holds the other end of our standard input and never writes to it. When that process goes, however
it goes (kill -9, a closed terminal), the pipe reaches its end, and we know.
"""
import os
import threading


def detach():
    """Leaves the terminal's process group: a Ctrl-C there goes to `course` alone, which then ends us in good order."""
    try:
        os.setsid()
    except OSError:
        pass  # already the leader of a session, which serves as well


def when_gone(then):
    """Calls `then()` on a thread of its own once the starting process has gone. Standard input is empty afterwards."""
    pipe = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.set_inheritable(pipe, False)

    def watch():
        while os.read(pipe, 1):
            pass
        then()

    threading.Thread(target=watch, name="parent", daemon=True).start()
