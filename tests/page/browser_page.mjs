// SPDX-License-Identifier: BSD-3-Clause
//
// What the tests in a browser share: one Chromium, and how a map is pointed at and read.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(join(process.env.IRDROP_PAGE, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const shots = process.env.IRDROP_SHOTS;
export const built = readFileSync(
  fileURLToPath(new URL("../../plugin/result/page/built/page.html", import.meta.url)),
  "utf8",
);

export function launch() {
  const args = process.getuid() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: "/usr/bin/chromium", args });
}

/** When all that was changed is drawn. */
export const drawn = (page) =>
  page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))),
  );

export const textOf = async (page, locator) => {
  await drawn(page);
  return locator.innerText();
};

export const readout = (page) => textOf(page, page.getByTestId("readout"));

export const setSlider = (locator, value) =>
  locator.evaluate((input, to) => {
    input.value = to;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, String(value));

/** The pointer to a place in um on one of the maps, as its axes say where that is. */
export async function pointAt(page, x, y, pane = 0) {
  const canvas = page.locator(".pane canvas").nth(pane);
  await canvas.scrollIntoViewIfNeeded();
  await drawn(page);
  const at = await page.evaluate(
    ([px, py, index]) => {
      const axis = (name, edge) => {
        const ticks = [...document.querySelectorAll(".pane")[index].querySelectorAll(`.${name} .tick`)];
        const read = (tick) => [
          Number(tick.textContent.replace("−", "-")),
          tick.querySelector("line").getBoundingClientRect()[edge],
        ];
        const places = ticks.map(read).sort((a, b) => a[0] - b[0]);
        return [places[0], places.at(-1)];
      };
      const [[x0, left], [x1, right]] = axis("x-axis", "left");
      const [[y0, low], [y1, high]] = axis("y-axis", "top");
      return [left + ((px - x0) / (x1 - x0)) * (right - left), low + ((py - y0) / (y1 - y0)) * (high - low)];
    },
    [x, y, pane],
  );
  await page.mouse.move(at[0], at[1]);
}

/** The policy of the page forbids foreign scripts: axe comes in by the debugger. */
export async function noSeriousFinding(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
    [],
  );
}
