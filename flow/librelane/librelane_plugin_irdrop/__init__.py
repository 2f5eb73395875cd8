# SPDX-License-Identifier: BSD-3-Clause
"""irdrop in LibreLane: the step Irdrop.Predict.

LibreLane imports every module on its path whose name begins with librelane_plugin_.
"""

import os
import types
from decimal import Decimal
from typing import Dict, List, NamedTuple, Optional, Union

from librelane.common import Path
from librelane.state import DesignFormat
from librelane.steps import Step
from librelane.steps.openroad import IRDropReport, OpenROADStep

# Steps of LibreLane 2 and 3 list their variables in config_vars. The form that follows
# takes them as fields of a nested class Config, and refuses the list. (librelane.config
# has a variable in both: a module in the first.)
_TAKES_CLASS = hasattr(Step, "Config")
if _TAKES_CLASS:
    from librelane.config import variable
else:
    from librelane.config import Variable


class _Setting(NamedTuple):
    """A configuration variable of the step, in neither form."""

    name: str
    type: object
    description: str
    default: object = None
    units: Optional[str] = None


_SETTINGS = [
    _Setting(
        "IRDROP_VOLTAGE",
        Optional[Dict[str, Decimal]],
        "Supply nets and their voltages. If unset, the first power net is at "
        "VDD_PIN_VOLTAGE, where LibreLane has that, else at the nominal voltage of the "
        "Liberty of the corner.",
        units="V",
    ),
    _Setting(
        "IRDROP_CORNER",
        Optional[str],
        "The corner of PNR_CORNERS whose power is taken. If unset, DEFAULT_CORNER where it "
        "is one of them, else the first.",
    ),
    _Setting(
        "IRDROP_RULES",
        Optional[Path],
        "Limits and waivers for the gate, in XML.",
    ),
    _Setting(
        "IRDROP_STOP",
        bool,
        "Fails the step where a limit is violated or could not be judged.",
        default=False,
    ),
    _Setting(
        "IRDROP_POWER",
        Optional[str],
        "Power of the whole design, such as 25mW, in the place of report_power.",
    ),
    _Setting(
        "IRDROP_SOLVE",
        bool,
        "Solves the power grid exactly besides the prediction.",
        default=True,
    ),
    _Setting(
        "IRDROP_MODEL",
        Optional[Union[Path, str]],
        "The model that predicts: pdn, pdn3, paper, or the path of a weight file. If "
        "unset, pdn.",
    ),
    _Setting(
        "IRDROP_FORMATS",
        List[str],
        "Reports to write into the folder of the step, by their extension; may be empty.",
        default=["html", "json", "lyrdb"],
    ),
    _Setting(
        "IRDROP_MODULE",
        Optional[Path],
        "The module libirdrop.so, where Tcl does not find the package irdrop.",
    ),
]


def _as_list():
    # A variable that another step has, too, must be the same one.
    shared = [v for v in IRDropReport.config_vars if v.name == "VSRC_LOC_FILES"]
    return (
        OpenROADStep.config_vars
        + shared
        + [
            Variable(s.name, s.type, s.description, default=s.default, units=s.units)
            for s in _SETTINGS
        ]
    )


def _as_class(module, qualname):
    fields = {
        s.name: variable(s.default, description=s.description, units=s.units)
        for s in _SETTINGS
    }
    fields["__annotations__"] = {s.name: s.type for s in _SETTINGS}
    fields["__module__"] = module
    fields["__qualname__"] = qualname
    # That of the sign-off step has VSRC_LOC_FILES besides what every step has.
    return types.new_class(
        "Config", (IRDropReport.Config,), exec_body=lambda body: body.update(fields)
    )


def _is_set(config, name):
    try:
        return config[name] is not None
    except (KeyError, TypeError):
        return getattr(config, name, None) is not None


@Step.factory.register()
class Predict(OpenROADStep):
    """
    Finds where the supply of a placed design will sag: predicted in volts from a coarse
    solution that a neural network corrects, and by an exact solution of the power grid.
    Nothing in the design changes.

    Metrics: ``irdrop__drop__worst`` and ``irdrop__drop__average`` in V, solved exactly
    or, where IRDROP_SOLVE is false, as predicted,
    ``irdrop__hotspot__count``, ``irdrop__gate__code`` (0: every limit of IRDROP_RULES
    holds, or there are no rules; 1: one is violated; 2: one could not be judged).
    """

    id = "Irdrop.Predict"
    name = "IR Drop Prediction"
    long_name = "Early IR Drop Prediction"

    inputs = [DesignFormat.ODB]
    outputs: List[DesignFormat] = []

    if _TAKES_CLASS:
        Config = _as_class(__name__, "Predict.Config")
    else:
        config_vars = _as_list()

    def get_script_path(self) -> str:
        return os.path.join(os.path.dirname(os.path.abspath(__file__)), "predict.tcl")

    def prepare_env(self, env, state):
        """Settings are those of the step; a variable of the user's shell is none."""
        env = super().prepare_env(env, state)
        own = {s.name for s in _SETTINGS if _is_set(self.config, s.name)}
        for name in [n for n in env if n.startswith("IRDROP_") and n not in own]:
            del env[name]
        return env
