#!/usr/bin/env python3
"""archsim, but each of the faults that FAULTS names befalls one batch, whoever evaluates it.

FAULT_MARKS is a directory that remembers which have. With FAULT_AT all of the batch that begins with
that design, again and again, have the first of FAULTS.
"""

import json
import os
import subprocess
import sys
import time

real = [os.environ["REAL_ARCHSIM"], *sys.argv[1:]]
if sys.argv[1] != "worker":
    os.execv(real[0], real)
faults = os.environ["FAULTS"].split(",")


def fault(request):
    """The fault of this request, if it is its turn."""
    if "FAULT_AT" in os.environ:
        return faults[0] if request.get("first") == int(os.environ["FAULT_AT"]) else None
    for name in faults:
        try:
            os.close(os.open(os.path.join(os.environ["FAULT_MARKS"], name), os.O_CREAT | os.O_EXCL))
            return name
        except FileExistsError:
            pass
    return None


def say(line):
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


process = subprocess.Popen(real, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
for line in sys.stdin.buffer:
    request = json.loads(line)
    name = fault(request) if request["command"] == "step" else None
    if name == "hang":
        time.sleep(1000)
    elif name == "die":
        os._exit(9)
    elif name == "half":
        say(b'{"results":[{"index":')
        os._exit(0)
    elif name == "nonsense":
        say(b"Segmentation fault\n")
    elif name == "binary":
        say(b"\xff\x00\n")
    elif name == "list":
        say(b"[1,2]\n")
    elif name == "empty":
        say(b'{"results":[]}\n')
    elif name == "members":
        say(b"{}\n")
    elif name == "types":
        say(b'{"results":7}\n')
    else:
        if name == "others":  # What it was not asked for.
            request["first"] += 1
            request["count"] -= 1
            line = json.dumps(request).encode() + b"\n"
        process.stdin.write(line)
        process.stdin.flush()
        say(process.stdout.readline())
