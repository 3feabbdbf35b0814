"""Makes a small static site of executed notebooks: a page each, an index, and the Markdown pages they link to.

    website.py --out DIR --pages FOLDER NOTEBOOK...

FOLDER is where the notebooks' own pictures and Markdown files (the glossary) lie. The site asks no other host for
anything: pictures are part of the pages, and what nbconvert's template would load from elsewhere is left out.
"""
import argparse
import html
import json
import os
import re
import sys

from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
import nbformat
from traitlets.config import Config

import notebooks
import parent

# nbconvert's names of the scripts that it would have a browser fetch.
FOREIGN_SCRIPTS = ("mathjax_url", "require_js_url", "jquery_url", "mermaid_js_url", "jupyter_widgets_base_url",
                   "widget_renderer_url")
FOREIGN = re.compile(r"<script\b(?:(?!</script>).)*?[\"'](?:https?:)?//.*?</script>|"
                     r"<link\b[^>]*\shref=[\"']?(?:https?:)?//[^>]*>", re.DOTALL | re.IGNORECASE)
STYLE = """
body { font: 17px/1.6 system-ui, sans-serif; color: #1f2933; background: #fff; max-width: 46rem; margin: 3rem auto;
       padding: 0 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; }
a { color: #0b5fa5; } code, pre { font: 0.9em/1.5 ui-monospace, monospace; background: #f4f6f8; border-radius: 3px; }
code { padding: 0.1em 0.25em; } pre { padding: 0.8em 1em; overflow-x: auto; } pre code { padding: 0; }
ol.course { list-style: none; padding: 0; } ol.course li { margin: 0 0 1.2rem; }
ol.course a { font-size: 1.15rem; font-weight: 600; text-decoration: none; }
ol.course p { margin: 0.1rem 0 0; color: #52606d; }
table { border-collapse: collapse; }
td, th { padding: 0.3em 0.8em; border-bottom: 1px solid #d9e2ec; text-align: left; }
"""


def page(title, body):
    return (f"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            f"<title>{html.escape(title)}</title>\n"
            f"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            f"<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n")


def to_pages(text):
    """Links between notebooks and Markdown files become links between pages."""
    return re.sub(r"(href=\"(?![a-z]+:)[^\"#?]+)\.(?:ipynb|md)(?=[\"#?])", r"\1.html", text)


def exporter():
    config = Config()
    known = HTMLExporter.class_trait_names()
    for name in FOREIGN_SCRIPTS:
        if name in known:
            setattr(config.HTMLExporter, name, "")
    config.HTMLExporter.embed_images = True
    config.HTMLExporter.exclude_input_prompt = False
    return HTMLExporter(config=config)


def title_and_lead(notebook):
    """The first heading, and the first paragraph of prose after it."""
    source = "\n\n".join(notebooks.text(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown")
    heading = re.search(r"^#\s+(.+)$", source, re.MULTILINE)
    rest = source[heading.end():] if heading else source
    lead = next((p for p in re.split(r"\n\s*\n", rest) if re.match(r"\s*[A-Za-z*_`\[]", p)), "")
    return plain(heading.group(1) if heading else ""), plain(" ".join(lead.split()))


def plain(markdown):
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"[*_`]", "", markdown)).strip()


def shortened(text, longest=240):
    if len(text) <= longest:
        return text
    sentence = re.match(rf".{{60,{longest}}}?[.!?](?=\s)", text)
    return sentence.group(0) if sentence else text[:longest].rsplit(" ", 1)[0] + " …"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--pages", required=True)
    parser.add_argument("notebooks", nargs="+")
    options = parser.parse_args()
    parent.detach()
    parent.when_gone(lambda: os._exit(1))
    os.makedirs(options.out, exist_ok=True)
    export, entries = exporter(), []
    for path in options.notebooks:
        notebook = nbformat.read(path, as_version=4)
        name = os.path.splitext(os.path.basename(path))[0]
        title, lead = title_and_lead(notebook)
        title = title or name
        body, _ = export.from_notebook_node(
            notebook, resources={"metadata": {"name": title, "path": options.pages}})
        write(options.out, name + ".html", to_pages(FOREIGN.sub("", body)))
        entries.append(f"<li><a href=\"{html.escape(name)}.html\">{html.escape(title)}</a>"
                       f"<p>{html.escape(shortened(lead))}</p></li>")
        print(json.dumps({"event": "page", "notebook": path, "page": name + ".html"}), flush=True)
    for file in sorted(os.listdir(options.pages)):
        if file.endswith(".md"):
            with open(os.path.join(options.pages, file), encoding="utf-8") as markdown:
                body = markdown2html_mistune(markdown.read())
            back = "<p><a href=\"index.html\">Beyond the Cache</a></p>"
            write(options.out, file[:-3] + ".html", page(file[:-3].capitalize(), to_pages(back + body)))
            if file == "glossary.md":
                entries.append("<li><a href=\"glossary.html\">Glossary</a></li>")
    write(options.out, "index.html", page("Beyond the Cache", "<h1>Beyond the Cache</h1>\n<p>An executable course in "
          "advanced Redis, in Java. These pages are its notebooks, as they ran.</p>\n<ol class=\"course\">\n"
          + "\n".join(entries) + "\n</ol>"))
    print(json.dumps({"event": "site", "index": os.path.join(options.out, "index.html")}), flush=True)


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    sys.exit(main())
