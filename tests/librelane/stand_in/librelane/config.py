# SPDX-License-Identifier: BSD-3-Clause
class Variable:
    def __init__(self, name, type, description, default=None, units=None):
        self.name = name
        self.type = type
        self.description = description
        self.default = default
        self.units = units
