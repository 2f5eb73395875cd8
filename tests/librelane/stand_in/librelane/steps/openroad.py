# SPDX-License-Identifier: BSD-3-Clause
"""OpenROADStep: runs its script in a tclsh that has the stand-in for OpenROAD."""

import os
import subprocess

from librelane import config
from librelane.steps import Step, StepError


def to_tcl(value):
    """Values as LibreLane hands them to Tcl, in the environment."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    if isinstance(value, dict):
        return " ".join(f"{key} {item}" for key, item in value.items())
    return str(value)


class OpenROADStep(Step):
    if config.HAS_CLASSES:

        class Config(Step.Config):
            VDD_PIN_VOLTAGE: str = config.variable(
                None, description="Voltage of the cells."
            )

    else:
        config_vars = [
            config.Variable("VDD_PIN_VOLTAGE", str, "Voltage of the cells.")
        ]

    def __init__(self, config, step_dir):
        known = {variable.name: variable for variable in self.config_vars}
        unknown = set(config) - set(known)
        if unknown:
            raise KeyError(f"unknown variables: {unknown}")
        self.config = {name: variable.default for name, variable in known.items()}
        self.config.update(config)
        self.step_dir = step_dir

    def get_command(self):
        return [os.environ["TCLSH"], os.environ["STAND_IN_SHELL"], self.get_script_path()]

    def run(self):
        env = dict(os.environ, STEP_DIR=self.step_dir)
        if env.get("TCLSH_PRELOAD"):
            env["LD_PRELOAD"] = env["TCLSH_PRELOAD"]
        for name, value in self.config.items():
            if value is not None:
                env[name] = to_tcl(value)
        done = subprocess.run(
            self.get_command(), env=env, capture_output=True, text=True, check=False
        )
        self.log = done.stdout + done.stderr
        if done.returncode != 0:
            raise StepError(self.log)
        kinds = {"%OL_METRIC_F": float, "%OL_METRIC_I": int}
        metrics = {}
        for line in done.stdout.splitlines():
            words = line.split()
            if words and words[0] in kinds:
                metrics[words[1]] = kinds[words[0]](words[2])
        return {}, metrics
