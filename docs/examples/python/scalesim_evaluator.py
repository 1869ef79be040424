"""SCALE-Sim (pip install scalesim) as the cost model of an archsim study.

    archsim explore docs/examples/python/scalesim.yaml

Reads a design a line and writes its metrics: the cycles, stalls and utilisation of GEMMs on a
systolic array of that shape, dataflow and buffer size (docs/formats/evaluator.md).
"""

import contextlib
import csv
import json
import os
import sys
import tempfile

import numpy
from scalesim.memory import double_buffered_scratchpad_mem
from scalesim.scale_sim import scalesim

# SCALE-Sim 3.0.0 takes arrays of one element for numbers, which NumPy 2.4 no longer does.
double_buffered_scratchpad_mem.max = lambda *values: numpy.asarray(max(*values)).item()

# Rows, columns and reduction of the layers: a small feed-forward block.
LAYERS = [("up", 64, 256, 96), ("down", 64, 96, 256)]

CONFIGURATION = """
[general]
run_name = design
[architecture_presets]
ArrayHeight: {rows}
ArrayWidth: {columns}
IfmapSramSzkB: {buffer}
FilterSramSzkB: {buffer}
OfmapSramSzkB: {buffer}
IfmapOffset: 0
FilterOffset: 10000000
OfmapOffset: 20000000
Bandwidth: {bandwidth}
Dataflow: {dataflow}
MemoryBanks: 1
ReadRequestBuffer: 64
WriteRequestBuffer: 64
[layout]
IfmapCustomLayout: False
IfmapSRAMBankBandwidth: 10
IfmapSRAMBankNum: 10
IfmapSRAMBankPort: 2
FilterCustomLayout: False
FilterSRAMBankBandwidth: 10
FilterSRAMBankNum: 10
FilterSRAMBankPort: 2
[sparsity]
SparsitySupport: false
SparseRep: ellpack_block
OptimizedMapping: false
BlockSize: 8
RandomNumberGeneratorSeed: 40
[run_presets]
InterfaceBandwidth: CALC
UseRamulatorTrace: False
"""


def evaluate(point, folder):
    """Runs SCALE-Sim in a folder and reads its reports."""
    point = {"bandwidth": 10, "buffer": 64, **point}
    files = {
        "scale.cfg": CONFIGURATION.format(**point),
        "layers.csv": "Layer,M,N,K,\n"
        + "".join(f"{name},{m},{n},{k},\n" for name, m, n, k in LAYERS),
        # What the reader of layouts wants; without custom layouts nothing depends on it.
        "layout.csv": "Layer" + ",x" * 20 + ",\n"
        + "".join(name + ",1" * 20 + ",\n" for name, *_ in LAYERS),
    }
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    paths = {name: os.path.join(folder, name) for name in files}
    # It speaks of its progress; standard output belongs to answers.
    with contextlib.redirect_stdout(sys.stderr):
        simulation = scalesim(
            save_disk_space=True, verbose=False, config=paths["scale.cfg"],
            topology=paths["layers.csv"], layout=paths["layout.csv"], input_type_gemm=True)
        simulation.run_scale(top_path=folder)
    report = os.path.join(folder, "design", "COMPUTE_REPORT.csv")
    cycles = stalls = 0.0
    with open(report, encoding="utf-8") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            cycles += float(row["Total Cycles"])
            stalls += float(row["Stall Cycles"])
    macs = sum(m * n * k for _, m, n, k in LAYERS)
    elements = point["rows"] * point["columns"]
    return {
        "cycles": cycles,
        "stall_cycles": stalls,
        "utilization": macs / (elements * cycles),
        "elements": elements,
    }


def main():
    for line in sys.stdin:
        request = json.loads(line)
        try:
            with tempfile.TemporaryDirectory() as folder:
                answer = {"metrics": evaluate(request["point"], folder)}
        except (Exception, SystemExit) as error:  # It ends the process where it is not content.
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({"id": request["id"], **answer}), flush=True)


if __name__ == "__main__":
    main()
