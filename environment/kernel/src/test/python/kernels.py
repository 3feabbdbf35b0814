"""Drives the course's Java kernel the way Jupyter does. JUPYTER_PATH has to name the folder of its kernelspec."""

import contextlib
import os
import pathlib
import resource
import time

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import KernelManager

# Clients leave event loops behind, each of them three open files, and the tests start many.
resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),
                                            resource.getrlimit(resource.RLIMIT_NOFILE)[1]))

# Only a hang lasts this long, however busy the machine is.
PATIENCE = 90


def kernelspec():
    """The kernelspec under test."""
    try:
        return KernelSpecManager().get_kernel_spec("java")
    except NoSuchKernel:
        raise SystemExit("No kernelspec called 'java' was found. Set JUPYTER_PATH to the folder that './course run' or "
                         "'./course lab' writes: .course/jupyter in the course's folder.")


class Result:
    """What became of a cell: the reply, and the messages that it published."""

    def __init__(self, reply, messages):
        self.reply = reply
        self.messages = messages

    @property
    def status(self):
        return self.reply["content"]["status"]

    def of(self, kind):
        return [m["content"] for m in self.messages if m["msg_type"] == kind]

    def stream(self, name):
        return "".join(c["text"] for c in self.of("stream") if c["name"] == name)

    @property
    def value(self):
        """The text of the last expression's value, or None."""
        values = self.of("execute_result")
        return values[0]["data"]["text/plain"] if values else None

    @property
    def error(self):
        """What the reader sees of a failure: the lines of the traceback as one text."""
        return "\n".join(line for c in self.of("error") for line in c["traceback"])


class Kernel:
    """A kernel of one's own, and a client to it."""

    def __init__(self, **options):
        self.manager = KernelManager(kernel_name="java")
        self.last = None
        self.manager.start_kernel(**options)
        self.client = self.manager.client()
        self.client.start_channels()

    def ready(self):
        self.client.wait_for_ready(timeout=PATIENCE)
        return self

    @property
    def pid(self):
        """The process; the last one, once the kernel has been stopped."""
        if self.manager.provisioner.process:
            self.last = self.manager.provisioner.process.pid
        return self.last

    def send(self, code, **options):
        return self.client.execute(code, **options)

    def reply(self, request):
        deadline = time.monotonic() + PATIENCE
        while True:
            message = self.client.get_shell_msg(timeout=max(0, deadline - time.monotonic()))
            if message["parent_header"].get("msg_id") == request:
                return message

    def published(self, request, until):
        """Messages about a request, up to and with the first one of which until(message) is true."""
        messages = []
        deadline = time.monotonic() + PATIENCE
        while not messages or not until(messages[-1]):
            message = self.client.get_iopub_msg(timeout=max(0, deadline - time.monotonic()))
            if message["parent_header"].get("msg_id") == request:
                messages.append(message)
        return messages

    def result(self, request):
        messages = self.published(request, is_idle)
        return Result(self.reply(request), messages)

    def run(self, code, **options):
        return self.result(self.send(code, **options))

    def ask(self, question, *arguments, **options):
        """The content of the reply to a request that is no cell."""
        return self.reply(question(*arguments, **options))["content"]

    def interrupt(self):
        self.manager.interrupt_kernel()

    def stop(self):
        self.last = self.pid
        self.client.stop_channels()
        self.manager.shutdown_kernel()
        self.manager.cleanup_resources()

    def kill(self):
        self.last = self.pid
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()


def is_idle(message):
    return message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"


@contextlib.contextmanager
def kernel(**options):
    started = Kernel(**options)
    try:
        yield started.ready()
    finally:
        started.stop()


def alive(pid):
    """Whether a process runs; one that has ended and that nobody has asked about yet does not."""
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX"
    except FileNotFoundError:
        if os.path.isdir("/proc/self"):
            return False
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("Waited in vain: " + what)
        time.sleep(0.02)
