"""What sweeps of ray_explore.py take here, beside what `archsim-bench scale` predicts (docs/scale.md).

    python sweep_times.py Configs/lut.yaml

A line a sweep: seconds, and processor seconds of this process and all that it has started. Actors
run before the clock does.
"""

import argparse
import json
import os
import sys
import tempfile
import time

import ray

import ray_explore
from archsim_batches import add_arguments, explore

ROUNDS = 2


def processor_seconds():
    """Of this process and all below it, those that have ended included."""
    parents, ticks = {}, {}
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:  # It has just ended.
            continue
        parents[int(name)], ticks[int(name)] = int(fields[1]), sum(map(int, fields[11:15]))

    def is_own(process):
        while process in parents and process != os.getpid():
            process = parents[process]
        return process == os.getpid()

    return sum(ticks[p] for p in filter(is_own, ticks)) / os.sysconf("SC_CLK_TCK")


def sweep(study, keep, workers, output):
    """Seconds and processor seconds of a sweep."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    options = parser.parse_args(
        [study, "--keep", keep, "--batch", "5000", "--output", output])
    started = []

    def engine(*rest):
        pool = ray_explore.Pool(workers, 0, *rest)
        ray.wait(list(pool.flying), num_returns=workers)
        started.append((pool, time.monotonic(), processor_seconds()))
        return pool.run

    explore(options, engine)
    pool, start, busy = started[0]
    times = time.monotonic() - start, processor_seconds() - busy
    for actor in pool.actors.values():
        ray.kill(actor)
    return times


def main(study):
    environment = {"PYTHONPATH": os.path.dirname(os.path.abspath(__file__))}
    if "ARCHSIM" in os.environ:
        environment["ARCHSIM"] = os.path.abspath(os.environ["ARCHSIM"])
    ray.init(
        address="local", num_cpus=4, include_dashboard=False, log_to_driver=False,
        logging_level="ERROR", runtime_env={"env_vars": environment})
    for keep in "front", "all":
        for workers in 1, 2, 4:
            for _ in range(ROUNDS):
                with tempfile.TemporaryDirectory(dir=".") as directory:
                    seconds, busy = sweep(study, keep, workers, directory)
                print(json.dumps({
                    "keep": keep, "workers": workers, "seconds": round(seconds, 2),
                    "processor_seconds": round(busy, 2)}), flush=True)


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]))
