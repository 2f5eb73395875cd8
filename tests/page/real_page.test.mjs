// SPDX-License-Identifier: BSD-3-Clause
//
// Pages that irdrop wrote of the example design, against what its commands say
// (write_pages.tcl): the value under the pointer, hotspots by threshold, before and after.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch, noSeriousFinding, pointAt, readout, setSlider, shots, textOf } from "./browser_page.mjs";

const folder = process.env.IRDROP_PAGES;
const truth = JSON.parse(readFileSync(join(folder, "truth.json"), "utf8"));

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function open(t, name, options = {}) {
  const { width = 1280, colorScheme = "light" } = options;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) wrong.push(request.url());
  });
  await page.goto(pathToFileURL(join(folder, name)).href);
  await page.waitForSelector(".summary");
  t.after(async () => {
    await context.close();
    assert.deepEqual(wrong, [], "nothing on the console, no request to any host");
  });
  return page;
}

/** Four significant digits, as printf's %.4g has them but without an exponent. */
const digits = (value) => String(Number(value.toPrecision(4)));

test("the first screen has what solve says", async (t) => {
  const page = await open(t, "report.html");
  assert.equal(await page.getByTestId("worst").innerText(), `${digits(truth.worst * 1e3)} mV`);
  assert.ok((await page.locator(".key-facts").innerText()).includes(truth.instance));
  assert.match(await page.getByTestId("verdict").innerText(), /Violated/);
  assert.ok(statSync(join(folder, "report.html")).size < 1.5e6);
});

test("the value under the pointer is that of the map", async (t) => {
  const page = await open(t, "report.html");
  let compared = 0;
  for (const [x, y, value] of truth.samples) {
    await pointAt(page, x, y);
    const found = /Drop, solved exactly\s+(?:([\d.]+) mV|nothing here)/.exec(await readout(page));
    assert.ok(found, await readout(page));
    if (found[1] === undefined) {
      assert.equal(value, 0, "where the map is empty its value is 0");
      continue;
    }
    compared++;
    // Four digits of a single-precision number: half of the last of them, and 1 in 2^24.
    assert.ok(Math.abs(Number(found[1]) / 1e3 - value) <= 0.00051 * value + 1e-9, `${x} ${y}: ${found[1]} mV, ${value} V`);
  }
  assert.ok(compared > 25, `${compared} places`);
});

test("the threshold slider counts hotspots as the command does", async (t) => {
  const page = await open(t, "report.html");
  const slider = page.getByLabel("Threshold of hotspots");
  for (const [mv, count] of truth.hotspots) {
    // The slider has 1000 steps; the nearest one lies within half a step of what is asked.
    await setSlider(slider, Math.round((mv / (truth.worst * 1e3 * 1.02)) * 1000));
    const shown = await textOf(page, page.getByTestId("hot-count"));
    assert.equal(parseInt(shown, 10), count, `above ${mv} mV`);
  }
});

test("before and after, and in time", async (t) => {
  const page = await open(t, "after.html");
  const text = (await page.getByTestId("moved").innerText()).replace(/\s+/g, " ");
  assert.ok(text.includes(`${digits(truth.worst * 1e3)} mV`), text);
  assert.ok(text.includes(`${digits(truth.after * 1e3)} mV`), text);
  const layer = page.getByTestId("layer-0");
  await layer.selectOption(await layer.locator("option", { hasText: "VDD: Drop at each time" }).getAttribute("value"));
  await page.getByRole("button", { name: "worst time" }).click();
  const shown = Number(/worst ([\d.]+) mV/.exec(await textOf(page, page.getByTestId("time-text")))[1]) / 1e3;
  assert.ok(shown > truth.dynamic * 0.5 && shown <= truth.dynamic * 1.001, `${shown} V of ${truth.dynamic} V`);
});

for (const [width, colorScheme] of [[1280, "light"], [420, "dark"]]) {
  test(`accessible and not wider than ${width} pixels, ${colorScheme}`, async (t) => {
    const page = await open(t, "after.html", { width, colorScheme });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} pixels`);
    await page.screenshot({ path: join(shots, `real-${width}-${colorScheme}.png`), fullPage: true });
    await noSeriousFinding(page);
  });
}
