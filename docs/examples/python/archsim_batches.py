"""Sweeps and searches in batches, whatever engine evaluates them: ray_explore.py is one.

A batch is a pair: the number of its first design, and either how many there are from it on in the
order of the space, or a list of points.
"""

import bisect
import fcntl
import itertools
import json
import math
import os
import subprocess
import sys
import threading
import time

from archsim_gym import Session


class Space:
    """Numbers the points of a finite space as archsim does: the last parameter varies fastest."""

    def __init__(self, spec):
        parameters = spec["parameters"]
        whens = [(place, p["when"]) for place, p in enumerate(parameters) if "when" in p]
        self.inner, self.starts, self.size = {}, {}, {}
        for place, p in reversed(list(enumerate(parameters))):
            self.starts[place], self.size[place] = range(p["levels"]), p["levels"]
            children = [(child, when) for child, when in whens if when["parameter"] == p["name"]]
            if not children:
                continue
            # Below a value hang as many points as the parameters that it switches on have together.
            values = p["values"] if "values" in p else range(p["from"], p["to"] + 1, p["step"])
            self.inner[place] = [
                [child for child, when in children if value in when["values"]] for value in values]
            weights = [math.prod(self.size[c] for c in inner) for inner in self.inner[place]]
            *self.starts[place], self.size[place] = itertools.accumulate(weights, initial=0)
        self.roots = [place for place, p in enumerate(parameters) if "when" not in p]
        self.count = math.prod(self.size[place] for place in self.roots)
        if self.count != spec["cardinality"]:
            raise ValueError(f"counted {self.count} points, not {spec['cardinality']}")

    def point(self, index):
        """The levels of a point by its number; 0 where a parameter is switched off."""
        levels = [0] * len(self.size)
        self._fill(levels, index, self.roots)
        return levels

    def _fill(self, levels, index, places):
        for place in reversed(places):
            index, rest = divmod(index, self.size[place])
            levels[place] = level = bisect.bisect_right(self.starts[place], rest) - 1
            if place in self.inner:
                self._fill(levels, rest - self.starts[place][level], self.inner[place][level])


class Journal:
    """Finished batches: a line that says how many bytes of designs follow, and those bytes.

    The first line says what the batches are of; another one is refused, and so is a second driver.
    """

    def __init__(self, path, header):
        self.file, self.places, end = open(path, "a+b"), {}, 0
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"{path}: error: another driver writes this journal")
        self.file.seek(0)
        while (line := self.file.readline()).endswith(b"\n"):
            entry, start = json.loads(line), self.file.tell()
            if end == 0 and entry != header:
                sys.exit(f"{path}: error: the journal of another study, version or options")
            if start + entry.get("bytes", 0) > os.path.getsize(path):
                break
            if end > 0:
                self.places[entry["first"]] = (start, entry["bytes"])
            end = self.file.seek(start + entry.get("bytes", 0))
        self.file.truncate(end)  # What a driver was writing when it died goes.
        if end == 0:
            self._write(json.dumps(header).encode() + b"\n")

    def append(self, first, lines):
        """Keeps a batch, by the number of its first design, for good."""
        head = json.dumps({"first": first, "bytes": len(lines)}).encode() + b"\n"
        start = self.file.seek(0, os.SEEK_END) + len(head)
        self._write(head + lines)
        self.places[first] = (start, len(lines))

    def read(self, first):
        """The lines of a batch."""
        start, count = self.places[first]
        self.file.seek(start)
        return self.file.read(count)

    def write_results(self, path):
        """Writes the lines of all batches in the order of their numbers and returns how many."""
        count = 0
        with open(path + ".part", "wb") as file:
            for first in sorted(self.places):
                lines = self.read(first)
                count += lines.count(b"\n")
                file.write(lines)
        os.replace(path + ".part", path)  # All or nothing.
        return count

    def _write(self, data):
        self.file.write(data)
        self.file.flush()
        os.fsync(self.file.fileno())


