"""What counts as the normal form of a notebook, and as an output that belongs to its source."""
import copy
import json
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import notebooks  # noqa: E402


def printed(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(**data):
    return {"output_type": "display_data", "metadata": {}, "data": {k.replace("_", "/"): v for k, v in data.items()}}


def code(source, *outputs, count=1, tags=(), **more):
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "execution_count": count,
            "metadata": {"tags": list(tags)} if tags else {}, **more}


def book(*cells):
    notebook = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return notebooks.normalise(notebook)


class Reading(unittest.TestCase):

    def read(self, content):
        with tempfile.NamedTemporaryFile("wb", suffix=".ipynb", delete=False) as file:
            file.write(content)
        self.addCleanup(os.remove, file.name)
        return notebooks.read(file.name)

    def test_names_the_line_where_json_breaks(self):
        with self.assertRaisesRegex(notebooks.NotANotebook, "line 2, column 1"):
            self.read(b'{"cells": [\n')

    def test_wants_cells(self):
        for content in (b"[]", b"{}", b'{"cells": 1, "nbformat": 4}', b'{"cells": [1], "nbformat": 4}'):
            with self.subTest(content), self.assertRaises(notebooks.NotANotebook):
                self.read(content)

    def test_wants_format_4(self):
        with self.assertRaisesRegex(notebooks.NotANotebook, "nbformat 4"):
            self.read(b'{"cells": [], "nbformat": 3}')

    def test_wants_utf_8(self):
        with self.assertRaisesRegex(notebooks.NotANotebook, "byte 0"):
            self.read(b"\xff")

    def test_supplies_what_editors_leave_out(self):
        cell = self.read(json.dumps({"cells": [{"cell_type": "code"}], "nbformat": 4}).encode())["cells"][0]
        self.assertEqual(([], "", {}), (cell["outputs"], cell["source"], cell["metadata"]))


class Normalising(unittest.TestCase):

    def test_twice_is_once(self):
        prose = {"cell_type": "markdown", "source": "x", "metadata": {}}
        once = book(code("1", printed("a"), printed("b")), code("1"), prose)
        self.assertEqual(once, notebooks.normalise(copy.deepcopy(once)))

    def test_merges_the_pieces_of_a_stream(self):
        self.assertEqual([printed("ab")], book(code("1", printed("a"), printed(["b"])))["cells"][0]["outputs"])

    def test_gives_every_cell_an_id_of_its_own(self):
        ids = [cell["id"] for cell in book(code("1"), code("1"), code("2", id="mine"), code("3", id="mine"))["cells"]]
        self.assertEqual(4, len(set(ids)))
        self.assertEqual("mine", ids[2])

    def test_drops_what_an_execution_leaves_behind(self):
        cell = code("1")
        cell["metadata"] = {"execution": {"iopub.status.busy": "2026"}, "collapsed": True, "tags": ["varies"]}
        self.assertEqual({"tags": ["varies"]}, book(cell)["cells"][0]["metadata"])


class Comparing(unittest.TestCase):

    def differences(self, new, old):
        return notebooks.differences(book(new), book(old))

    def test_text_is_compared_to_the_letter(self):
        found = self.differences(code("1", printed("a\nB\n")), code("1", printed("a\nb\n")))
        self.assertEqual(1, len(found))
        self.assertIn("cell [1]", found[0])
        self.assertIn("line 2 committed: b", found[0])

    def test_the_same_text_in_other_pieces_is_the_same(self):
        self.assertEqual([], self.differences(code("1", printed("ab")), code("1", printed("a"), printed("b"))))

    def test_pictures_are_compared_by_kind(self):
        self.assertEqual([], self.differences(code("1", shown(image_png="AA")), code("1", shown(image_png="BB"))))
        self.assertTrue(self.differences(code("1", shown(image_png="AA")), code("1", printed("AA"))))

    def test_so_are_pictures_inside_html(self):
        def html(picture):
            return code("1", shown(text_html=f"<p>chart</p>{picture}"))
        self.assertEqual([], self.differences(html("<svg width='1'><g/></svg>"), html("<svg width='2'></svg>")))
        self.assertEqual([], self.differences(html('<img src="data:image/png;base64,AAAA">'),
                                              html('<img src="data:image/png;base64,BB==">')))
        self.assertTrue(self.differences(html("<svg></svg>"), html("<b>no</b>")))

    def test_a_varying_cell_is_compared_by_kind(self):
        def cell(*outputs):
            return code("1", *outputs, tags=["varies"])
        self.assertEqual([], self.differences(cell(printed("1")), cell(printed("2"))))
        self.assertTrue(self.differences(cell(printed("1")), cell()))

    def test_an_output_too_many_is_a_difference(self):
        self.assertIn("none", self.differences(code("1", printed("a")), code("1"))[0])

    def test_varying_outputs_stay_while_no_code_changes(self):
        def varying(number):
            return book(code("x", printed(number), tags=["varies"]), code("y", printed(number)))
        executed = varying("2")
        notebooks.keep_varying_outputs(executed, varying("1"))
        self.assertEqual(["1", "2"], [c["outputs"][0]["text"] for c in executed["cells"]])

    def test_varying_outputs_go_when_code_changes(self):
        executed = book(code("x", printed("2"), tags=["varies"]), code("y, changed", printed("2")))
        committed = book(code("x", printed("1"), tags=["varies"]), code("y", printed("1")))
        notebooks.keep_varying_outputs(executed, committed)
        self.assertEqual("2", executed["cells"][0]["outputs"][0]["text"])


class Faults(unittest.TestCase):

    def test_none_in_what_was_executed_from_the_top(self):
        self.assertEqual([], notebooks.faults(book(code("1", printed("a")), code(" "), code("2", count=2))))

    def fault(self, notebook):
        found = notebooks.faults(notebook)
        self.assertEqual(1, len(found), found)
        return found[0]

    def test_counts_that_skip(self):
        self.assertIn("execution count 3", self.fault(book(code("1"), code("2", count=3))))

    def test_errors(self):
        error = {"output_type": "error", "ename": "E", "evalue": "x", "traceback": []}
        self.assertIn("error", self.fault(book(code("1", error))))

    def test_magics(self):
        self.assertIn("magic", self.fault(book(code("%maven a:b:1"))))

    def test_code_that_changed_after_its_execution(self):
        notebook = book(code("1"))
        notebook["cells"][0]["source"] = "2"
        self.assertIn("changed", self.fault(notebook))

    def test_paths_of_a_machine(self):
        for path in ("/home/ann/course/x", "/Users/ann/x", "/tmp/beyondcache-12/log", "C:\\Users\\ann\\x"):
            with self.subTest(path):
                self.assertIn("path", self.fault(book(code("1", printed(f"in {path} it lies")))))

    def test_no_paths_where_there_are_none(self):
        for text in ("/data/airports.csv", "see https://host/home/ann", "a/tmp/b", "user:/home", "3/root"):
            with self.subTest(text):
                self.assertEqual([], notebooks.faults(book(code("1", printed(text)))))


if __name__ == "__main__":
    unittest.main()
