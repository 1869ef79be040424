"""Sweeps and searches in batches, whatever engine evaluates them: ray_explore.py is one.

A batch is a pair: the number of its first design, and either how many there are from it on in the
order of the space, or a list of points.

    python archsim_batches.py runs/*/results.jsonl > front.jsonl

makes one front of those of several shares.
"""

import fcntl
import json
import operator
import os
import subprocess
import sys
import time

from archsim_gym import Session


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

    def write_results(self, path, keep):
        """Writes the lines of all batches in the order of their numbers and returns how many."""
        batches = map(self.read, sorted(self.places))
        lines = (line for batch in batches for line in batch.splitlines(True))
        count = 0
        with open(path + ".part", "wb") as file:
            for line in lines if keep == "all" else front(lines):
                file.write(line)
                count += 1
        os.replace(path + ".part", path)  # All or nothing.
        return count

    def _write(self, data):
        self.file.write(data)
        self.file.flush()
        os.fsync(self.file.fileno())


def front(lines):
    """Of the fronts of batches the front of all, in their order."""
    kept = []
    for line in lines:
        costs = json.loads(line)["costs"]
        if any(map(lambda other: beats(other[0], costs), kept)):
            continue
        kept = [other for other in kept if not beats(costs, other[0])]
        kept.append((costs, line))
    return [line for _, line in kept]


def beats(one, other):
    """Whether costs are nowhere above others, and somewhere below."""
    return one != other and all(map(operator.le, one, other))


class Evaluator:
    """One `archsim worker`, which evaluates batches as lines of JSON."""

    def __init__(self, study, metrics, keep, timeout):
        self.session, self.keep = Session(study, "worker", timeout), keep
        self.members = {"echo": True, "metrics": metrics}

    def lines(self, first, work):
        """Evaluates a batch; whatever is wrong with the answer is an error."""
        try:
            return self._lines(first, work)
        except Exception as error:
            self.session.kill()  # Nobody knows what it would answer next.
            if isinstance(error, (KeyError, TypeError)):
                raise ValueError(f"an answer that makes no sense: {error}") from None
            raise

    def _lines(self, first, work):
        if isinstance(work, int):
            answer = self.session.ask(
                "step", first=first, count=work, keep=self.keep, **self.members)
            results, expected = answer["results"], range(first, first + work)
            numbers = [result["index"] for result in results]
            if self.keep == "all" and numbers != list(expected):
                raise ValueError(f"expected designs {first} to {first + work - 1}, found others")
            if self.keep == "front" and (
                    answer["count"] != work or not set(numbers) <= set(expected)
                    or numbers != sorted(numbers)):
                raise ValueError(f"expected a front of designs {first} to {first + work - 1}")
        else:
            results = self.session.step(work, **self.members)
            if len(results) != len(work):
                raise ValueError(f"{len(results)} answers to {len(work)} designs")
            results = [{"index": first + place, **r} for place, r in enumerate(results)]
        for result in results:
            if "error" in result:
                raise ValueError(f"design {result['index']}: {result['error']}")
        return "".join(
            json.dumps(result, separators=(",", ":")) + "\n" for result in results).encode()


def add_arguments(parser):
    """Adds what all engines are told."""
    parser.add_argument("study")
    parser.add_argument("--output", required=True, help="where the journal and the results go")
    parser.add_argument("--batch", type=int, default=20000, help="designs sent at a time")
    parser.add_argument("--metrics", nargs="*", default=[], help="beside those the study needs")
    parser.add_argument(
        "--keep", choices=["all", "front"], default="all", help="of a sweep's designs")
    parser.add_argument("--share", default="0/1", help="of a sweep, for several drivers: i/n")
    parser.add_argument("--search", action="store_true", help="the study's search, not all designs")
    parser.add_argument("--budget", type=int, help="designs of the search")
    parser.add_argument("--timeout", type=float, default=3600, help="seconds of a batch")
    parser.add_argument("--retries", type=int, default=3, help="of a batch that fails")


def explore(options, engine):
    """Evaluates a study and returns how many designs its results have.

    `engine` gets the arguments of `Evaluator` and returns a function, which takes batches one by
    one and yields the number and the lines of each as it is done.
    """
    try:
        session = Session(options.study, "gym" if options.search else "worker", options.timeout)
        return run(options, engine, session)
    except (OSError, RuntimeError, ValueError) as error:
        sys.exit(f"{options.study}: error: {error}")


def sweep(total, size, share):
    """The batches of a share of all designs."""
    index, slash, count = share.partition("/")
    if not (index.isdecimal() and count.isdecimal() and int(index) < int(count)):
        raise ValueError(f"expected a share such as 0/4, found '{share}'")
    index, count, batches = int(index), int(count), -(-total // size)
    own = range(index * batches // count, (index + 1) * batches // count)
    return ((batch * size, min(size, total - batch * size)) for batch in own)


def run(options, engine, session):
    """Does what `explore` does, with a session for what the driver itself asks."""
    spec = session.spec
    needed = [entry["metric"] for entry in spec["objectives"] + spec["constraints"]]
    metrics = list(dict.fromkeys(needed + options.metrics))
    if not options.search and spec["cardinality"] is None:
        raise ValueError("the space has no end (a search may do: --search)")
    if options.batch < 1:
        raise ValueError(f"expected --batch of at least 1, found {options.batch}")
    if options.search and (options.keep != "all" or options.share != "0/1"):
        raise ValueError("--keep and --share are for sweeps: a search is told of all designs")
    total = (options.budget or spec["budget"]) if options.search else spec["cardinality"]
    designs = None if options.search else sweep(total, options.batch, options.share)
    version = subprocess.run(
        [session.process.args[0], "--version"], capture_output=True, text=True, check=True).stdout
    os.makedirs(options.output, exist_ok=True)
    path = os.path.join(options.output, "journal.jsonl")
    journal = Journal(path, {
        "version": version, "search": options.search, "spec": spec, "batch": options.batch,
        "designs": total, "metrics": metrics, "keep": options.keep, "share": options.share})
    results = os.path.join(options.output, "results.jsonl")
    evaluate = engine(options.study, metrics, options.keep, options.timeout)
    start, told, done, sizes = time.monotonic(), time.monotonic(), 0, {}

    def missing(batches):
        for first, work in batches:
            if first not in journal.places:
                sizes[first] = work if isinstance(work, int) else len(work)
                yield first, work

    def finish(batches):
        nonlocal told, done
        for first, lines in evaluate(missing(batches)):
            journal.append(first, lines)
            done += sizes.pop(first)
            if time.monotonic() - told >= 2:
                told = time.monotonic()
                print(
                    f"{len(journal.places)} batches; {done} of {total} designs by this driver, "
                    f"{done / (told - start):.0f} a second", file=sys.stderr, flush=True)

    if not options.search:
        finish(designs)
        return journal.write_results(results, options.keep)
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
    return journal.write_results(results, "all")


if __name__ == "__main__":
    sys.stdout.buffer.writelines(
        front(line for path in sys.argv[1:] for line in open(path, "rb")))
