"""archsim_batches.py with one evaluator after the other in this process, and no engine.

    python batches_without_engine.py EXAMPLES STUDY --output DIRECTORY [OPTION…]

Says on standard error why each batch had to be evaluated again.
"""

import argparse
import os
import sys

sys.path.insert(0, sys.argv.pop(1))

from archsim_batches import Evaluator, add_arguments, explore  # noqa: E402

parser = argparse.ArgumentParser()
add_arguments(parser)
options = parser.parse_args()


def engine(*arguments):
    def evaluate(batches):
        evaluator = None
        for first, work in batches:
            for tries in range(options.retries + 1):
                try:
                    evaluator = evaluator or Evaluator(*arguments)
                    lines = evaluator.lines(first, work)
                    break
                except Exception as error:
                    print(f"{type(error).__name__}: {error}", file=sys.stderr)
                    evaluator = None
            else:
                sys.exit(f"error: design {first} failed {tries + 1} times")
            yield first, lines
    return evaluate


print(explore(options, engine))
