# SPDX-License-Identifier: BSD-3-Clause
"""The LibreLane plugin under stand-ins for LibreLane and OpenROAD.

    python3 plugin.py PROJECT TCLSH

with IRDROP_MODULE naming the module. The exit status is the verdict.
"""

import os
import re
import sys
import tempfile
import unittest
from decimal import Decimal

PROJECT, TCLSH = sys.argv[1:3]
HERE = os.path.join(PROJECT, "tests", "librelane")
PLUGIN = os.path.join(PROJECT, "flow", "librelane")
DATA = os.path.join(PROJECT, "tests", "tcl", "data")
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, "stand_in"), PLUGIN]
MODULE = os.environ.pop("IRDROP_MODULE")
os.environ.update(
    TCLSH=TCLSH,
    STAND_IN_SHELL=os.path.join(HERE, "shell.tcl"),
    SCRIPTS_DIR=os.path.join(HERE, "scripts"),
    STAND_IN_LEF=os.path.join(DATA, "small.lef"),
    STAND_IN_DEF=os.path.join(DATA, "small.def"),
)
os.environ.pop("TCLLIBPATH", None)

import librelane_plugin_irdrop  # noqa: E402
from librelane.steps import Step, StepError  # noqa: E402

RULES = ('<irdrop-rules version="1"><limits allow_left_out="100%" '
         'allow_assumed_power="true">{}</limits></irdrop-rules>')


class PluginTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def make(self, **config):
        config.setdefault("IRDROP_MODULE", MODULE)
        return Step.factory.get("Irdrop.Predict")(config, self.folder.name)

    def rules(self, limit):
        path = os.path.join(self.folder.name, "rules.xml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(RULES.format(limit))
        return path

    def test_registered(self):
        step = Step.factory.get("Irdrop.Predict")
        self.assertIs(step, librelane_plugin_irdrop.Predict)
        self.assertEqual(step.outputs, [])

    def test_form_of_the_variables(self):
        form = os.environ["STAND_IN_FORM"]
        step = librelane_plugin_irdrop.Predict
        self.assertEqual("Config" in vars(step), form == "class")
        self.assertEqual(step.config_vars[0].name, "VDD_PIN_VOLTAGE")
        stop = next(v for v in step.config_vars if v.name == "IRDROP_STOP")
        self.assertEqual((stop.type, stop.default, stop.units), (bool, False, None))

    def test_every_variable_is_used_and_documented(self):
        with open(os.path.join(PROJECT, "flow", "hook.tcl"), encoding="utf-8") as file:
            hook = file.read()
        with open(os.path.join(PLUGIN, "README.md"), encoding="utf-8") as file:
            named = set(re.findall(r"^\| `(IRDROP_\w+)`", file.read(), re.M))
        own = {v.name for v in librelane_plugin_irdrop.Predict.config_vars}
        own = {name for name in own if name.startswith("IRDROP_")}
        self.assertEqual(named, own)
        for name in own:
            self.assertRegex(hook, rf"\b{name}\b")

    # By hand (tests/tcl/solve.test has the resistances): u3 is the worst, behind 12 ohm
    # of stripe that carry the 6 mW of all and 14 ohm that carry its own 3 mW.
    WORST_V = (12 * 6e-3 + 14 * 3e-3) / 1.25

    def test_metrics(self):
        _, metrics = self.make(IRDROP_VOLTAGE={"VDD": Decimal("1.25")}).run()
        self.assertAlmostEqual(metrics["irdrop__drop__worst"], self.WORST_V, delta=1e-5)
        self.assertEqual(metrics["irdrop__hotspot__count"], 1)
        self.assertEqual(metrics["irdrop__gate__code"], 0)
        self.assertLess(metrics["irdrop__drop__average"], metrics["irdrop__drop__worst"])
        names = sorted(os.listdir(self.folder.name))
        self.assertEqual(names, ["irdrop_predict.json", "irdrop_predict.lyrdb"])

    def test_voltage_of_the_pdk(self):
        step = self.make(VDD_PIN_VOLTAGE=Decimal("1.25"), IRDROP_FORMATS=["csv"])
        _, metrics = step.run()
        self.assertAlmostEqual(metrics["irdrop__drop__worst"], self.WORST_V, delta=1e-5)
        self.assertEqual(os.listdir(self.folder.name), ["irdrop_predict.csv"])

    def test_prediction_only(self):
        step = self.make(VDD_PIN_VOLTAGE=1.25, IRDROP_SOLVE=False)
        _, metrics = step.run()
        self.assertAlmostEqual(metrics["irdrop__drop__worst"], self.WORST_V, delta=1e-5)
        self.assertNotIn("IR report", step.log)

    def test_relative_prediction_only(self):
        step = self.make(VDD_PIN_VOLTAGE=1.25, IRDROP_SOLVE=False, IRDROP_MODEL="paper")
        _, metrics = step.run()
        self.assertEqual(set(metrics), {"irdrop__hotspot__count", "irdrop__gate__code"})

    def test_no_voltage(self):
        step = self.make()
        _, metrics = step.run()
        self.assertEqual(metrics, {})
        self.assertIn("[WARNING IRD-0931] no supply voltage is known; set", step.log)
        self.assertIn('{"VDD": 1.8}', step.log)

    def test_gate(self):
        limit = '<hotspots max="0" above="0.7"/>'
        step = self.make(VDD_PIN_VOLTAGE=1.25, IRDROP_RULES=self.rules(limit))
        _, metrics = step.run()
        self.assertEqual(metrics["irdrop__gate__code"], 1)
        self.assertIn("[ERROR IRD-0930]", step.log)

    def test_gate_stops(self):
        limit = '<hotspots max="0" above="0.7"/>'
        rules = self.rules(limit)
        step = self.make(VDD_PIN_VOLTAGE=1.25, IRDROP_RULES=rules, IRDROP_STOP=True)
        with self.assertRaisesRegex(StepError, "stops the flow after predict"):
            step.run()

    def test_no_module(self):
        step = self.make(IRDROP_MODULE="no_such_module.so")
        _, metrics = step.run()
        self.assertEqual(metrics, {})
        self.assertIn("[WARNING IRD-0931]", step.log)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
