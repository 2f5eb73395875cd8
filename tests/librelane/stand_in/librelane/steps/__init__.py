# SPDX-License-Identifier: BSD-3-Clause
class StepError(RuntimeError):
    """A step failed."""


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
