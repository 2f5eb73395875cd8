# SPDX-License-Identifier: BSD-3-Clause
"""irdrop in LibreLane: the step Irdrop.Predict.

LibreLane imports every module on its path whose name begins with librelane_plugin_.
"""

import os
from decimal import Decimal
from typing import Dict, List, Optional

from librelane.common import Path
from librelane.config import Variable
from librelane.state import DesignFormat
from librelane.steps import Step
from librelane.steps.openroad import OpenROADStep


@Step.factory.register()
class Predict(OpenROADStep):
    """
    Finds where the supply of a placed design will sag: hotspots by a neural network, and
    drops in volts by an exact solution of the power grid. Nothing in the design changes.

    Metrics: ``irdrop__drop__worst`` and ``irdrop__drop__average`` in V,
    ``irdrop__hotspot__count``, ``irdrop__gate__code`` (0: every limit of IRDROP_RULES
    holds, or there are no rules; 1: one is violated; 2: one could not be judged).
    """

    id = "Irdrop.Predict"
    name = "IR Drop Prediction"
    long_name = "Early IR Drop Prediction"

    inputs = [DesignFormat.ODB]
    outputs: List[DesignFormat] = []

    config_vars = OpenROADStep.config_vars + [
        Variable(
            "IRDROP_VOLTAGE",
            Optional[Dict[str, Decimal]],
            "Supply nets and their voltages. If unset, the first power net is at "
            "VDD_PIN_VOLTAGE, where the PDK has that.",
            units="V",
        ),
        Variable(
            "IRDROP_RULES",
            Optional[Path],
            "Limits and waivers for the gate, in XML.",
        ),
        Variable(
            "IRDROP_STOP",
            bool,
            "Fails the step where a limit is violated or could not be judged.",
            default=False,
        ),
        Variable(
            "IRDROP_POWER",
            Optional[str],
            "Power of the whole design, such as 25mW, in the place of report_power.",
        ),
        Variable(
            "IRDROP_SOLVE",
            bool,
            "Solves the power grid exactly besides the prediction.",
            default=True,
        ),
        Variable(
            "IRDROP_FORMATS",
            List[str],
            "Reports to write into the folder of the step, by their extension.",
            default=["json", "lyrdb"],
        ),
        Variable(
            "IRDROP_MODULE",
            Optional[Path],
            "The module libirdrop.so, where Tcl does not find the package irdrop.",
        ),
    ]

    def get_script_path(self) -> str:
        return os.path.join(os.path.dirname(os.path.abspath(__file__)), "predict.tcl")
