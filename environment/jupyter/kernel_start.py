"""Starts the Java kernel some times, one after another, and says how long each took to answer its first request.

    kernel_start.py TIMES
"""
import json
import os
import sys
import time

from jupyter_client.manager import KernelManager

import parent


manager = None


def end_early():
    if manager and manager.provisioner and manager.provisioner.process:
        manager.provisioner.process.terminate()
    os._exit(1)


def main(times):
    parent.detach()
    parent.when_gone(end_early)
    for _ in range(times):
        global manager
        start = time.monotonic()
        manager = KernelManager(kernel_name="java")
        manager.start_kernel()
        try:
            client = manager.client()
            client.start_channels()
            client.wait_for_ready(timeout=60)
            print(json.dumps({"event": "kernel", "seconds": round(time.monotonic() - start, 3)}), flush=True)
            client.stop_channels()
        finally:
            manager.shutdown_kernel()


if __name__ == "__main__":
    main(int(sys.argv[1]))
