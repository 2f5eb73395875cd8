# SPDX-License-Identifier: BSD-3-Clause
"""Configuration variables in both forms: listed, as LibreLane 2 and 3 have them, and, where
STAND_IN_FORM is class, as the annotated fields of a class."""

import os
import types

HAS_CLASSES = os.environ.get("STAND_IN_FORM") == "class"


class Variable:
    def __init__(self, name, type, description, default=None, units=None):
        self.name = name
        self.type = type
        self.description = description
        self.default = default
        self.units = units


class BaseConfigModel:
    """What a nested class Config derives from."""


if HAS_CLASSES:

    def variable(default=..., *, description, units=None):
        return (default, description, units)

else:
    variable = types.ModuleType("librelane.config.variable")


def variables_of(model):
    """The fields of a Config and those it inherits, as the list."""
    found = {}
    for base in reversed(model.__mro__):
        for name, type in base.__dict__.get("__annotations__", {}).items():
            default, description, units = base.__dict__[name]
            found[name] = Variable(name, type, description, default, units)
    return list(found.values())
