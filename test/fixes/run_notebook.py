"""Runs a notebook's code cells in order, in this process and without a kernel: IPython's shell knows the magics, and starting a
kernel takes longer than most notebooks that prove a fix.

    python run_notebook.py NOTEBOOK

As with a kernel, standard output is what cells print (not what they show), and the first error ends the run: it is told on standard
error, with its cell.
"""

import json
import os
import sys
import tempfile

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config


class SilentDisplayHook(DisplayHook):
    """Keeps and renders the value of a cell's last expression, and writes nothing."""

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        pass

    def finish_displayhook(self):
        pass


class NotebookShell(InteractiveShell):
    """A shell that shows nothing on standard output: values and figures are rendered, as for a front end, and dropped."""

    displayhook_class = Type(SilentDisplayHook)
    display_pub_class = Type(CapturingDisplayPublisher)

    def enable_gui(self, gui=None):
        if gui is not None:
            raise NotImplementedError(f"There is no event loop of {gui} in a notebook's run.")

    def _showtraceback(self, etype, evalue, stb):
        print(*stb, sep="\n", file=sys.stderr)


def run_notebook(path, home):
    """Runs the notebook; what IPython keeps goes into the folder `home`. Returns the exit code."""
    with open(path, encoding="utf-8") as file:
        cells = [cell for cell in json.load(file)["cells"] if cell["cell_type"] == "code"]
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "nocolor"
    shell = NotebookShell.instance(config=settings, ipython_dir=home)
    for cell in cells:
        code = "".join(cell["source"])
        if not shell.run_cell(code, store_history=True).success:
            print(f"An error occurred while executing the following cell:\n{code}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.path[0] = os.getcwd()
    with tempfile.TemporaryDirectory() as home:
        sys.exit(run_notebook(sys.argv[1], home))
