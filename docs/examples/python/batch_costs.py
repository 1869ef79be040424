"""What ray_explore.py itself costs beside archsim, for `archsim-bench scale` (docs/scale.md).

    python batch_costs.py Configs/lut.yaml > costs.json

Seconds of processor time of this process, the least of several rounds; `sync_seconds` is time, as a
disk has no processor. What Ray's own processes take is not in them.
"""

import json
import os
import statistics
import sys
import tempfile
import time

import ray

import ray_explore
from archsim_batches import Evaluator, Journal
from archsim_gym import Session

ROUNDS = 3


@ray.remote(num_cpus=1)
class Echo:
    """A worker whose batches cost nothing."""

    def is_ready(self):
        return b""

    def lines(self, first, size):
        return b"x" * (size - 1) + b"\n"


def least(work):
    """Processor seconds of the fastest of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


@ray.remote(num_cpus=1)
class Timed(Evaluator):
    """An evaluator that knows what it has taken."""

    def spent(self):
        return time.process_time()


def actor_seconds(study):
    """What an actor does with a line that archsim does not, its way to the driver included."""
    spec = Session(study, "worker").spec
    metrics = [entry["metric"] for entry in spec["objectives"] + spec["constraints"]]
    actor = Timed.remote(os.path.abspath(study), list(dict.fromkeys(metrics)), "all", 600)
    count, times = min(10000, spec["cardinality"]), []
    for _ in range(ROUNDS + 1):
        before = ray.get(actor.spent.remote())
        ray.get(actor.lines.remote(0, count))
        times.append(ray.get(actor.spent.remote()) - before)
    return min(times) / count


def main(study):
    ray_explore.Worker = Echo
    environment = {"PYTHONPATH": os.path.dirname(os.path.abspath(__file__))}
    if "ARCHSIM" in os.environ:
        environment["ARCHSIM"] = os.path.abspath(os.environ["ARCHSIM"])
    ray.init(
        address="local", num_cpus=3, include_dashboard=False, log_to_driver=False,
        logging_level="ERROR", runtime_env={"env_vars": environment})
    pool = ray_explore.Pool(2, 0)
    few, large = 200, 4 << 20
    with tempfile.TemporaryDirectory(dir=".") as directory:
        journals = iter(range(100))

        def drive(count, size):
            journal = Journal(f"{directory}/{next(journals)}", {})
            waits = []
            for first, lines in pool.run((place, size) for place in range(count)):
                start, busy = time.perf_counter(), time.process_time()
                journal.append(first, lines)
                busy = time.process_time() - busy
                waits.append(time.perf_counter() - start - busy)
            return waits

        drive(20, 100)
        waits = [statistics.median(drive(few, 100)) for _ in range(ROUNDS)]
        batch = least(lambda: drive(few, 100)) / few
        many = least(lambda: drive(few // 10, large)) / (few // 10)
    print(json.dumps({
        "actor_seconds": actor_seconds(study), "driver_seconds": batch,
        "driver_byte_seconds": max(0, many - batch) / large,
        "sync_seconds": min(waits)}))


if __name__ == "__main__":
    main(sys.argv[1])
