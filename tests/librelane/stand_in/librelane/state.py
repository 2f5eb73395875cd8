# SPDX-License-Identifier: BSD-3-Clause
class DesignFormat:
    ODB = "odb"
