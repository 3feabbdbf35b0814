"""What a committed notebook of the course is: its normal form, and whether its outputs belong to its source.

The rule, cell by cell, for the outputs of a fresh execution against the committed ones:
  * text (what is printed, text/*, JSON) is equal, character by character;
  * pictures (image/*, and pictures inside HTML) are of the same kind; fonts differ between machines;
  * in a cell tagged `varies` everything is compared by kind only: the lesson there is about something that differs from
    run to run.
That the committed outputs of such cells, too, were made from the committed source is what the fingerprint in the
notebook's metadata says; `./course run --inplace` writes it.
"""
import hashlib
import json
import re

VARIES = "varies"
METADATA = "beyondcache"
KERNELSPEC = {"display_name": "Java", "language": "java", "name": "java"}
# What editors and executions leave behind, and what says nothing to a reader.
PASSING_METADATA = ("execution", "ExecuteTime", "collapsed", "scrolled", "trusted", "vscode", "pycharm")
MACHINE_PATH = re.compile(
    r"(?<![\w.:/-])(/(?:home|Users|root|tmp|private|var/folders|mnt|media)/[\w.-]+[\w./-]*"
    r"|[A-Z]:\\\\?[\w.-]+\\[\w.\\-]*)")
PICTURE_IN_HTML = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=\s]+|<svg\b.*?</svg>", re.DOTALL)


class NotANotebook(Exception):
    """The file cannot be read as a notebook; the message says where it breaks."""


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            notebook = json.load(file)
    except OSError as e:
        raise NotANotebook(f"it cannot be read: {e.strerror}") from None
    except UnicodeDecodeError as e:
        raise NotANotebook(f"it is not UTF-8 text at byte {e.start}") from None
    except json.JSONDecodeError as e:
        raise NotANotebook(f"it is not JSON at line {e.lineno}, column {e.colno}: {e.msg}") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise NotANotebook("it is JSON, but has no list of cells")
    if notebook.get("nbformat") != 4:
        raise NotANotebook(f"its format is {notebook.get('nbformat')!r}; the course uses nbformat 4")
    notebook.setdefault("metadata", {})
    for number, cell in enumerate(notebook["cells"], 1):
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            raise NotANotebook(f"its part {number} is no cell of code, Markdown or raw text")
        cell.setdefault("metadata", {})
        cell.setdefault("source", "")
        if cell["cell_type"] == "code":
            cell.setdefault("outputs", [])
            cell.setdefault("execution_count", None)
    return notebook


def text(value):
    """A multi-line string of the format, which may be a list of lines."""
    return "".join(value) if isinstance(value, list) else value


def code_cells(notebook):
    """The cells that are executed, with the numbers that an execution from the top gives them."""
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code" and text(c["source"]).strip()]
    return list(enumerate(cells, 1))


def varies(cell):
    return VARIES in cell["metadata"].get("tags", [])


def fingerprint(notebook):
    """What the outputs were made from: the source of every code cell, in order."""
    digest = hashlib.sha256()
    for _, cell in code_cells(notebook):
        digest.update(text(cell["source"]).encode() + b"\0")
    return digest.hexdigest()[:16]


def recorded_fingerprint(notebook):
    return notebook["metadata"].get(METADATA, {}).get("executed")


# --- the normal form ------------------------------------------------------------------------------------------------


def normalise(notebook):
    """Brings an executed notebook into the form that is committed; the same execution always gives the same bytes."""
    metadata = {k: v for k, v in notebook["metadata"].items() if k not in ("kernelspec", "language_info", METADATA)}
    metadata["kernelspec"] = KERNELSPEC
    metadata["language_info"] = {"name": "java", "file_extension": ".java", "mimetype": "text/x-java-source",
                                 "codemirror_mode": "text/x-java", "pygments_lexer": "java"}
    metadata[METADATA] = {"executed": fingerprint(notebook)}
    notebook["metadata"] = metadata
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    taken = set()
    for cell in notebook["cells"]:
        cell["metadata"] = {k: v for k, v in cell["metadata"].items() if k not in PASSING_METADATA}
        cell["id"] = cell_id(cell, taken)
        if cell["cell_type"] == "code":
            cell["outputs"] = merged(cell["outputs"])
    return notebook


def cell_id(cell, taken):
    name = cell.get("id") or hashlib.sha256(text(cell["source"]).encode()).hexdigest()[:8]
    unique, n = name, 1
    while unique in taken:
        n += 1
        unique = f"{name}-{n}"
    taken.add(unique)
    return unique


