# SPDX-License-Identifier: BSD-3-Clause
"""The LibreLane plugin under stand-ins for LibreLane and OpenROAD.

    python3 plugin.py PROJECT TCLSH

with IRDROP_MODULE naming the module. The exit status is the verdict.
"""

import json
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
WEIGHTS = os.environ.pop("IRDROP_WEIGHTS")
os.environ.update(
    TCLSH=TCLSH,
    STAND_IN_SHELL=os.path.join(HERE, "shell.tcl"),
    SCRIPTS_DIR=os.path.join(HERE, "scripts"),
    STAND_IN_LEF=os.path.join(DATA, "small.lef"),
    STAND_IN_DEF=os.path.join(DATA, "small.def"),
)
os.environ.pop("TCLLIBPATH", None)

import librelane_plugin_irdrop  # noqa: E402
from librelane import config  # noqa: E402
from librelane.steps import Step, StepError, StepException  # noqa: E402

RULES = ('<irdrop-rules version="1"><limits allow_left_out="100%" '
         'allow_assumed_power="true">{}</limits></irdrop-rules>')


class PluginTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def make(self, **settings):
        settings.setdefault("IRDROP_MODULE", MODULE)
        self.reports = os.path.join(self.folder.name, "step")
        os.makedirs(self.reports, exist_ok=True)
        return Step.factory.get("Irdrop.Predict")(settings, self.reports)

    def write(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def liberty(self, name, volt):
        return self.write(name, f"library ({name}) {{\n  nom_voltage : {volt};\n}}\n")

    def environ(self, **variables):
        os.environ.update(variables)
        for name in variables:
            self.addCleanup(os.environ.pop, name, None)

    TT, SS = "nom_tt_025C_1v25", "nom_ss_100C_1v60"

    def liberties(self):
        return {
            self.TT: [self.liberty("tt.lib", 1.25)],
            self.SS: [self.liberty("ss.lib", 2.5)],
        }

    def rules(self, limit):
        return self.write("rules.xml", RULES.format(limit))

    def test_registered(self):
        step = Step.factory.get("Irdrop.Predict")
        self.assertIs(step, librelane_plugin_irdrop.Predict)
        self.assertEqual(step.outputs, [])

    def test_form_of_the_variables(self):
        form = os.environ["STAND_IN_FORM"]
        step = librelane_plugin_irdrop.Predict
        self.assertEqual("Config" in vars(step), form == "class")
        names = [v.name for v in step.config_vars]
        self.assertEqual(len(names), len(set(names)))
        self.assertLessEqual({"DEFAULT_CORNER", "VSRC_LOC_FILES"}, set(names))
        self.assertEqual("VDD_PIN_VOLTAGE" in names, config.VERSION < 3)
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

    # By hand (tests/tcl/solve.test has the resistances): u3 is the worst, behind 12.8 ohm
    # of stripe that carry the 6 mW of all and 14 ohm that carry its own 3 mW.
    WORST_V = (12.8 * 6e-3 + 14 * 3e-3) / 1.25

    def test_metrics(self):
        libs = {self.TT: [self.liberty("tt.lib", 0.9)]}
        step = self.make(IRDROP_VOLTAGE={"VDD": Decimal("1.25")}, LIB=libs)
        _, metrics = step.run()
        self.assertAlmostEqual(metrics["irdrop__drop__worst"], self.WORST_V, delta=1e-5)
        self.assertEqual(metrics["irdrop__hotspot__count"], 2)
        self.assertEqual(metrics["irdrop__gate__code"], 0)
        self.assertLess(metrics["irdrop__drop__average"], metrics["irdrop__drop__worst"])
        names = sorted(os.listdir(self.reports))
        self.assertEqual(names, ["irdrop_predict.html", "irdrop_predict.json", "irdrop_predict.lyrdb"])

    def test_voltage_of_the_liberty(self):
        step = self.make(LIB=self.liberties(), IRDROP_FORMATS=["csv"])
        _, metrics = step.run()
        self.assertAlmostEqual(metrics["irdrop__drop__worst"], self.WORST_V, delta=1e-5)
        self.assertIn("power net at 1.25 V, the nom_voltage of tt.lib", step.log)
        self.assertEqual(os.listdir(self.reports), ["irdrop_predict.csv"])

    @unittest.skipIf(config.VERSION > 2, "LibreLane 3 has no VDD_PIN_VOLTAGE")
    def test_voltage_of_the_pdk(self):
        libs = {self.TT: [self.liberty("tt.lib", 0.9)]}
        _, metrics = self.make(VDD_PIN_VOLTAGE=Decimal("1.25"), LIB=libs).run()
        self.assertAlmostEqual(metrics["irdrop__drop__worst"], self.WORST_V, delta=1e-5)

    def test_corners(self):
        """Power and voltage are those of DEFAULT_CORNER, metrics carry its name."""
        corners = [self.SS, self.TT]
        step = self.make(LIB=self.liberties(), PNR_CORNERS=corners)
        _, metrics = step.run()
        self.assertAlmostEqual(metrics["irdrop__drop__worst"], self.WORST_V, delta=1e-5)
        self.assertIn(f"power of the corner {self.TT}, of", step.log)
        kinds = {name.split("__corner:")[1] for name in step.host_metrics if "corner" in name}
        self.assertEqual(kinds, {self.TT})
        # Of the other one the power is twice as high, and so is the voltage: the same drop.
        step = self.make(
            LIB=self.liberties(), PNR_CORNERS=corners, IRDROP_CORNER=self.SS
        )
        _, metrics = step.run()
        self.assertAlmostEqual(metrics["irdrop__drop__worst"], self.WORST_V, delta=1e-5)
        self.assertIn("power net at 2.5 V, the nom_voltage of ss.lib", step.log)

    def test_corner_that_is_not_loaded(self):
        step = self.make(LIB=self.liberties(), PNR_CORNERS=[self.SS])
        _, metrics = step.run()
        self.assertAlmostEqual(metrics["irdrop__drop__worst"], self.WORST_V, delta=1e-5)
        step = self.make(LIB=self.liberties(), IRDROP_CORNER="none")
        self.assertEqual(step.run()[1], {})
        self.assertIn('it has no corner "none"; give one of', step.log)

    def test_wire_capacitance(self):
        step = self.make(LIB=self.liberties())
        step.run()
        self.assertIn("with wire capacitances as estimated", step.log)
        self.environ(STAND_IN_NO_RC="1")
        step = self.make(LIB=self.liberties())
        _, metrics = step.run()
        drop = metrics["irdrop__drop__worst"]
        self.assertAlmostEqual(drop, 0.88 * self.WORST_V, delta=1e-5)
        self.assertIn("without wire capacitance, and low by it", step.log)

    def test_shell_of_the_user(self):
        """Only the step's own variables count."""
        self.environ(IRDROP_SKIP="1", IRDROP_POWER="1W", IRDROP_SOLVE="0")
        _, metrics = self.make(LIB=self.liberties()).run()
        self.assertAlmostEqual(metrics["irdrop__drop__worst"], self.WORST_V, delta=1e-5)

    def test_formats(self):
        step = self.make(LIB=self.liberties(), IRDROP_FORMATS=[])
        step.run()
        self.assertEqual(os.listdir(self.reports), [])
        step = self.make(LIB=self.liberties(), IRDROP_FORMATS=["doc", "csv"])
        _, metrics = step.run()
        self.assertEqual(metrics["irdrop__gate__code"], 0)
        self.assertRegex(step.log, r"(?m)^\[WARNING IRD-0640\] .*\.doc ")
        self.assertEqual(os.listdir(self.reports), ["irdrop_predict.csv"])

    def test_sources(self):
        """A source at the lower end of the stripe, where the pin is at the upper one."""
        places = self.write("vdd.loc", "8,0.1,0.4,1.25\n")
        step = self.make(LIB=self.liberties(), VSRC_LOC_FILES={"VDD": places})
        _, metrics = step.run()
        self.assertIn("sources of VDD from", step.log)
        self.assertLess(metrics["irdrop__drop__worst"], 0.8 * self.WORST_V)

    def test_model(self):
        """dir:: is a path by the time that the step sees it."""
        self.environ(STAND_IN_DESIGN_DIR=os.path.dirname(WEIGHTS))
        model = "dir::" + os.path.basename(WEIGHTS)
        step = self.make(
            LIB=self.liberties(), IRDROP_MODEL=model, IRDROP_SOLVE=False
        )
        _, metrics = step.run()
        self.assertEqual(set(metrics), {"irdrop__hotspot__count", "irdrop__gate__code"})

    def test_meta_of_the_readme(self):
        with open(os.path.join(PLUGIN, "README.md"), encoding="utf-8") as file:
            text = re.search(r'^    ("meta": \{.*?^    \})', file.read(), re.M | re.S)[1]
        meta = json.loads("{" + text + "}")["meta"]
        self.assertEqual((meta["version"], meta["flow"]), (2, "Classic"))
        self.assertIn("Irdrop.Predict", meta["substituting_steps"].values())

    def test_prediction_only(self):
        step = self.make(LIB=self.liberties(), IRDROP_SOLVE=False)
        _, metrics = step.run()
        self.assertAlmostEqual(metrics["irdrop__drop__worst"], self.WORST_V, delta=1e-5)
        self.assertNotIn("IR report", step.log)

    def test_relative_prediction_only(self):
        step = self.make(LIB=self.liberties(), IRDROP_SOLVE=False, IRDROP_MODEL="paper")
        _, metrics = step.run()
        self.assertEqual(set(metrics), {"irdrop__hotspot__count", "irdrop__gate__code"})

    def test_no_voltage(self):
        libs = {self.TT: [self.write("none.lib", "library (none) {\n}\n")]}
        step = self.make(LIB=libs)
        _, metrics = step.run()
        self.assertEqual(metrics, {})
        self.assertIn("[WARNING IRD-0931] no supply voltage is known; set", step.log)
        self.assertIn('{"VDD": 1.8}', step.log)

    def test_gate(self):
        limit = '<hotspots max="0" above="0.7"/>'
        step = self.make(LIB=self.liberties(), IRDROP_RULES=self.rules(limit))
        _, metrics = step.run()
        self.assertEqual(metrics["irdrop__gate__code"], 1)
        self.assertIn("[ERROR IRD-0930]", step.log)

    def test_gate_stops(self):
        limit = '<hotspots max="0" above="0.7"/>'
        rules = self.rules(limit)
        step = self.make(LIB=self.liberties(), IRDROP_RULES=rules, IRDROP_STOP=True)
        with self.assertRaisesRegex(StepError, "stops the flow after predict") as caught:
            step.run()
        self.assertNotIsInstance(caught.exception, StepException)

    def test_failure_stops(self):
        step = self.make(IRDROP_MODULE=self.write("none.so", ""), IRDROP_STOP=True)
        with self.assertRaisesRegex(StepError, "errors: .*none.so") as caught:
            step.run()
        self.assertNotIsInstance(caught.exception, StepException)

    def test_no_module(self):
        step = self.make(IRDROP_MODULE=self.write("none.so", ""))
        _, metrics = step.run()
        self.assertEqual(metrics, {})
        self.assertIn("[WARNING IRD-0931]", step.log)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
