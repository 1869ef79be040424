"""A study of archsim as a Gymnasium environment, and as a plain session for everything else.

    env = ArchSimEnv("Configs/mixpe.yaml")
    observation, info = env.reset(seed=1)
    observation, reward, terminated, truncated, info = env.step(env.action_space.sample())
    info["metrics"]["latency"]

An action is the number of a level for every parameter (docs/formats/gym.md); an episode is one
step, since a design has no history. The lines need no package; the environments need gymnasium and
numpy. ARCHSIM names the command when it is not in PATH.
"""

import json
import os
import signal
import subprocess
import threading

try:
    import gymnasium
    import numpy
except ImportError:  # A session alone needs neither.
    gymnasium = None


class Session:
    """A conversation with `archsim gym` or `archsim worker`, ended if an answer takes too long."""

    def __init__(self, study, command="gym", timeout=None):
        self.timeout, self.is_late = timeout, False
        # A group of its own, so that what a wrapper has started ends with it.
        self.process = subprocess.Popen(
            [os.environ.get("ARCHSIM", "archsim"), command, str(study)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        self.spec = self.ask("spec")

    def ask(self, command, **members):
        """Sends a request and returns its answer; an error that it tells is raised."""
        request = json.dumps({"command": command, **members}) + "\n"
        guard = threading.Timer(self.timeout, self._give_up) if self.timeout else None
        if guard:
            guard.start()
        try:
            self.process.stdin.write(request.encode())
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = b""
        finally:
            if guard:
                guard.cancel()
        if self.is_late:
            raise TimeoutError(f"archsim did not answer within {self.timeout:g} s")
        if not line.endswith(b"\n"):
            raise RuntimeError(f"archsim ended with exit code {self.process.wait()}")
        try:
            answer = json.loads(line)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise ValueError(f"expected an answer as object of JSON, found {line[:60]!r}")
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer

    def _give_up(self):
        self.is_late = True
        self.kill()

    def kill(self):
        """Ends the process, and all that it has started, whatever it does."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def step(self, points, **members):
        """Evaluates a batch of points, by names or by levels."""
        return self.ask("step", points=points, **members)["results"]

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait()
        self.process.stdout.close()


def observation_of(spec, result):
    """0 to 1 for every objective, one half at its reference, and whether the design is feasible."""
    numbers = [1.0 if result["feasible"] else 0.0]
    references = spec["reward"]["references"]
    for objective in spec["objectives"]:
        value = result.get("metrics", {}).get(objective["metric"])
        if value is None:  # Such a design cannot exist, or the metric is no number.
            numbers.append(0.0)
            continue
        better = (references[objective["metric"]] - value) / abs(references[objective["metric"]])
        if objective["direction"] == "maximize":
            better = -better
        numbers.append(0.5 * (1 + better / (1 + abs(better))))
    return numbers


def info_of(result):
    """The answer of a step with every member there."""
    return {
        "metrics": result.get("metrics", {}),
        "feasible": result["feasible"],
        "violated": [broken["constraint"] for broken in result.get("violated", [])],
        "reason": result.get("reason", ""),
        "point": result["point"],
    }


if gymnasium:
    from gymnasium.vector import AutoresetMode, VectorEnv
    from gymnasium.vector.utils import batch_space

    def spaces_of(spec):
        levels = [parameter["levels"] for parameter in spec["parameters"]]
        count = 1 + len(spec["objectives"])
        return (
            gymnasium.spaces.Box(0.0, 1.0, (count,), numpy.float32),
            gymnasium.spaces.MultiDiscrete(levels),
        )

    class ArchSimEnv(gymnasium.Env):
        """One design a step, one step an episode."""

        metadata = {"render_modes": []}
        render_mode = None

        def __init__(self, study, reward="score"):
            self.session = Session(study)
            self.session.ask("reset", reward=reward)
            self.observation_space, self.action_space = spaces_of(self.session.spec)

        def reset(self, *, seed=None, options=None):
            super().reset(seed=seed)
            return numpy.zeros(self.observation_space.shape, numpy.float32), {}

        def step(self, action):
            point = [int(level) for level in action]
            result = self.session.ask("step", point=point, echo=True)
            observation = numpy.array(observation_of(self.session.spec, result), numpy.float32)
            return observation, float(result["reward"]), True, False, info_of(result)

        def close(self):
            self.session.close()

    class ArchSimVectorEnv(VectorEnv):
        """Many designs a step, evaluated as one batch.

        Every step ends all episodes and begins new ones: observations are those of new episodes,
        all zero, and those of the designs are in `infos["final_obs"]`.
        """

        metadata = {"render_modes": [], "autoreset_mode": AutoresetMode.SAME_STEP}

        def __init__(self, study, num_envs=100, reward="score"):
            self.session = Session(study)
            self.session.ask("reset", reward=reward)
            self.num_envs = num_envs
            self.single_observation_space, self.single_action_space = spaces_of(self.session.spec)
            self.observation_space = batch_space(self.single_observation_space, num_envs)
            self.action_space = batch_space(self.single_action_space, num_envs)

        def reset(self, *, seed=None, options=None):
            super().reset(seed=seed)
            return numpy.zeros(self.observation_space.shape, numpy.float32), {}

        def step(self, actions):
            points = numpy.asarray(actions).tolist()
            results = self.session.step(points, echo=True)
            final = numpy.array(
                [observation_of(self.session.spec, result) for result in results], numpy.float32)
            ended = numpy.ones(self.num_envs, bool)
            infos = {
                "final_obs": final,
                "_final_obs": ended,
                "results": [info_of(result) for result in results],
            }
            rewards = numpy.array([result["reward"] for result in results], numpy.float64)
            truncated = numpy.zeros(self.num_envs, bool)
            return numpy.zeros_like(final), rewards, ended, truncated, infos

        def close_extras(self, **_):
            self.session.close()


if __name__ == "__main__":
    import sys

    from gymnasium.utils.env_checker import check_env

    environment = ArchSimEnv(sys.argv[1])
    check_env(environment, skip_render_check=True)
    many = ArchSimVectorEnv(sys.argv[1], num_envs=50)
    many.action_space.seed(1)
    best = None
    _, _ = many.reset(seed=1)
    for _ in range(4):
        actions = many.action_space.sample()
        _, rewards, _, _, infos = many.step(actions)
        for action, reward, info in zip(actions, rewards, infos["results"]):
            # A batch says what single steps say.
            if best is None or reward > best[0]:
                best = (float(reward), info, action)
    _, reward, _, _, info = environment.step(best[2])
    assert reward == best[0] and info == best[1], "a batch and a step differ"
    print(json.dumps({"reward": best[0], "feasible": best[1]["feasible"], **best[1]["point"]}))
    environment.close()
    many.close()
