# SPDX-License-Identifier: BSD-3-Clause
from librelane.config import HAS_CLASSES, BaseConfigModel, variables_of


class StepError(RuntimeError):
    """A step failed, with messages."""


class StepException(StepError):
    """A step failed without any: the user is asked to file an issue."""


class Factory:
    def __init__(self):
        self.steps = {}

    def register(self):
        def decorator(step):
            self.steps[step.id] = step
            return step

        return decorator

    def get(self, name):
        return self.steps[name]


class Step:
    factory = Factory()
    config_vars = []

    if HAS_CLASSES:

        class Config(BaseConfigModel):
            pass

        def __init_subclass__(cls):
            if "config_vars" in cls.__dict__:
                raise TypeError("config_vars is made from the nested class Config")
            if "Config" in cls.__dict__:
                cls.config_vars = variables_of(cls.Config)
