// SPDX-License-Identifier: BSD-3-Clause
import { render } from "preact";
import { start } from "./app";

const root = document.getElementById("app");
if (root) {
  root.textContent = "";
  render(start(), root);
}
