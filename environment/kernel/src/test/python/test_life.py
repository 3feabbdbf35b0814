"""A kernel from its start to its end, and everything that may cut it short."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

import kernels
from kernels import Kernel, alive, kernel, wait_until

# A child process that outlives everything unless somebody ends it.
CHILD = 'var child = new ProcessBuilder("sleep", "3600").start();\nchild.pid()'


class Interrupt(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.kernel = Kernel().ready()
        cls.addClassCleanup(cls.kernel.stop)
        cls.kernel.run('void begun() { System.out.println("begun"); }')

    def interrupted(self, code):
        """Runs a cell, interrupts it once it says that it has begun, and goes on to another one."""
        request = self.kernel.send(code)
        messages = self.kernel.published(request, lambda m: m["content"].get("text") == "begun\n" or kernels.is_idle(m))
        self.assertFalse(kernels.is_idle(messages[-1]), messages)
        self.kernel.interrupt()
        result = self.kernel.result(request)
        self.assertEqual(("error", "Interrupted"), (result.status, result.reply["content"].get("ename")))
        self.assertEqual("42", self.kernel.run("40 + 2").value)
        return result.error

    def test_sleep(self):
        error = self.interrupted("{\n  begun();\n  Thread.sleep(3_600_000);\n}")
        self.assertRegex(error, r"at cell \d+, line [23]$")
        self.assertNotIn("background", error)

    def test_busy_loop(self):
        error = self.interrupted("var n = 0L;\nfor (begun();; ) {\n  n++;\n}")
        self.assertRegex(error, r"at cell \d+, line [23]$")
        self.assertNotIn("background", error)

    def test_busy_loop_in_a_method(self):
        error = self.interrupted("int spin(int n) {\n  begun();\n  while (n != 1) n = n * 3 | 2;\n  return n;\n}\n"
                                 "spin(0);")
        self.assertRegex(error, r"at spin \(cell \d+, line [23]\)\n    at cell \d+, line 6$")

    def test_socket_read(self):
        self.interrupted('var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());\n'
                         'var socket = new Socket(listening.getInetAddress(), listening.getLocalPort());\n'
                         "{ begun(); socket.getInputStream().read(); }")
        self.kernel.run("listening.close();\nsocket.close();")

    def test_queue(self):
        self.interrupted("{ begun(); new LinkedBlockingQueue<String>().take(); }")

    def test_code_that_swallows_the_interrupt(self):
        self.interrupted("for (begun();; ) {\n  try {\n    Thread.sleep(1000);\n"
                         "  } catch (InterruptedException e) { }\n}")

    def test_work_of_a_library(self):
        self.interrupted("begun();\nStream.iterate(1, x -> x + 1).filter(x -> x < 0).findFirst()")

    def test_value_that_never_finds_its_words(self):
        self.interrupted("class Babble { public String toString() { begun(); while (true); } }\nnew Babble()")

    def test_what_was_opened_is_closed(self):
        self.kernel.run("var closed = new CountDownLatch(1);\n"
                        "class Door implements AutoCloseable {\n  public void close() throws InterruptedException {\n"
                        "    Thread.sleep(100);\n    closed.countDown();\n  }\n}")
        self.interrupted("try (var door = new Door()) {\n  begun();\n  Thread.sleep(3_600_000);\n}")
        self.assertEqual("0", self.kernel.run("closed.getCount()").value)

    def test_early_interrupt_is_not_lost(self):
        for _ in range(10):
            request = self.kernel.send("Thread.sleep(3_600_000);")
            self.kernel.interrupt()
            self.assertEqual("error", self.kernel.result(request).status)

    def test_interrupt_ends_all_cells_that_were_sent_before(self):
        requests = [self.kernel.send("Thread.sleep(3_600_000);", stop_on_error=False) for _ in range(3)]
        self.kernel.interrupt()
        for request in requests:
            self.assertEqual("error", self.kernel.result(request).status)

    def test_interrupt_of_an_idle_kernel_spares_the_next_cell(self):
        self.kernel.interrupt()
        self.assertEqual("2", self.kernel.run("1 + 1").value)

    def test_variables_survive(self):
        self.kernel.run("var survivor = 5;")
        self.interrupted("{ begun(); Thread.sleep(3_600_000); }")
        self.assertEqual("5", self.kernel.run("survivor").value)


class End(unittest.TestCase):

    def test_fifty_starts(self):
        for _ in range(10):
            started = [Kernel() for _ in range(5)]
            try:
                for each in started:
                    self.assertEqual("2", each.ready().run("1 + 1").value)
            finally:
                for each in started:
                    each.stop()
            for each in started:
                self.assertFalse(alive(each.pid))

    def test_restart(self):
        with kernel() as k:
            child = int(k.run(CHILD).value)
            old = k.pid
            k.manager.restart_kernel()
            k.ready()
            self.assertNotEqual(old, k.pid)
            self.assertFalse(alive(old))
            wait_until(lambda: not alive(child), "the end of the old kernel's child")
            self.assertEqual("error", k.run("child").status)
            self.assertEqual(1, k.run("1").reply["content"]["execution_count"] - 1)

    def test_shutdown_takes_children_along(self):
        with kernel() as k:
            pid, child = k.pid, int(k.run(CHILD).value)
            hook = pathlib.Path(tempfile.mkstemp()[1])
            self.addCleanup(hook.unlink)
            k.run('Runtime.getRuntime().addShutdownHook(new Thread(() -> {\n'
                  f'  try {{ Files.writeString(Path.of("{hook}"), "hook ran"); }} catch (IOException e) {{ }}\n}}));')
        self.assertFalse(alive(pid))
        wait_until(lambda: not alive(child), "the end of the child")
        self.assertEqual("hook ran", hook.read_text())

    def test_shutdown_while_a_cell_runs(self):
        with kernel() as k:
            pid = k.pid
            k.send("while (true);")
        self.assertFalse(alive(pid))

    def test_shutdown_with_a_sandbox_open(self):
        with kernel() as k:
            k.run("import beyondcache.sandbox.*;\nvar redis = Sandbox.standalone();")
            servers = [int(pid) for pid in subprocess.run(["pgrep", "-g", str(os.getpgid(k.pid))], capture_output=True,
                                                          text=True).stdout.split()]
            self.assertGreater(len(servers), 1)
        wait_until(lambda: not any(map(alive, servers)), "the end of the servers")

    def test_kill(self):
        k = Kernel().ready()
        pid, child = k.pid, int(k.run(CHILD).value)
        k.kill()
        wait_until(lambda: not alive(pid) and not alive(child), "the end of the kernel and of its child")

    def test_kernel_ends_with_its_jupyter(self):
        script = ("import os, signal, sys\nsys.path.insert(0, sys.argv[1])\nfrom kernels import Kernel\n"
                  "k = Kernel().ready()\nprint(k.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n")
        # Whoever is killed cannot remove the file that tells the kernel its ports.
        with tempfile.TemporaryDirectory() as temporary, \
                subprocess.Popen([sys.executable, "-c", script, os.path.dirname(os.path.abspath(__file__))],
                                 stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": temporary}) as jupyter:
            pid = int(jupyter.stdout.readline())
            jupyter.wait()
            wait_until(lambda: not alive(pid), "the end of a kernel whose Jupyter was killed")

    def test_exit_in_a_cell(self):
        k = Kernel().ready()
        try:
            k.send("System.exit(0);")
            wait_until(lambda: not k.manager.is_alive(), "the end of the kernel")
        finally:
            k.kill()


class Start(unittest.TestCase):

    def test_in_a_folder_with_spaces_and_letters_of_all_kinds(self):
        spec = kernels.kernelspec()
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary, "ein Ordner für Zoë ☃")
            folder.mkdir()
            spec.argv = [self.moved(argument, folder) for argument in spec.argv]
            with mock.patch("jupyter_client.kernelspec.KernelSpecManager.get_kernel_spec", return_value=spec):
                with kernel(cwd=str(folder)) as k:
                    self.assertEqual(str(folder), k.run('System.getProperty("user.dir")').value)
                    code = "beyondcache.CourseFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI()"
                    self.assertIn("Zoë", k.run(code + ".getPath()").value)
                    wrote = k.run('Files.writeString(Path.of("ß.txt"), "ß");\nFiles.exists(Path.of("ß.txt"))')
                    self.assertEqual("true", wrote.value)

    def moved(self, argument, folder):
        """The class path with its folders copied below another one."""
        parts = argument.split(os.pathsep)
        for i, part in enumerate(parts):
            if len(parts) > 1 and os.path.isdir(part):
                parts[i] = str(folder / f"classes {i}")
                shutil.copytree(part, parts[i])
        return os.pathsep.join(parts)

    def test_kernelspec(self):
        spec = kernels.kernelspec()
        self.assertEqual(("Java", "java", "message"), (spec.display_name, spec.language, spec.interrupt_mode))
        self.assertTrue(os.path.isabs(spec.argv[0]))
        self.assertEqual("{connection_file}", spec.argv[-1])

    def test_without_a_connection_file(self):
        command = kernels.kernelspec().argv[:-1]
        ended = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual((2, ""), (ended.returncode, ended.stdout))
        self.assertIn("started by Jupyter", ended.stderr)

    def test_strangers_are_ignored(self):
        # A port scanner, or a browser that got lost, must not end a kernel.
        import socket
        with kernel() as k:
            info = k.manager.get_connection_info()
            for port in ("shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"):
                with socket.create_connection((info["ip"], info[port])) as stranger:
                    stranger.sendall(b"GET / HTTP/1.0\r\n\r\n")
            forger = k.manager.client()
            forger.session.key = b"not the key"
            forger.start_channels()
            forger.kernel_info()
            forger.execute("var forged = 1;")
            forger.stop_channels()
            self.assertEqual("error", k.run("forged").status)
            self.assertEqual("2", k.run("1 + 1").value)


if __name__ == "__main__":
    unittest.main()
