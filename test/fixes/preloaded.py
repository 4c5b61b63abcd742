"""Runs scripts and notebooks in forks of a process that has the usual libraries loaded: importing them takes longer than most
programs.

Reads one JSON object per line: {"id", "folder", "script", "arguments", "environment", "home", "stdout", "stderr", "seconds"};
writes {"id", "code"} per line when a script has ended. A negative code is the signal that ended it. `home` is an empty folder
for what IPython keeps.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import sys
import threading

# What sets itself up by environment variables at import (keras, transformers) is left to the programs.
for name in (
    "numpy pandas joblib scipy.stats sklearn.ensemble sklearn.linear_model sklearn.model_selection sklearn.pipeline "
    "sklearn.compose sklearn.datasets sklearn.feature_selection sklearn.feature_extraction.text sklearn.impute "
    "sklearn.neighbors sklearn.inspection sklearn.svm torch torch.nn.functional torch.utils.data torch._dynamo "
    "run_notebook"
).split():
    try:
        importlib.import_module(name)
    except Exception:  # an older or a missing library: the program says what it lacks
        pass


def run(job):
    """The child's whole life."""
    signal.alarm(job["seconds"])
    os.setsid()
    for descriptor, path in ((1, job["stdout"]), (2, job["stderr"])):
        target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(job["folder"])
    os.environ.update(job["environment"])
    sys.argv = [job["script"], *job["arguments"]]
    sys.path[0] = job["folder"]
    code = 0
    try:
        if job["script"].endswith(".ipynb"):
            from run_notebook import run_notebook  # not there without IPython

            code = run_notebook(job["script"], job["home"])
        else:
            runpy.run_path(os.path.join(job["folder"], job["script"]), run_name="__main__")
    except SystemExit as end:
        if end.code is not None:
            code = end.code if isinstance(end.code, int) else 1
            if not isinstance(end.code, int):
                print(end.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    try:
        import atexit

        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


gc.freeze()  # what is loaded is never collected, so that forks need no copies of it
lock = threading.Lock()


def answer(job, child):
    _, status = os.waitpid(child, 0)
    with lock:
        print(json.dumps({"id": job["id"], "code": os.waitstatus_to_exitcode(status)}), flush=True)


for line in sys.stdin:
    job = json.loads(line)
    with lock:
        child = os.fork()
    if child == 0:
        run(job)
    threading.Thread(target=answer, args=(job, child), daemon=True).start()
