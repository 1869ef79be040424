"""An Optuna study that searches the designs of an archsim study.

    python optuna_search.py Configs/mixpe.yaml --trials 200

Parameters, conditions, objectives and constraints are those of the study. Designs that cannot exist
are failed trials, and violated constraints go to the sampler.
"""

import argparse
import json

import optuna

from archsim_gym import Session


def suggest(trial, parameters):
    """A point by names: what conditions switch off is left out, as archsim wants it."""
    point = {}
    for parameter in parameters:
        name, when = parameter["name"], parameter.get("when")
        if when and point.get(when["parameter"]) not in when["values"]:
            continue
        match parameter["kind"]:
            case "categorical":
                point[name] = trial.suggest_categorical(name, parameter["values"])
            case "ordinal":
                values = parameter["values"]
                point[name] = values[trial.suggest_int(name, 0, len(values) - 1)]
            case "integer":
                low, high, step = parameter["from"], parameter["to"], parameter["step"]
                is_log = parameter["scale"] == "log" and step == 1
                point[name] = trial.suggest_int(
                    name, low, low + (high - low) // step * step, step=step, log=is_log)
            case "real":
                point[name] = trial.suggest_float(
                    name, parameter["from"], parameter["to"], log=parameter["scale"] == "log")
    return point


def search(session, trials, batch, seed):
    spec = session.spec
    texts = [constraint["text"] for constraint in spec["constraints"]]
    options = {}
    if texts and not hasattr(optuna.Trial, "set_constraint"):  # Optuna before 5.
        options["constraints_func"] = lambda trial: trial.user_attrs["violations"]
    sampler = optuna.samplers.TPESampler(seed=seed, **options)
    study = optuna.create_study(
        study_name=spec["study"], sampler=sampler,
        directions=[objective["direction"] for objective in spec["objectives"]])
    while len(study.trials) < trials:
        asked = [study.ask() for _ in range(min(batch, trials - len(study.trials)))]
        points = [suggest(trial, spec["parameters"]) for trial in asked]
        for trial, point, result in zip(asked, points, session.step(points)):
            trial.set_user_attr("point", point)
            values = [
                result.get("metrics", {}).get(objective["metric"])
                for objective in spec["objectives"]
            ]
            if None in values:
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
                continue
            broken = {one["constraint"]: one["by"] for one in result.get("violated", [])}
            trial.set_user_attr("violations", [broken.get(text, 0.0) for text in texts])
            if hasattr(trial, "set_constraint"):
                for text in texts:
                    trial.set_constraint(text, broken.get(text, 0.0))
            study.tell(trial, values)
    return study


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study")
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    session = Session(options.study, "worker")
    study = search(session, options.trials, options.batch, options.seed)
    for trial in study.best_trials:
        if all(by <= 0 for by in trial.user_attrs["violations"]):
            print(json.dumps({"values": trial.values, "point": trial.user_attrs["point"]}))
    session.close()
