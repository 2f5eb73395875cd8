# SPDX-License-Identifier: BSD-3-Clause
"""OpenROADStep: runs its script in a tclsh that has the stand-in for OpenROAD."""

import os
import re
import subprocess
from typing import Dict, List, Optional

from librelane import config
from librelane.common import Path
from librelane.steps import Step, StepError, StepException

ALERT = re.compile(r"^\[(WARNING|ERROR)(?:\s+([A-Z]+-\d+))?\]\s*(.+)", re.M)

# What every step has; LibreLane 3 has no VDD_PIN_VOLTAGE.
COMMON = [
    ("DEFAULT_CORNER", str, "The corner of the typical case.", "nom_tt_025C_1v25"),
    ("PNR_CORNERS", Optional[List[str]], "Corners of place and route.", None),
    ("LIB", Dict[str, List[Path]], "Liberty files by corner.", {}),
]
if config.VERSION < 3:
    COMMON.append(("VDD_PIN_VOLTAGE", str, "Voltage of the cells.", None))
SHARED = ("VSRC_LOC_FILES", Optional[Dict[str, Path]], "Places of sources by net.", None)


def to_tcl(value):
    """Values as LibreLane hands them to Tcl, in the environment."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    if isinstance(value, dict):
        return " ".join(f"{key} {item}" for key, item in value.items())
    return str(value)


def as_class(base, rows):
    """A nested class Config of these variables."""
    fields = {row[0]: config.variable(row[3], description=row[2]) for row in rows}
    fields["__annotations__"] = {row[0]: row[1] for row in rows}
    return type("Config", (base,), fields)


class OpenROADStep(Step):
    if config.HAS_CLASSES:
        Config = as_class(Step.Config, COMMON)
    else:
        config_vars = [config.Variable(*row) for row in COMMON]

    def __init__(self, settings, step_dir):
        known = {variable.name: variable for variable in self.config_vars}
        unknown = set(settings) - set(known)
        if unknown:
            raise KeyError(f"unknown variables: {unknown}")
        self.config = {name: variable.default for name, variable in known.items()}
        for name, value in settings.items():
            self.config[name] = config.process(name, known[name].type, value)
        self.step_dir = step_dir

    def prepare_env(self, env, state):
        """The user's variables, those of the step, and what is worked out for it."""
        env = dict(env, STEP_DIR=self.step_dir)
        for name, value in self.config.items():
            if value is not None and name != "LIB":
                env[name] = to_tcl(value)
        default = self.config["DEFAULT_CORNER"]
        env["_PNR_LIBS"] = to_tcl(self.config["LIB"].get(default, []))
        for i, corner in enumerate(self.config["PNR_CORNERS"] or [default]):
            env[f"_LIB_CORNER_{i}"] = to_tcl([corner] + self.config["LIB"].get(corner, []))
        return env

    def get_command(self):
        return [os.environ["TCLSH"], os.environ["STAND_IN_SHELL"], self.get_script_path()]

    def run(self):
        env = self.prepare_env(dict(os.environ), {})
        if env.get("TCLSH_PRELOAD"):
            env["LD_PRELOAD"] = env["TCLSH_PRELOAD"]
        done = subprocess.run(
            self.get_command(), env=env, capture_output=True, text=True, check=False
        )
        self.log = done.stdout + done.stderr
        self.host_metrics = {}
        for line in done.stdout.splitlines():
            words = line.split()
            if words and words[0] == "or_metrics_out":
                self.host_metrics[words[1]] = float(words[2])
        if done.returncode != 0:
            errors = [m[2] for m in ALERT.findall(self.log) if m[0] == "ERROR"]
            if errors:
                raise StepError("failed with the following errors: " + " ".join(errors))
            raise StepException("failed unexpectedly. Please file an issue." + self.log)
        kinds = {"%OL_METRIC_F": float, "%OL_METRIC_I": int}
        metrics = {}
        for line in done.stdout.splitlines():
            words = line.split()
            if words and words[0] in kinds:
                metrics[words[1]] = kinds[words[0]](words[2])
        return {}, metrics


class IRDropReport(OpenROADStep):
    """The step of the sign-off analysis, for the variable that it has."""

    id = "OpenROAD.IRDropReport"
    if config.HAS_CLASSES:
        Config = as_class(OpenROADStep.Config, [SHARED])
    else:
        config_vars = OpenROADStep.config_vars + [config.Variable(*SHARED)]
