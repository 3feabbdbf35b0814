"""What users of other Java kernels and of JShell have reported as bugs, by its kind. All tests share one kernel."""

import unittest

import kernels

shared = None


def setUpModule():
    global shared
    shared = kernels.Kernel().ready()
    unittest.addModuleCleanup(shared.stop)


class ReportTest(unittest.TestCase):

    def run_all(self, *cells):
        """Runs cells that have to succeed, and returns the result of the last one."""
        for code in cells:
            result = shared.run(code)
            self.assertEqual("ok", result.status, f"{code}\n{result.error}")
        return result

    def value(self, *cells):
        return self.run_all(*cells).value

    def failure(self, code):
        result = shared.run(code)
        self.assertEqual("error", result.status, code)
        return result.error


class OneThread(ReportTest):

    def test_a_lock_is_released_by_the_statement_after_the_one_that_took_it(self):
        self.run_all("var lock = new java.util.concurrent.locks.ReentrantLock(); lock.lock(); lock.unlock();")

    def test_a_lock_is_released_by_the_cell_after_the_one_that_took_it(self):
        self.run_all("var kept = new java.util.concurrent.locks.ReentrantLock(); kept.lock();", "kept.unlock();")

    def test_a_thread_local_is_remembered(self):
        self.assertEqual("x", self.value('ThreadLocal<String> local = new ThreadLocal<>(); local.set("x");', "local.get()"))

    def test_an_interrupt_that_a_cell_leaves_behind_does_not_hit_the_next(self):
        self.assertEqual("slept", self.value("Thread.currentThread().interrupt();", 'Thread.sleep(10); "slept"'))

    def test_an_interrupted_cell_leaves_the_thread_to_the_next(self):
        self.run_all("var thread = Thread.currentThread();")
        request = shared.send('System.out.println("asleep"); Thread.sleep(60_000);')
        shared.published(request, lambda message: message["msg_type"] == "stream")
        shared.interrupt()
        self.assertEqual("error", shared.result(request).status)
        self.assertEqual("true", self.value("thread == Thread.currentThread()"))


class Redefinition(ReportTest):

    def test_a_changed_method_keeps_the_variables_that_used_it(self):
        self.assertEqual("600", self.value("int area(int w, int h) { return w * h; }", "var big = area(20, 30);",
                                           "int area(int w, int h) {\n  int more = 1;\n  return w * h + more;\n}", "big"))
        self.assertEqual("7", self.value("area(2, 3)"))

    def test_a_changed_class_keeps_the_objects_of_its_subclass(self):
        self.assertEqual("9 2", self.value(
            "class Base { int f() { return 1; } }\nclass Derived extends Base { int g = 7; }",
            "var derived = new Derived(); derived.g = 9;",
            "class Base { int f() { return 2; } }",
            'derived.g + " " + derived.f()'))

    def test_a_value_that_cannot_be_kept_is_named(self):
        self.run_all("class Shape { int a = 1; }", "var shape = new Shape();")
        result = self.run_all("class Shape { int a = 1; int b = 2; }")
        self.assertIn("The value of shape could not be kept", result.stream("stderr"))

    def test_variables_that_did_not_use_what_changed_are_left_alone(self):
        result = self.run_all("int other = 5;", "int twice(int n) { return n + n; }", "long twice(long n) { return 2 * n; }")
        self.assertEqual("", result.stream("stderr"))
        self.assertEqual("5", self.value("other"))


class RootCause(ReportTest):

    def test_a_name_that_a_method_uses_and_nothing_declares(self):
        for code in ["void t(Object o) { System.out.println(obj); }", "t(1)"]:
            error = self.failure(code)
            self.assertIn("variable obj", error)
            self.assertNotIn("SPIResolution", error)

    def test_a_type_that_a_class_uses_and_nothing_declares(self):
        for code in ["class Basket { Mapp<String, Integer> m; }", "new Basket()"]:
            self.assertIn("class Mapp", self.failure(code))

    def test_code_that_is_too_large_is_named_and_poisons_nothing(self):
        self.assertIn("code too large", self.failure("int[] huge = {" + ", ".join(map(str, range(12_000))) + "};"))
        self.assertEqual("2", self.value("1 + 1"))
        self.assertEqual("after\n", self.run_all('System.out.println("after");').stream("stdout"))

    def test_a_comment_that_is_not_closed(self):
        error = self.failure("int z = 1; /* open\nz = 2;")
        self.assertIn("cell", error)
        self.assertIn("unclosed comment", error)
        self.assertEqual('"', self.value("""var quote = '"'; /* closed */ var slash = "/*"; quote"""))

    def test_names_of_wrapper_classes_are_not_shown(self):
        self.assertNotIn("REPL", self.failure('class Queen {}\nObject king = "king"; Queen queen = (Queen) king;'))