class Evaluator:
    """One `archsim worker`, which evaluates batches as lines of JSON."""

    def __init__(self, study, metrics, timeout):
        self.session, self.metrics, self.timeout = Session(study, "worker"), metrics, timeout
        self.space = None

    def lines(self, first, work):
        """Evaluates a batch; whatever is wrong with the answer is an error."""
        points = work
        if isinstance(work, int):
            self.space = self.space or Space(self.session.spec)
            points = [self.space.point(first + place) for place in range(work)]
        guard = threading.Timer(self.timeout, self.session.process.kill)
        guard.start()
        try:
            results = self.session.step(points, echo=True, metrics=self.metrics)
        finally:
            guard.cancel()
        if len(results) != len(points):
            raise ValueError(f"{len(results)} answers to {len(points)} designs from {first} on")
        for place, result in enumerate(results):
            if "error" in result:
                raise ValueError(f"design {first + place}: {result['error']}")
        return "".join(
            json.dumps({"index": first + place, **result}) + "\n"
            for place, result in enumerate(results)).encode()


def add_arguments(parser):
    """Adds what all engines are told."""
    parser.add_argument("study")
    parser.add_argument("--output", required=True, help="where the journal and the results go")
    parser.add_argument("--batch", type=int, default=20000, help="designs sent at a time")
    parser.add_argument("--metrics", nargs="*", default=[], help="beside those the study needs")
    parser.add_argument("--search", action="store_true", help="the study's search, not all designs")
    parser.add_argument("--budget", type=int, help="designs of the search")
    parser.add_argument("--timeout", type=float, default=3600, help="seconds of a batch")
    parser.add_argument("--retries", type=int, default=3, help="of a batch that fails")


def explore(options, engine):
    """Evaluates a study and returns how many designs its results have.

    `engine` gets the arguments of `Evaluator` and returns a function, which takes batches one by
    one and yields the number and the lines of each as it is done.
    """
    session = Session(options.study, "gym" if options.search else "worker")
    spec = session.spec
    needed = [entry["metric"] for entry in spec["objectives"] + spec["constraints"]]
    metrics = list(dict.fromkeys(needed + options.metrics))
    if not options.search and spec["cardinality"] is None:
        sys.exit(f"{options.study}: error: the space has no end (a search may do: --search)")
    total = (options.budget or spec["budget"]) if options.search else spec["cardinality"]
    version = subprocess.run(
        [session.process.args[0], "--version"], capture_output=True, text=True, check=True).stdout
    os.makedirs(options.output, exist_ok=True)
    path = os.path.join(options.output, "journal.jsonl")
    journal = Journal(path, {
        "version": version, "search": options.search, "spec": spec, "batch": options.batch,
        "designs": total, "metrics": metrics})
    evaluate = engine(options.study, metrics, options.timeout)
    start, told, done = time.monotonic(), time.monotonic(), 0

    def finish(batches):
        nonlocal told, done
        for first, lines in evaluate(b for b in batches if b[0] not in journal.places):
            journal.append(first, lines)
            done += lines.count(b"\n")
            if time.monotonic() - told >= 2:
                told = time.monotonic()
                print(
                    f"{len(journal.places)} batches; {done} of {total} designs by this driver, "
                    f"{done / (told - start):.0f} a second", file=sys.stderr, flush=True)

    if not options.search:
        size = options.batch
        finish((first, min(size, total - first)) for first in range(0, total, size))
        return journal.write_results(os.path.join(options.output, "results.jsonl"))
    # The search is deterministic: it asks the same again for what the journal has.
    session.ask("reset", budget=total)
    count = 0
    while count < total:
        points = session.ask("ask")["points"][:total - count]
        if not points:
            break
        places = range(0, len(points), options.batch)
        batches = [(count + place, points[place:place + options.batch]) for place in places]
        finish(batches)
        lines = [line for first, _ in batches for line in journal.read(first).splitlines()]
        session.ask("tell", trials=[json.loads(line) for line in lines])
        count += len(points)
    return journal.write_results(os.path.join(options.output, "results.jsonl"))