def merged(outputs):
    """Output streams come in as many pieces as the network made of them; a reader sees one."""
    result = []
    for output in outputs:
        last = result[-1] if result else {}
        if output["output_type"] == "stream" and last.get("output_type") == "stream" and last["name"] == output["name"]:
            last["text"] = text(last["text"]) + text(output["text"])
        else:
            result.append(type(output)(output))
    return result


def keep_varying_outputs(executed, committed):
    """Where no code has changed, outputs that differ from run to run are not worth a change of the file."""
    if recorded_fingerprint(committed) != fingerprint(executed):
        return
    for (_, new), (_, old) in zip(code_cells(executed), code_cells(committed)):
        if varies(new) and not difference(new, old):
            new["outputs"] = old["outputs"]


# --- what a check says ----------------------------------------------------------------------------------------------


def faults(notebook):
    """What is wrong with a committed notebook by itself, one sentence each."""
    found = []
    if notebook["metadata"].get("kernelspec", {}).get("name") != "java":
        found.append("its kernelspec is not called 'java'")
    for number, cell in code_cells(notebook):
        where = f"cell [{number}]"
        if cell["execution_count"] != number:
            found.append(f"{where} has the execution count {cell['execution_count']}; executed once from the top, it "
                         f"would have {number}")
        if any(o["output_type"] == "error" for o in cell["outputs"]):
            found.append(f"{where} has an error as its output")
        if re.match(r"\s*(%%?\w|!\w)", text(cell["source"])):
            found.append(f"{where} has a magic; the notebooks run on any Java kernel")
        path = next((m for o in cell["outputs"] for m in MACHINE_PATH.findall(readable(o))), None)
        if path:
            found.append(f"{where} shows a path of the machine that it ran on: {path}")
    if recorded_fingerprint(notebook) != fingerprint(notebook):
        found.append("code has changed since its outputs were made")
    return found


def differences(executed, committed):
    """Where the outputs of a fresh execution are not the committed ones, a sentence for each cell."""
    found = []
    for (number, new), (_, old) in zip(code_cells(executed), code_cells(committed)):
        what = difference(new, old)
        if what:
            found.append(f"cell [{number}] {what}")
    return found


def difference(new, old):
    new_outputs, old_outputs = merged(new["outputs"]), merged(old["outputs"])
    if [kind(o) for o in new_outputs] != [kind(o) for o in old_outputs]:
        now, was = (", ".join(map(kind, outputs)) or "none" for outputs in (new_outputs, old_outputs))
        return f"gives other kinds of output than are committed: {now} instead of {was}"
    if varies(new):
        return None
    for fresh, committed in zip(new_outputs, old_outputs):
        for name, was, now in zip(kind(fresh).split("+"), contents(committed), contents(fresh)):
            if was != now:
                return f"gives other {name} than is committed:\n{first_difference(was, now)}"
    return None


def kind(output):
    if output["output_type"] == "stream":
        return output["name"]
    return "+".join(sorted(output.get("data", {}))) or output["output_type"]


def contents(output):
    """The parts of an output that are compared, in the order of `kind`."""
    if output["output_type"] == "stream":
        return [text(output["text"])]
    data = output.get("data", {})
    return [None if name.startswith("image/") else comparable(name, data[name]) for name in sorted(data)]


def comparable(name, value):
    value = text(value)
    return PICTURE_IN_HTML.sub("(picture)", value) if name == "text/html" else value


def readable(output):
    """All that a reader could see of an output, as one text."""
    if output["output_type"] == "stream":
        return text(output["text"])
    if output["output_type"] == "error":
        return output.get("evalue", "")
    return "\n".join(PICTURE_IN_HTML.sub("", str(text(v))) for k, v in output.get("data", {}).items()
                     if not k.startswith("image/"))


def first_difference(was, now):
    was_lines, now_lines = str(was).splitlines(), str(now).splitlines()
    shorter = min(len(was_lines), len(now_lines))
    line = next((i for i in range(shorter) if was_lines[i] != now_lines[i]), shorter)

    def show(lines):
        return f"{lines[line]:.200}" if line < len(lines) else "(nothing)"

    return f"    line {line + 1} committed: {show(was_lines)}\n    line {line + 1} executed:  {show(now_lines)}"
