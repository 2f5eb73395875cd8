# SPDX-License-Identifier: BSD-3-Clause
"""A stand-in for LibreLane: the names that the plugin imports, with the behaviour that it
relies on, written from LibreLane's manual."""
