"""A Ray Tune search over the designs of an archsim study.

    python ray_tune_search.py Configs/mixpe.yaml --trials 64 --workers 2

Every actor keeps one `archsim worker` and evaluates one design after the other. This is the way for
Ray's own searchers and schedulers; for sweeps of many cheap designs send batches instead.
"""

import argparse
import json
import os

import ray
from ray import tune

from archsim_gym import Session


class Design(tune.Trainable):
    """A design: one evaluation, and done."""

    def setup(self, config):
        self.session = Session(config["study"], "worker")
        self.config = config

    def reset_config(self, config):
        self.config = config
        return True

    def step(self):
        point = [self.config[str(place)] for place in range(len(self.session.spec["parameters"]))]
        result = self.session.ask("step", point=point, echo=True)
        return {
            "reward": result["reward"],
            "feasible": result["feasible"],
            "point": json.dumps(result["point"]),
            "metrics": json.dumps(result.get("metrics", {})),
            "done": True,
        }

    def cleanup(self):
        self.session.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study")
    parser.add_argument("--trials", type=int, default=64)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--storage", help="where Ray Tune keeps its results")
    options = parser.parse_args()
    study = os.path.abspath(options.study)
    session = Session(study, "worker")
    levels = [parameter["levels"] for parameter in session.spec["parameters"]]
    session.close()
    # Actors run in other directories, and import this module's neighbour.
    here = os.path.dirname(os.path.abspath(__file__))
    environment = {"PYTHONPATH": here}
    if "ARCHSIM" in os.environ:
        environment["ARCHSIM"] = os.path.abspath(os.environ["ARCHSIM"])
    ray.init(
        num_cpus=options.workers, include_dashboard=False, log_to_driver=False,
        logging_level="ERROR", runtime_env={"env_vars": environment})
    space = {str(place): tune.randint(0, count) for place, count in enumerate(levels)}
    tuner = tune.Tuner(
        Design,
        param_space={"study": study, **space},
        tune_config=tune.TuneConfig(
            metric="reward", mode="max", num_samples=options.trials, reuse_actors=True,
            search_alg=tune.search.BasicVariantGenerator(random_state=options.seed)),
        run_config=tune.RunConfig(
            verbose=0, storage_path=options.storage,
            checkpoint_config=tune.CheckpointConfig(checkpoint_at_end=False)),
    )
    results = tuner.fit()
    best = results.get_best_result().metrics
    print(json.dumps({
        "trials": len(results), "errors": results.num_errors, "reward": best["reward"],
        "feasible": best["feasible"], "point": json.loads(best["point"]),
    }))
    ray.shutdown()
