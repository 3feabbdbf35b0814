"""What a cell says: values, errors, output, pictures. All tests share one kernel, as the cells of a notebook do."""

import unittest

import kernels

shared = None


def setUpModule():
    global shared
    shared = kernels.Kernel().ready()
    unittest.addModuleCleanup(shared.stop)


class CellTest(unittest.TestCase):

    @property
    def kernel(self):
        return shared

    def value(self, code):
        result = self.kernel.run(code)
        self.assertEqual("ok", result.status, result.error)
        return result.value

    def failure(self, code):
        result = self.kernel.run(code)
        self.assertEqual("error", result.status)
        # The two must agree: front ends read the one, nbclient the other.
        self.assertEqual(result.error, "\n".join(result.reply["content"]["traceback"]))
        return result.error

    def number(self, result):
        return result.reply["content"]["execution_count"]


class Language(CellTest):

    def test_last_expression_is_the_value(self):
        self.assertEqual("3", self.value("1 + 2"))
        self.assertEqual("3", self.value("int three = 3;\nthree"))
        self.assertEqual("hello", self.value('"hello"'))

    def test_declarations_and_statements_have_no_value(self):
        for code in ["int quiet = 1;", "void nothing() {}", "class Silent {}", "import java.time.*;", "nothing();",
                     "// a comment", "", "  \n", "int loud = 2; loud = 3;"]:
            with self.subTest(code=code):
                self.assertIsNone(self.value(code))

    def test_null_is_shown(self):
        self.assertEqual("null", self.value("String absent = null;\nabsent"))

    def test_arrays_and_collections_show_what_is_in_them(self):
        self.assertEqual("[1, 2, 3]", self.value("new int[] {1, 2, 3}"))
        self.assertEqual("[[1], [2, 3]]", self.value("new int[][] {{1}, {2, 3}}"))
        self.assertEqual("[a, null]", self.value('new String[] {"a", null}'))
        self.assertEqual("{k=[1, 2]}", self.value('Map.of("k", List.of(1, 2))'))
        self.assertEqual("{k=[1, 2]}", self.value('Map.of("k", new int[] {1, 2})'))

    def test_long_values_are_cut(self):
        self.assertRegex(self.value("new int[1_000_000]"), r"^\[0, 0, .* more\]$")
        self.assertIn("more characters", self.value('"x".repeat(50_000)'))
        self.assertLess(len(self.value('Collections.nCopies(1000, "x".repeat(1000))')), 12_000)

    def test_types_refer_to_each_other(self):
        self.assertEqual("A[b=B[a=null]]", self.value(
            "record A(B b) {}\nrecord B(A a) {}\nnew A(new B(null))"))
        self.assertEqual("9", self.value("class Child extends Parent {}\nclass Parent { int z = 9; }\nnew Child().z"))
        self.assertEqual("true", self.value(
            "boolean even(int n) { return n == 0 || odd(n - 1); }\n"
            "boolean odd(int n) { return n != 0 && even(n - 1); }\neven(10)"))

    def test_sealed_types(self):
        self.assertEqual("Circle[r=1.0]", self.value(
            "sealed interface Shape permits Circle, Square {}\nrecord Circle(double r) implements Shape {}\n"
            "record Square(double s) implements Shape {}\nnew Circle(1)"))

    def test_sealed_types_without_permits_as_in_a_file(self):
        self.assertEqual("Ok[value=a]", self.value(
            "sealed interface Try<T> {}\nrecord Ok<T>(T value) implements Try<T> {}\n"
            'record No<T>(String why) implements Try<T> {}\nTry<String> t = new Ok<>("a");\nt'))
        self.assertEqual("3", self.value(
            "abstract sealed class Tree { abstract int sum(); }\n"
            "final class Leaf extends Tree { int v; Leaf(int v) { this.v = v; } int sum() { return v; } }\n"
            "non-sealed class Pair extends Tree {\n  Tree l, r;\n  Pair(Tree l, Tree r) { this.l = l; this.r = r; }\n"
            "  int sum() { return l.sum() + r.sum(); }\n}\n"
            "new Pair(new Leaf(1), new Leaf(2)).sum()"))

    def test_redefinition(self):
        self.assertEqual("1", self.value("int answer() { return 1; }\nint twice() { return answer() + answer(); }\n"
                                         "answer()"))
        self.assertEqual("84", self.value("int answer() { return 42; }\ntwice()"))
        self.assertEqual("P[x=1]", self.value("record P(int x) {}\nnew P(1)"))
        self.assertEqual("P[y=b]", self.value('record P(String y) {}\nnew P("b")'))
        self.assertEqual("text", self.value('var v = 1;\nvar v = "text";\nv'))

    def test_generics_lambdas_and_text_blocks(self):
        self.assertEqual("9", self.value(
            "<T extends Comparable<T>> T greatest(List<T> l) { return Collections.max(l); }\n"
            "greatest(List.of(3, 9, 2))"))
        self.assertEqual("8", self.value("@FunctionalInterface\ninterface Fn { int f(int x); }\n"
                                         "Fn dbl = x -> 2 * x;\ndbl.f(4)"))
        self.assertEqual("[b, c]", self.value(
            'Stream.of("c", "b")\n    .sorted()\n    .toList()'))
        self.assertEqual("a\n  b", self.value('"""\n  a\n    b"""'))

    def test_imports_last(self):
        self.kernel.run("import java.time.Duration;\nimport static java.lang.Math.*;")
        self.assertEqual("PT3S", self.value("Duration.ofSeconds(max(1, 3))"))

    def test_imports_leave_variables_alone(self):
        self.assertEqual("[5, P5[x=5]]", self.value(
            'record P5(int x) {}\nvar kept = 5;\nvar object = new P5(5);\n\n// With a comment.\nimport java.time.*;\n'
            "import java.util.zip.*;\nimport static java.lang.Math.*;\nList.of(kept, object)"))

    def test_classes_of_cells_are_found_by_name(self):
        # What libraries do that store objects: they ask the thread's class loader.
        self.assertEqual("true", self.value(
            "record Found(int x) {}\n"
            "var loader = Thread.currentThread().getContextClassLoader();\n"
            "Class.forName(Found.class.getName(), true, loader) == Found.class"))

    def test_system_streams_are_given_back(self):
        self.kernel.run("System.setOut(new PrintStream(OutputStream.nullOutputStream()));")
        self.assertEqual("still here\n", self.kernel.run('System.out.println("still here");').stream("stdout"))


