"""The static site: its pages link to each other and ask no other host for anything."""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOADED = re.compile(r"<(?:script|img|link|iframe)\b[^>]*\s(?:src|href)=[\"']?((?:https?:)?//[^\"' >]+)|"
                    r"(?:import\s*[\"']|url\(\s*[\"']?)((?:https?:)?//[^\"' >)]+)", re.IGNORECASE)


class Site(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="beyondcache-site-")
        cls.addClassCleanup(folder.cleanup)
        cls.out = os.path.join(folder.name, "out")
        cells = [
            {"cell_type": "markdown", "id": "a", "metadata": {},
             "source": "# Locks & <leases>\n\nA [lease](glossary.md#lease) ends; see [the first](00-a.ipynb) and "
                       "[Redis](https://redis.io).\n\n![dot](dot.png) $x^2$"},
            {"cell_type": "code", "id": "b", "metadata": {}, "source": "int x = 1;", "execution_count": 1, "outputs": [
                {"output_type": "display_data", "metadata": {}, "data": {
                    "text/html": "<table><tr><td>cell</td></tr></table>", "text/plain": "cell"}}]},
        ]
        for name, content in (
                ("00-a.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})),
                ("glossary.md", "# Glossary\n\n## lease\nA lock that ends. See [00](00-a.ipynb).\n"),
                ("dot.png", "not really a picture")):
            with open(os.path.join(folder.name, name), "w", encoding="utf-8") as file:
                file.write(content)
        reading, writing = os.pipe()  # Whose end would end the script.
        try:
            command = [sys.executable, os.path.join(SCRIPTS, "website.py"), "--out", cls.out, "--pages", folder.name]
            subprocess.run([*command, os.path.join(folder.name, "00-a.ipynb")], check=True, stdin=reading,
                           capture_output=True)
        finally:
            os.close(reading)
            os.close(writing)

    def page(self, name):
        with open(os.path.join(self.out, name), encoding="utf-8") as file:
            return file.read()

    def test_index_names_each_page_with_its_first_words(self):
        index = self.page("index.html")
        self.assertIn('<a href="00-a.html">Locks &amp; &lt;leases&gt;</a>', index)
        self.assertIn("A lease ends; see the first and Redis.", index)
        self.assertIn('href="glossary.html"', index)

    def test_links_lead_to_pages(self):
        page = self.page("00-a.html")
        self.assertIn('href="glossary.html#lease"', page)
        self.assertIn('href="00-a.html"', page)
        self.assertIn('href="https://redis.io"', page)
        self.assertIn('href="00-a.html"', self.page("glossary.html"))

    def test_outputs_and_pictures_are_in_the_page(self):
        page = self.page("00-a.html")
        self.assertIn("<td>cell</td>", page)
        self.assertIn("data:image/png;base64,", page)

    def test_nothing_comes_from_other_hosts(self):
        for name in os.listdir(self.out):
            self.assertEqual([], LOADED.findall(self.page(name)), name)


if __name__ == "__main__":
    unittest.main()
