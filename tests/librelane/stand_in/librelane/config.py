# SPDX-License-Identifier: BSD-3-Clause
"""Configuration variables in both forms: listed, as LibreLane 2 and 3 have them, and, where
STAND_IN_FORM is class, as the annotated fields of a class."""

import os
import types
from typing import Union, get_args, get_origin

from librelane.common import Path

VERSION = int(os.environ.get("STAND_IN_VERSION", "3"))
HAS_CLASSES = os.environ.get("STAND_IN_FORM") == "class"


class Variable:
    def __init__(self, name, type, description, default=None, units=None):
        self.name = name
        self.type = type
        self.description = description
        self.default = default
        self.units = units


def process(name, wanted, value):
    """A value of a configuration file as one of the variable's type. What begins with
    dir:: has become a path by then, which is no text; a Path has to exist."""
    if isinstance(value, str) and value.startswith("dir::"):
        value = Path(os.path.join(os.environ["STAND_IN_DESIGN_DIR"], value[5:]))
    if get_origin(wanted) is Union:
        for member in get_args(wanted):
            try:
                return process(name, member, value)
            except (TypeError, ValueError):
                continue
        raise TypeError(f"{name}: {value!r} is of no type that it may have")
    if wanted is Path:
        if not os.path.exists(value):
            raise ValueError(f"{name}: {value} does not exist")
        return Path(value)
    if wanted is str and isinstance(value, Path):
        raise TypeError(f"{name}: {value} is a path and not a text")
    if wanted is type(None) and value is not None:
        raise TypeError(f"{name} has to be left out")
    return value


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