class Errors(CellTest):

    def test_compile_error_at_its_line_with_a_caret(self):
        result = self.kernel.run("int ok = 1;\nint broken = ok + missing;\nint after = 3;")
        self.assertEqual(f"cell {self.number(result)}, line 2: cannot find symbol\n"
                         "  symbol:   variable missing\n"
                         "    int broken = ok + missing;\n"
                         "                      ^", result.error)

    def test_syntax_error(self):
        self.assertRegex(self.failure("var a = 1;\n\nvar b = ;"),
                         r"line 3: illegal start of expression\n    var b = ;\n +\^")
        self.assertRegex(self.failure("if (true) {\n  int x;"), r"line 2: reached end of file while parsing")

    def test_error_inside_of_a_type_or_method(self):
        self.assertRegex(self.failure('class Wrong {\n  // a note on mising\n  int m() {\n    return mising;\n  }\n}'),
                         r"line 4: cannot find symbol\n  symbol:   variable mising\n        return mising;\n {15}\^")
        self.assertRegex(self.failure('int wrong() {\n  return "text";\n}'), r"line 2: incompatible types")
        self.assertRegex(self.failure("sealed interface S1 {}\nrecord R1() implements S1 { int f() { return x1; } }"),
                         r"line 2: cannot find symbol")

    def test_what_a_later_cell_declares_mends_an_earlier_one(self):
        self.failure("int early() { return later(); }")
        self.assertEqual("5", self.value("int later() { return 5; }\nearly()"))

    def test_exception_with_causes_and_frames_of_cells_only(self):
        first = self.kernel.run("class Cart {\n  void add(int n) {\n    if (n < 0) {\n"
                                '      throw new IllegalArgumentException("n is " + n);\n    }\n  }\n}')
        self.assertEqual("ok", first.status, first.error)
        second = self.kernel.run('\ntry {\n  new Cart().add(-1);\n} catch (RuntimeException e) {\n'
                                 '  throw new IllegalStateException("the cart", e);\n}')
        one, two = self.number(first), self.number(second)
        self.assertEqual("java.lang.IllegalStateException: the cart\n"
                         f"    at cell {two}, line 5\n"
                         "Caused by: java.lang.IllegalArgumentException: n is -1\n"
                         f"    at Cart.add (cell {one}, line 4)\n"
                         f"    at cell {two}, line 3", second.error)
        self.assertEqual(("IllegalStateException", "the cart"),
                         (second.of("error")[0]["ename"], second.of("error")[0]["evalue"]))

    def test_exception_of_another_thread(self):
        error = self.failure("var pool = Executors.newSingleThreadExecutor();\ntry {\n  pool.submit(() -> {\n"
                             "    return 1 / 0;\n"
                             "  }).get();\n} finally {\n  pool.shutdown();\n}")
        self.assertIn("Caused by: java.lang.ArithmeticException: / by zero\n    at lambda (cell", error)
        self.assertIn(", line 4)", error)

    def test_endless_recursion_is_told_shortly(self):
        error = self.failure("int down(int n) { return down(n + 1); }\ndown(0)")
        self.assertRegex(error, r"StackOverflowError\n    at down \(cell \d+, line 1\), \d+ times")

    def test_own_exceptions_go_by_their_own_name(self):
        error = self.failure("class Full extends RuntimeException { Full(String m) { super(m); } }\n"
                             'throw new Full("no room");')
        self.assertTrue(error.startswith("Full: no room\n"), error)

    def test_uncaught_exception_of_a_background_thread(self):
        result = self.kernel.run("var t = new Thread(() -> {\n  throw new IllegalStateException(\"alone\");\n});\n"
                                 "t.start();\nt.join();")
        self.assertIn(f"IllegalStateException: alone\n\tat lambda (cell {self.number(result)}, line 2)",
                      result.stream("stderr"))
        self.assertEqual("ok", result.status)

    def test_printed_stack_trace(self):
        result = self.kernel.run('new RuntimeException("printed").printStackTrace();')
        self.assertEqual(f"java.lang.RuntimeException: printed\n\tat cell {self.number(result)}, line 1\n",
                         result.stream("stderr"))

    def test_toString_that_throws(self):
        error = self.failure('class Mute { public String toString() { throw new RuntimeException("mute"); } }\n'
                             'new Mute()')
        self.assertRegex(error, r"RuntimeException: mute\n    at Mute.toString \(cell \d+, line 1\)")

    def test_error_of_the_vm_leaves_the_kernel_usable(self):
        error = self.failure("var hoard = new ArrayList<long[]>();\nwhile (true) hoard.add(new long[50_000_000]);")
        self.assertIn("OutOfMemoryError", error)
        self.assertEqual("2", self.value("hoard.clear();\n1 + 1"))

    def test_cells_behind_a_failure_are_not_run(self):
        requests = [self.kernel.send(c) for c in ['throw new RuntimeException("first");', "int leak = 1;", "2 + 2"]]
        self.assertEqual(["error", "aborted", "aborted"],
                         [self.kernel.result(r).status for r in requests])
        self.assertEqual("3", self.value("1 + 2"))


