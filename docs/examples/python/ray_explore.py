"""Sweeps and searches of an archsim study on Ray (docs/scale.md).

    python ray_explore.py Configs/lut.yaml --output runs/sweep
    python ray_explore.py Configs/systolic.yaml --output runs/search --search --batch 8

The output has journal.jsonl, batches as they finish, and at the end results.jsonl, all designs in
their order. The same command goes on where it stopped, whatever has stopped it.
"""

import argparse
import collections
import itertools
import json
import os
import sys

import ray

from archsim_batches import Evaluator, add_arguments, explore


@ray.remote(num_cpus=1, scheduling_strategy="SPREAD")
class Worker(Evaluator):
    """An evaluator that lives as long as its actor."""

    def is_ready(self):
        return b""


class Pool:
    """Workers, none of which has more than two batches before it."""

    def __init__(self, count, retries, *arguments):
        self.arguments, self.retries, self.keys = arguments, retries, itertools.count()
        self.actors, self.free, self.flying = {}, collections.deque(), {}
        for _ in range(count):
            self.start(0)

    def start(self, tries):
        key = next(self.keys)
        self.actors[key] = Worker.remote(*self.arguments)
        self.flying[self.actors[key].is_ready.remote()] = (key, None, tries)

    def run(self, batches):
        waiting, batches = collections.deque(), ((batch, 0) for batch in batches)
        while True:
            if not waiting:
                waiting.extend(itertools.islice(batches, 1))
            if waiting and self.free:
                key, (batch, tries) = self.free.popleft(), waiting.popleft()
                self.flying[self.actors[key].lines.remote(*batch)] = (key, batch, tries)
                continue
            if not waiting and not any(batch for _, batch, _ in self.flying.values()):
                return
            done = ray.wait(list(self.flying))[0][0]
            key, batch, tries = self.flying.pop(done)
            try:
                lines = ray.get(done)
            except ray.exceptions.RayError as error:  # The node, the process or the batch is bad.
                is_own = key in self.actors  # Else what was before it in the actor went wrong.
                if is_own and tries == self.retries:
                    # What the worker said, without the way that it took through Ray.
                    said = str(getattr(error, "cause", None) or error).strip().splitlines()[-1]
                    what = f"the batch from design {batch[0]} on" if batch else "a worker's start"
                    sys.exit(f"error: {what} failed after {tries} retries: {said}")
                if batch:
                    waiting.append((batch, tries + is_own))
                if is_own:
                    # Its successor gets work once it runs, if a node has room for it.
                    ray.kill(self.actors.pop(key))
                    self.free = collections.deque(other for other in self.free if other != key)
                    self.start(0 if batch else tries + 1)
                continue
            if key in self.actors:
                self.free.extend([key] * (1 if batch else 2))
            if batch:
                yield batch[0], lines


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    parser.add_argument("--address", help="a cluster that runs; by default one of this machine")
    parser.add_argument("--workers", type=int, help="by default one a processor of the cluster")
    options = parser.parse_args()
    options.study = os.path.abspath(options.study)
    os.environ["RAY_IGNORE_UNHANDLED_ERRORS"] = "1"  # Who gives up says why by himself.
    # Actors run in other directories, and import this module's neighbours.
    environment = {"PYTHONPATH": os.path.dirname(os.path.abspath(__file__))}
    if "ARCHSIM" in os.environ:
        environment["ARCHSIM"] = os.path.abspath(os.environ["ARCHSIM"])
    ray.init(
        address=options.address or "local", log_to_driver=False, logging_level="ERROR",
        runtime_env={"env_vars": environment}, **({} if options.address else {
            "num_cpus": options.workers, "include_dashboard": False}))
    count = options.workers or int(ray.cluster_resources()["CPU"])
    designs = explore(options, lambda *rest: Pool(count, options.retries, *rest).run)
    print(json.dumps({"designs": designs, "results": options.output + "/results.jsonl"}))
