// SPDX-License-Identifier: BSD-3-Clause
//
// An answer of which nothing is known, to begin others from.
import type { Answer } from "../data";

export const emptyAnswer: Answer = {
  net: "",
  corner: "",
  quantity: "drop",
  label: "Drop",
  title: "IR drop",
  people_unit: "mV",
  per_unit: 1000,
  least_is_worst: false,
  way: "read",
  way_phrase: "",
  network: null,
  is_ground: false,
  supply_v: null,
  supply_origin: null,
  worst: null,
  average: null,
  unit: "V",
  worst_at: null,
  worst_layer: null,
  worst_instance: null,
  bound: 0,
  outside_training: null,
  when_s: null,
  threshold: 0,
  maps: [],
  shares: [],
  supply_left: [],
  sources: [],
  header: [],
};
