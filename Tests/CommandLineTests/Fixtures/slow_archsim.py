#!/usr/bin/env python3
"""archsim, but workers take a while for a batch, and one of them dies of its second batch."""

import os
import subprocess
import sys
import time

real = [os.environ["REAL_ARCHSIM"], *sys.argv[1:]]
if sys.argv[1] != "worker":
    os.execv(real[0], real)
process = subprocess.Popen(real, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
steps = 0
for line in sys.stdin.buffer:
    if b'"step"' in line:
        steps += 1
        time.sleep(0.1)
        if steps == 2:
            try:
                os.close(os.open(os.environ["DEATH_MARK"], os.O_CREAT | os.O_EXCL))
                sys.exit(9)
            except FileExistsError:
                pass
    process.stdin.write(line)
    process.stdin.flush()
    sys.stdout.buffer.write(process.stdout.readline())
    sys.stdout.buffer.flush()
