// SPDX-License-Identifier: BSD-3-Clause
//
// The screens of the local application in headless Chromium, against a stand-in for it whose
// answers are known (stand_in.mjs).
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { built, launch, noSeriousFinding, setSlider, shots } from "./browser_page.mjs";
import { standIn } from "./stand_in.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** A page that a stand-in serves. Refused requests are on Chromium's console by themselves. */
async function open(t, change = () => {}, options = {}) {
  const { width = 1280, colorScheme = "light" } = options;
  const server = await standIn(built);
  change(server.state);
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, acceptDownloads: true });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => {
    if (!message.text().startsWith("Failed to load resource")) wrong.push(message.text());
  });
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) wrong.push(request.url());
  });
  await page.goto(server.url);
  await page.getByTestId("screen-report").waitFor();
  t.after(async () => {
    await context.close();
    server.close();
    assert.deepEqual(wrong, []);
    assert.deepEqual(server.state.refused, [], "each POST names itself");
  });
  return { page, state: server.state };
}

const npy = (name, text = "\x93NUMPY") => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text, "latin1") });

test("the report of the shell, and again when a new analysis is made", async (t) => {
  const { page, state } = await open(t);
  assert.equal(await page.getByTestId("worst").innerText(), "70.00 mV");
  await page.getByTestId("layer-0").selectOption("2/drop");
  state.design = "next";
  state.stamp = 2;
  await page.getByRole("heading", { level: 1, name: "next" }).waitFor({ timeout: 10000 });
  assert.match(await page.getByTestId("news").innerText(), /a new analysis was made/);
  assert.equal(await page.getByTestId("layer-0").inputValue(), "2/drop", "the same layer is shown");
});

test("without a design the page says what to do", async (t) => {
  const { page } = await open(t, (state) => (state.hasDesign = false));
  assert.match(await page.getByTestId("no-report").innerText(), /read_def reads one/);
});

test("downloads", async (t) => {
  const { page } = await open(t);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "KLayout markers (.lyrdb)" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "small.lyrdb");
});

test("samples: inputs, truth, prediction, difference and summary", async (t) => {
  const { page } = await open(t);
  await page.getByTestId("screen-predict").click();
  await page.getByLabel("Sample a").check();
  await page.getByLabel("Sample b").check();
  await page.getByRole("button", { name: "Predict samples" }).click();
  const text = (await page.getByTestId("prediction").innerText()).replace(/\s+/g, " ");
  assert.match(text, /a high 0\.9000 0\.1900 1 pixel \(0\.3125 %\) 0\.05000/);
  assert.equal(await page.locator(".pane canvas").count(), 2, "truth beside the prediction");
  const layers = await page.getByTestId("layer-0").locator("option").allTextContents();
  for (const wanted of ["a: Prediction", "a: Ground truth", "a: Prediction less truth", "a: switching", "b: Prediction"]) {
    assert.ok(layers.includes(wanted), `${wanted} in ${layers.join(", ")}`);
  }
  await noSeriousFinding(page);
});

test("three maps of one's own, and what is wrong with them", async (t) => {
  const { page } = await open(t);
  await page.getByTestId("screen-predict").click();
  const form = page.getByTestId("upload-form");
  await form.locator("[name=input_power_grid]").setInputFiles(npy("power.npy", "not numpy"));
  await form.locator("[name=input_cell_density]").setInputFiles(npy("cells.npy"));
  await form.locator("[name=input_switching]").setInputFiles(npy("switching.npy"));
  await form.getByRole("button", { name: "Predict my maps" }).click();
  assert.match(await page.getByTestId("problem").innerText(), /IRD-0100 power\.npy/);
  await form.locator("[name=input_power_grid]").setInputFiles(npy("power.npy"));
  await form.getByRole("button", { name: "Predict my maps" }).click();
  assert.match(await page.getByTestId("prediction").innerText(), /upload/);
  assert.equal(await page.getByTestId("problem").count(), 0);
});

test("LEF and DEF of one's own", async (t) => {
  const { page } = await open(t, (state) => (state.hasDesign = false));
  await page.getByTestId("screen-open").click();
  const form = page.getByTestId("open-form");
  await form.locator("[name=lef]").setInputFiles([npy("tech.lef", "lef"), npy("cells.lef", "lef")]);
  await form.locator("[name=def]").setInputFiles(npy("top.def", "broken def"));
  await form.getByRole("button", { name: "Open", exact: true }).click();
  assert.match(await page.getByTestId("problem").innerText(), /top\.def:1/);
  await form.locator("[name=def]").setInputFiles(npy("top.def", "def"));
  await form.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "top.def" }).waitFor();
  assert.equal(await page.getByTestId("worst").innerText(), "70.00 mV");
});

