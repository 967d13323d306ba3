"""boot.py LECTERN-RUNNER.SO JOB - run a job of Lectern inside this very interpreter."""
import ctypes
import os
import sys

if __name__ == "__main__":
    library, job = sys.argv[1:]
    del sys.path[0]  # this file's folder: nothing in it is the workload's business
    os._exit(ctypes.PyDLL(library).lectern_run(os.fsencode(job)))