class Output(CellTest):

    def test_streams_in_order(self):
        result = self.kernel.run('System.out.print("a");\nSystem.err.print("b");\nSystem.out.print("ç\U0001F600");')
        self.assertEqual([("stdout", "a"), ("stderr", "b"), ("stdout", "ç\U0001F600")],
                         [(c["name"], c["text"]) for c in result.of("stream")])

    def test_many_lines_are_few_messages(self):
        result = self.kernel.run("for (var i = 0; i < 5000; i++) System.out.println(i);")
        self.assertEqual([str(i) for i in range(5000)], result.stream("stdout").split())
        self.assertLess(len(result.of("stream")), 100)

    def test_text_comes_before_what_follows_it(self):
        result = self.kernel.run('import static beyondcache.show.Show.*;\nSystem.out.println("before");\n'
                                 'show(table("a").row(1));\nSystem.out.println("after");\n7')
        self.assertEqual(["stream", "display_data", "stream", "execute_result"],
                         [m["msg_type"] for m in result.messages if m["msg_type"] not in ("status", "execute_input")])

    def test_background_thread_while_its_cell_runs(self):
        result = self.kernel.run('var t1 = new Thread(() -> System.out.println("from the background"));\n'
                                 't1.start();\nt1.join();')
        self.assertEqual("from the background\n", result.stream("stdout"))

    def test_background_thread_after_its_cell(self):
        request = self.kernel.send('var door = new CountDownLatch(1);\nnew Thread(() -> {\n  try {\n    door.await();\n'
                                   '    System.out.println("late out");\n    System.err.println("late err");\n'
                                   '  } catch (InterruptedException e) { }\n}).start();')
        self.assertEqual("", self.kernel.result(request).stream("stdout"))
        opener = self.kernel.send("door.countDown();\nThread.sleep(1);")
        messages = self.kernel.published(opener, lambda m: "late err" in m["content"].get("text", ""))
        self.assertIn("late out\n", [m["content"].get("text") for m in messages])
        self.kernel.reply(opener)

    def test_background_thread_while_nothing_runs(self):
        request = self.kernel.send('new Thread(() -> {\n  try {\n    Thread.sleep(300);\n'
                                   '    System.out.println("alone");\n'
                                   '  } catch (InterruptedException e) { }\n}).start();')
        messages = self.kernel.published(request, lambda m: "alone" in m["content"].get("text", ""))
        self.assertTrue(any(map(kernels.is_idle, messages[:-1])), "the cell had ended before")
        self.kernel.reply(request)

    def test_endless_output_is_cut(self):
        result = self.kernel.run("for (var i = 0; i < 20_000; i++) {\n"
                                 '  System.out.println("a line that somebody forgot " + i);\n}')
        self.assertEqual("ok", result.status)
        self.assertLess(len(result.stream("stdout")), 600_000)
        self.assertIn("The output of this cell ends here", result.stream("stderr"))
        self.assertEqual("again\n", self.kernel.run('System.out.println("again");').stream("stdout"))

    def test_silent_cells_say_nothing(self):
        before = self.number(self.kernel.run("1"))
        silent = self.kernel.run("2", silent=True, store_history=False)
        self.assertEqual([], silent.of("execute_result"))
        self.assertEqual(before + 1, self.number(self.kernel.run("3")))