class Semicolons(ReportTest):

    def test_may_be_missing_at_the_end_of_a_line(self):
        self.assertEqual("11", self.value("int q = 5\nint r = 6\nq + r"))
        self.assertEqual("5", self.value("int p = 5 // five\np"))
        self.assertEqual("PT1S", self.value("import java.time.*\nDuration.ofSeconds(1)"))
        self.assertEqual("0\n1\ndone\n", self.run_all(
            'for (int i = 0; i < 2; i++)\n  System.out.println(i)\nSystem.out.println("done")').stream("stdout"))

    def test_lines_that_go_on_are_one_statement(self):
        self.assertEqual("[1, 2, 3]", self.value("List.of(3, 1, 2)\n    .stream()\n    // in order\n    .sorted().toList()"))
        self.assertEqual("anon", self.value('new Object()\n{ public String toString() { return "anon"; } }'))
        self.assertEqual("3", self.value("1\n+ 2"))

    def test_keep_a_value_from_being_shown(self):
        self.run_all("int[] numbers = new int[1]; var map = new HashMap<String, Integer>();")
        for code in ["numbers[0] = 3;", 'map.put("k", 1);', 'System.out.printf("%d%n", 3);']:
            self.assertIsNone(self.value(code), code)
        self.assertEqual("1", self.value('map.put("k", 2)'))


class Values(ReportTest):

    def test_large_results_do_not_stay(self):
        self.run_all("byte[] large() { return new byte[200_000_000]; }", *["large()"] * 8)

    def test_a_map_that_is_cut_off_ends_as_a_map(self):
        text = self.value("IntStream.range(0, 300).boxed().collect(Collectors.toMap(i -> i, i -> i))")
        self.assertTrue(text.endswith("... 100 more}"), text[-40:])

    def test_a_sealed_type_permits_its_subtypes_only(self):
        self.assertEqual("Circle[r=1.0]", self.value("sealed interface Figure{}\nrecord Circle(double r) implements Figure{}\n"
                                                     "record Group(List<? extends Figure> all){}\nnew Circle(1)"))


class Completion(ReportTest):

    def test_a_cursor_beyond_the_end_is_the_end(self):
        reply = shared.ask(shared.client.complete, "Strin", 500)
        self.assertIn("String", reply["matches"])

    def test_behind_an_emoji(self):
        reply = shared.ask(shared.client.complete, 'var smile = "😀"; Strin', 23)
        self.assertIn("String", reply["matches"])


class Ends(unittest.TestCase):

    def test_exit_shows_what_was_printed_and_says_why_the_kernel_ended(self):
        kernel = kernels.Kernel().ready()
        try:
            request = kernel.send('System.out.println("last"); System.exit(3);')
            seen = kernel.published(request, lambda message: "ended the kernel" in message["content"].get("text", ""))
            self.assertIn("last\n", [message["content"].get("text") for message in seen])
        finally:
            kernel.kill()

    def test_an_interrupt_while_a_scanner_waits_does_not_close_it(self):
        kernel = kernels.Kernel().ready()
        try:
            kernel.run("var in = new Scanner(System.in);")
            for interrupted in (True, False):
                request = kernel.client.execute("in.nextLine()", allow_stdin=True)
                kernel.client.get_stdin_msg(timeout=20)
                if interrupted:
                    kernel.interrupt()
                else:
                    kernel.client.input("hello")
                result = kernel.result(request)
            self.assertEqual("hello", result.value, result.error)
        finally:
            kernel.stop()


if __name__ == "__main__":
    unittest.main()