test("feel it: the prediction follows the slider, the exact answer comes behind it", async (t) => {
  const { page, state } = await open(t);
  await page.getByTestId("screen-try").click();
  await page.getByTestId("tried").waitFor();
  assert.equal(await page.getByTestId("tried-worst").innerText(), "70.00 mV");
  const slide = (to) => setSlider(page.getByTestId("width-M2"), to);
  // 12 of 24 steps to a factor of 4: twice the width, half the drop.
  await slide(12);
  await page.waitForFunction(() => document.querySelector("[data-testid=tried-worst]").textContent === "35.00 mV");
  assert.match(await page.getByTestId("changes").innerText(), /Stripes of M2: width 4\.000 um/);
  await page.waitForFunction(() => document.querySelector("[data-testid=tried-exact]").textContent.includes("36.00 mV; the prediction was off by 1.000 mV"));
  assert.match(await page.getByTestId("tried-change").innerText(), /-35\.00 mV \(-49\.30 %\)/);
  const took = Number((await page.getByTestId("tried-ms").innerText()).split(" ")[0]);
  assert.ok(took > 0 && took < 5000, `answered in ${took} ms`);
  t.diagnostic(`slider to answer: ${took} ms`);
  const tries = state.tries;
  for (let to = -24; to <= 24; to++) await slide(to);
  await page.waitForFunction(() => document.querySelector("[data-testid=tried-worst]").textContent.startsWith("17.50"));
  assert.ok(state.tries - tries <= 49, "what lies between is left out");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.waitForFunction(() => document.querySelector("[data-testid=tried-worst]").textContent.startsWith("70.00"));
  await page.screenshot({ path: join(shots, "try.png"), fullPage: true });
});

test("a region is drawn, its power changed, and the plan kept", async (t) => {
  const { page, state } = await open(t);
  await page.getByTestId("screen-try").click();
  await page.getByTestId("draw-region").click();
  const box = await page.locator(".pane canvas").first().boundingBox();
  await page.mouse.move(box.x + 60, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 160, box.y + 140, { steps: 4 });
  await page.mouse.up();
  await setSlider(page.getByTestId("activity"), 12);
  await page.waitForFunction(() => document.querySelector("[data-testid=tried-worst]").textContent.startsWith("140.0"));
  const [change] = state.changes;
  assert.equal(change.kind, "activity");
  assert.equal(change.factor, 2);
  assert.ok(change.region[2] - change.region[0] > 20 && change.region[3] - change.region[1] > 15, String(change.region));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Keep as a plan" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "plan.xml");
  assert.match(await page.getByTestId("kept").innerText(), /Not in it: activity/);
});

test("pads are moved, stripes dropped and added", async (t) => {
  const { page, state } = await open(t);
  await page.getByTestId("screen-try").click();
  await page.getByRole("button", { name: "Drop it, the stripe of M2" }).click();
  await page.getByLabel(/Another at/).fill("50");
  await page.getByRole("button", { name: "Add it, a stripe of M2" }).click();
  await page.getByRole("button", { name: "Move it to a place on the map" }).click();
  await page.locator(".pane canvas").first().click({ position: { x: 100, y: 100 } });
  await page.getByText("Pad at (20.00 80.00) um moved to").waitFor();
  await page.waitForFunction(() => document.querySelectorAll("[data-testid=changes] li").length === 3);
  await page.waitForTimeout(300);
  assert.deepEqual(state.changes.map(({ kind }) => kind), ["drop_stripe", "add_stripe", "move_source"]);
  assert.deepEqual(state.changes[1], { kind: "add_stripe", layer: "M2", at: 50, width: 2 });
});

for (const [width, colorScheme] of [[1280, "dark"], [420, "light"]]) {
  test(`every screen is accessible and not wider than ${width} pixels, ${colorScheme}`, async (t) => {
    const { page } = await open(t, () => {}, { width, colorScheme });
    for (const screen of ["report", "try", "predict", "open"]) {
      await page.getByTestId(`screen-${screen}`).click();
      await page.waitForTimeout(400);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${screen}: ${wide} pixels`);
      await page.screenshot({ path: join(shots, `${screen}-${width}-${colorScheme}.png`), fullPage: true });
      await noSeriousFinding(page);
    }
  });
}