class Display(CellTest):

    @classmethod
    def setUpClass(cls):
        shared.run("import static beyondcache.show.Show.*;")

    def test_html_markdown_svg_and_png(self):
        for code, kind in [('show(html("<b>bold</b>", "bold"));', "text/html"),
                           ('show(markdown("*bold*"));', "text/markdown"),
                           ('show(table("a", "b").row(1, 2));', "text/html"),
                           ('show(new java.awt.image.BufferedImage(2, 2, 1));', "image/png")]:
            with self.subTest(kind=kind):
                shown = self.kernel.run(code).of("display_data")
                self.assertEqual(1, len(shown))
                self.assertIn(kind, shown[0]["data"])
                self.assertIn("text/plain", shown[0]["data"])

    def test_data_of_any_kind_by_the_kernel_itself(self):
        result = self.kernel.run(
            "import org.dflib.jjava.jupyter.kernel.BaseKernel;\n"
            "import org.dflib.jjava.jupyter.kernel.display.DisplayData;\n"
            'var svg = new DisplayData("a circle");\nsvg.putSVG("<svg/>");\nBaseKernel.notebookKernel().display(svg);')
        self.assertEqual([{"text/plain": "a circle", "image/svg+xml": "<svg/>"}],
                         [c["data"] for c in result.of("display_data")])

    def test_update_in_place(self):
        result = self.kernel.run('var d = show(html("<i>1</i>", "1"));\nd.update(html("<i>2</i>", "2"));')
        shown, updated = result.of("display_data"), result.of("update_display_data")
        self.assertEqual((1, 1), (len(shown), len(updated)))
        self.assertEqual(shown[0]["transient"]["display_id"], updated[0]["transient"]["display_id"])
        self.assertEqual("<i>2</i>", updated[0]["data"]["text/html"])

    def test_update_from_a_later_cell_and_another_thread(self):
        shown = self.kernel.run('var place = show(html("<i>1</i>", "1"));').of("display_data")
        result = self.kernel.run('var painter = new Thread(() -> place.update(html("<i>3</i>", "3")));\n'
                                 'painter.start();\npainter.join();')
        updated = result.of("update_display_data")
        self.assertEqual(shown[0]["transient"], updated[0]["transient"])

    def test_a_picture_as_the_last_value_is_drawn(self):
        result = self.kernel.run('html("<b>x</b>", "x")')
        self.assertEqual("<b>x</b>", result.of("execute_result")[0]["data"]["text/html"])

    def test_a_display_as_the_last_value_is_not_repeated(self):
        result = self.kernel.run('show(html("<b>x</b>", "x"))')
        self.assertEqual((1, 0), (len(result.of("display_data")), len(result.of("execute_result"))))


