"""ray_explore.py on two nodes of one machine, while a worker, a node and the driver die.

    python ray_nodes.py EXPLORE DIRECTORY STUDY [OPTION…]

A worker dies of its second batch (slow_archsim.py), a node once it has finished some batches, and
then the driver; the driver starts again on the node that is left. Writes what the journal had at
these moments as a line of JSON.
"""

import json
import os
import signal
import subprocess
import sys
import time

import ray
from ray.cluster_utils import Cluster

explore, directory, study, *options = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
environment = {
    **os.environ, "REAL_ARCHSIM": os.environ["ARCHSIM"], "ARCHSIM": here + "/slow_archsim.py",
    "DEATH_MARK": directory + "/death"}
journal = directory + "/run/journal.jsonl"


def batches():
    """The first design of every batch of the journal."""
    try:
        lines = open(journal, "rb").read().splitlines()
    except FileNotFoundError:
        return []
    return [json.loads(line)["first"] for line in lines if line.startswith(b'{"first"')]


def until(count, driver):
    """Waits for so many batches."""
    limit = time.monotonic() + 120
    while len(batches()) < count:
        if driver.poll() is not None or time.monotonic() > limit:
            sys.exit(f"the driver has only {len(batches())} batches")
        time.sleep(0.01)
    return len(batches())


os.environ.update(environment)  # Processes of the nodes have it from here.
node = {"num_cpus": 2, "object_store_memory": 80 << 20}
cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
try:
    doomed = cluster.add_node(**node)
    cluster.wait_for_nodes()
    command = [
        sys.executable, explore, study, "--address", cluster.address, "--output",
        directory + "/run", *options]
    driver = subprocess.Popen(command, env=environment)
    told = {"node": until(8, driver)}
    cluster.remove_node(doomed, allow_graceful=False)
    told["driver"] = until(told["node"] + 8, driver)
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    with open(journal, "ab") as file:
        file.write(b'{"first": 0, "bytes": 700}\n{"ind')
    subprocess.run(command, env=environment, check=True, stdout=sys.stderr, timeout=200)
    after = batches()
    told.update(batches=len(after), distinct=len(set(after)))
    told["death"] = os.path.exists(environment["DEATH_MARK"])
finally:
    cluster.shutdown()
print(json.dumps(told))