class Help(CellTest):

    @classmethod
    def setUpClass(cls):
        shared.run('record Pt(int x, int y) { int sum() { return x + y; } }\nvar pt = new Pt(1, 2);\n'
                   'String naïve = "a";'
                       "\nimport beyondcache.sandbox.*;")

    def complete(self, code, at=None):
        reply = self.kernel.ask(self.kernel.client.complete, code, len(code) if at is None else at)
        self.assertEqual("ok", reply["status"])
        return [code[:reply["cursor_start"]] + match for match in reply["matches"]]

    def inspect(self, code, at):
        reply = self.kernel.ask(self.kernel.client.inspect, code, at)
        self.assertEqual("ok", reply["status"])
        return reply["data"]["text/plain"] if reply["found"] else None

    def test_completion(self):
        self.assertEqual(["pt.sum()"], self.complete("pt.su"))
        self.assertEqual(['"abc".toUpperCase('], self.complete('"abc".toUpper'))
        self.assertIn("Sandbox.standalone(", self.complete("Sandbox.st"))
        self.assertEqual([], self.complete("nothing.at.all."))

    def test_completion_in_the_middle_and_after_letters_of_all_kinds(self):
        self.assertEqual(["pt.sum()"], self.complete("pt.su; int k = 1;", 5))
        self.assertEqual(["naïve.trim()"], self.complete("naïve.tri"))
        self.assertEqual(['var s = "\U0001F600"; naïve.isBlank()'], self.complete('var s = "\U0001F600"; naïve.isB'))

    def test_completion_knows_the_lines_above(self):
        code = "import java.time.*;\nint f() { return 1; }\nvar q = new ArrayList<String>();\nq.addA"
        self.assertEqual([code + "ll("], self.complete(code))

    def test_inspection(self):
        self.assertIn("String.substring(int beginIndex, int endIndex)", self.inspect('"abc".substring(1)', 8))
        self.assertRegex(self.inspect("pt.sum()", 4), r"^int Pt.*\.sum\(\)$")
        self.assertIn("Pt", self.inspect("pt", 1))
        self.assertIsNone(self.inspect("unknown", 3))

    def test_inspection_has_the_javadoc_of_the_course(self):
        self.assertRegex(self.inspect("Sandbox.standalone()", 10), r"Standalone Sandbox.standalone\(\)\n    \w+")

    def test_is_complete(self):
        for code, status in [("1 + 1", "complete"), ("int f() {\n  return 1;\n}", "complete"),
                             ("int f() {", "incomplete"),
                             ("int x = 1;\nvar y = ", "incomplete"), ("x +* ;;", "invalid"), ("", "complete"),
                             ("non-sealed class X extends Y {}", "complete")]:
            with self.subTest(code=code):
                self.assertEqual(status, self.kernel.ask(self.kernel.client.is_complete, code)["status"])

    def test_history(self):
        self.kernel.run("int remembered = 1;")
        self.kernel.run("int forgotten = 1;", store_history=False)
        number = self.number(self.kernel.run("remembered"))
        ask = lambda **how: self.kernel.ask(self.kernel.client.history, raw=True, output=False, **how)["history"]
        self.assertEqual([[1, number - 1, "int remembered = 1;"], [1, number, "remembered"]],
                         ask(hist_access_type="tail", n=2))
        self.assertEqual([[1, number, "remembered"]],
                         ask(hist_access_type="range", session=0, start=number, stop=number + 1))
        self.assertEqual(["int remembered = 1;"],
                         [e[2] for e in ask(hist_access_type="search", pattern="int rem*", n=5)])

    def test_kernel_info(self):
        info = self.kernel.ask(self.kernel.client.kernel_info)
        self.assertEqual(("ok", "Java", ".java"),
                         (info["status"], info["language_info"]["name"], info["language_info"]["file_extension"]))


class Input(CellTest):

    def test_without_a_reader_to_ask(self):
        result = self.kernel.run("new Scanner(System.in).nextLine()", allow_stdin=False)
        self.assertEqual("error", result.status)
        self.assertIn("Put the value into a variable instead", result.stream("stderr"))

    def test_with_one(self):
        request = self.kernel.send("var scanner = new Scanner(System.in);\nscanner.nextLine() + scanner.nextLine()",
                                   allow_stdin=True)
        for answer in ["Jürg", "en"]:
            asked = self.kernel.client.get_stdin_msg(timeout=kernels.PATIENCE)
            self.assertEqual("input_request", asked["msg_type"])
            self.kernel.client.input(answer)
        self.assertEqual("Jürgen", self.kernel.result(request).value)

    def test_interrupt_while_it_waits(self):
        request = self.kernel.send("System.in.read()", allow_stdin=True)
        self.kernel.client.get_stdin_msg(timeout=kernels.PATIENCE)
        self.kernel.interrupt()
        self.assertEqual("error", self.kernel.result(request).status)
        self.assertEqual("2", self.value("1 + 1"))


del CellTest

if __name__ == "__main__":
    unittest.main()
