// SPDX-License-Identifier: BSD-3-Clause
//
// The page of a report, opened from disk in headless Chromium. What it must show is known
// from fixture.mjs, where it can be counted by hand.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { built, drawn, launch, noSeriousFinding, pointAt, readout, setSlider, shots, textOf } from "./browser_page.mjs";
import { html, page as pageData, pageAgainst } from "./fixture.mjs";

let browser;
let folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "irdrop-page-"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page with this data; what it says on the console and asks of anybody is an error. */
async function open(t, data, options = {}) {
  const { width = 1280, height = 900, ...others } = options;
  const context = await browser.newContext({ viewport: { width, height }, ...others });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) wrong.push(`request: ${request.url()}`);
  });
  const file = join(folder, `${t.name.replace(/\W+/g, "-")}-${width}.html`);
  writeFileSync(file, html(built, data));
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector(".summary");
  t.after(async () => {
    await context.close();
    assert.deepEqual(wrong, [], "nothing on the console, no request to any host");
  });
  return page;
}

const ticksOf = async (page) => {
  await drawn(page);
  return page.locator(".pane .x-axis .tick text").allTextContents();
};
const pictureOf = async (page, pane = 0) => {
  await drawn(page);
  return page
    .locator(".pane canvas")
    .nth(pane)
    .evaluate((canvas) => canvas.toDataURL())
    .then((text) => createHash("sha256").update(text).digest("hex"));
};
test("the first screen answers what everybody asks", async (t) => {
  const page = await open(t, pageData());
  const text = (await textOf(page, page.locator("main"))).replace(/\s+/g, " ");
  for (const part of [
    "Violated",
    "70.00 mV",
    "6.364 % of 1.100 V",
    "x 17.50 y 17.50 um on M1",
    "core/_21_",
    "solved exactly",
    "M1 71.43 % (50.00 mV)",
    "Left out: 3 cells unplaced",
    "Resistance of 1 layer assumed",
    "nothing near the pad",
    "10.00 mW, from the report power.rpt",
  ]) {
    assert.ok(text.includes(part), part);
  }
  const top = await page.getByTestId("worst").boundingBox();
  assert.ok(top.y < 400, "the worst drop is on the first screen");
  await page.getByTestId("answer-1").click();
  assert.match(await textOf(page, page.locator(".key-facts")), /predicted, may be off by ± 2\.000 mV/);
});

test("the readout has the value of the map", async (t) => {
  const page = await open(t, pageData());
  for (const [x, y, value] of [
    [17.5, 17.5, "70.00 mV (6.364 %)"],
    [12.5, 12.5, "60.00 mV (5.455 %)"],
    [27.5, 22.5, "58.00 mV (5.273 %)"],
    [77.5, 52.5, "52.00 mV (4.727 %)"],
    [50, 50.5, "10.00 mV (0.9091 %)"],
    [50, 2, "nothing here"],
  ]) {
    await pointAt(page, x, y);
    assert.ok((await readout(page)).includes(value), `${x} ${y}: ${await readout(page)}`);
  }
  await pointAt(page, 22.5, 17.5);
  assert.match(await readout(page), /core\/_22_ \(INV_X1\)[\s\S]*23\.00 uA[\s\S]*its drop\s+60\.00 mV/);
});

test("zoom by wheel and keys, and back", async (t) => {
  const page = await open(t, pageData());
  const ticks = () => ticksOf(page);
  const whole = await ticks();
  await pointAt(page, 17.5, 17.5);
  await page.mouse.wheel(0, -600);
  await page.waitForTimeout(100);
  assert.notDeepEqual(await ticks(), whole);
  await pointAt(page, 17.5, 17.5);
  assert.ok((await readout(page)).includes("70.00 mV"), "values stay at their places");
  await page.locator(".pane canvas").focus();
  await page.keyboard.press("0");
  assert.deepEqual(await ticks(), whole);
  await page.keyboard.press("+");
  assert.notDeepEqual(await ticks(), whole);
  await page.keyboard.press("-");
  assert.deepEqual(await ticks(), whole);
  await page.mouse.move(0, 0);
  await page.keyboard.press("ArrowRight");
  assert.match(await textOf(page, page.locator(".map-main [role=status]")), /x y 5\d\.\d+ 40\.00 um.*10\.00 mV/);
});

test("the threshold recounts hotspots", async (t) => {
  const data = pageData();
  const page = await open(t, data);
  const count = () => textOf(page, page.getByTestId("hot-count"));
  assert.equal(await count(), "1 hotspot");
  assert.equal(data.report.nets[0].hotspots.length, 1);
  const slider = page.getByLabel("Threshold of hotspots");
  const most = 0.07 * 1.02;
  await setSlider(slider, Math.round((0.05 / most) * 1000));
  assert.equal(await count(), "2 hotspots");
  assert.match(await textOf(page, page.getByTestId("threshold")), /^49\.98 mV = 4\.544 %/);
  await setSlider(slider, Math.round((0.0705 / most) * 1000));
  assert.equal(await count(), "0 hotspots");
  await page.getByRole("button", { name: /back to 55\.00 mV/ }).click();
  assert.equal(await count(), "1 hotspot");
});

test("a click in a list goes there", async (t) => {
  const page = await open(t, pageData());
  await page.getByTestId("hotspot-1").click();
  const ticks = (await ticksOf(page)).filter((_, i, all) => i === 0 || Number(all[i]) > Number(all[i - 1]));
  const [first, last] = [ticks[0], ticks.at(-1)];
  assert.ok(Number(first.replace("−", "-")) > -25 && Number(last) < 60, `${first} to ${last}`);
  await page.getByTestId("search").fill("_149_");
  await page.keyboard.press("Enter");
  assert.match(await textOf(page, page.getByTestId("selected")), /core\/_149_[\s\S]*x 92\.50 y 77\.50 um[\s\S]*150\.0 uA/);
  await page.getByRole("button", { name: /Show on the map: net VDD: M1 and M2/ }).click();
  assert.match(await textOf(page, page.getByTestId("selected")), /missing via/);
  const findings = await textOf(page, page.getByTestId("findings"));
  assert.match(findings, /#1/);
  assert.match(findings, /3 findings more than this page takes/);
});

test("a hotspot says why", async (t) => {
  const page = await open(t, pageData());
  assert.match(await textOf(page, page.getByRole("region", { name: "List of hotspots" })), /63 % grid, 37 % current/);
  await page.getByTestId("hotspot-1").click();
  const why = await textOf(page, page.getByTestId("why"));
  assert.match(why, /Why it drops by 70\.00 mV there/);
  assert.match(why, /63 % grid, 37 % current/);
  assert.match(why, /M2 – M1[\s\S]*3\.000 ohm[\s\S]*30\.00 mV/);
  assert.match(why, /core\/_21_[\s\S]*35\.00 mV[\s\S]*50\.00 %/);
  const before = await ticksOf(page);
  await page.getByRole("button", { name: /cross without a via at \(20, 15\) um/ }).click();
  assert.notDeepEqual(await ticksOf(page), before, "a click on what is missing goes there");
  await page.getByTestId("search").fill("_149_");
  await page.keyboard.press("Enter");
  assert.equal(await page.getByTestId("why").count(), 0, "nothing is known of another place");
});

test("overlays can be laid over and taken away", async (t) => {
  const page = await open(t, pageData());
  const keys = ["hotspots", "waivers", "findings", "paths", "rows", "macros", "sources", "wire/M1", "wire/M2", "via/V1", "die"];
  for (const key of keys) {
    const box = page.getByTestId(`overlay-${key}`);
    const before = await pictureOf(page);
    const was = await box.isChecked();
    await box.click();
    assert.equal(await box.isChecked(), !was);
    assert.notEqual(await pictureOf(page), before, key);
    await box.click();
    assert.equal(await pictureOf(page), before, `${key} is as it was`);
  }
});

test("layers: difference, bound, another net", async (t) => {
  const page = await open(t, pageData());
  const choice = page.getByTestId("layer-0");
  await choice.selectOption({ label: "VDD: Difference, predicted less solved" });
  await pointAt(page, 17.5, 17.5);
  assert.match(await readout(page), /-1\.000 mV/);
  await choice.selectOption({ label: "VDD: Strength of the grid" });
  await pointAt(page, 52, 17.5);
  assert.match(await readout(page), /0\.7500/);
  await choice.selectOption("2/drop");
  assert.equal(await textOf(page, page.getByTestId("worst")), "20.00 mV");
  assert.match(await textOf(page, page.locator(".worst-of")), /VSS/);
});

test("two maps side by side on one scale", async (t) => {
  const page = await open(t, pageData());
  await page.getByTestId("split").click();
  await page.getByTestId("layer-1").selectOption("2/drop");
  assert.equal(await page.locator(".pane canvas").count(), 2);
  const scales = () => drawn(page).then(() => page.locator(".colour-bar").evaluateAll((bars) => bars.map((bar) => bar.getAttribute("aria-label"))));
  let [left, right] = await scales();
  assert.equal(left, right);
  await page.getByLabel("one scale for both").click();
  [left, right] = await scales();
  assert.notEqual(left, right);
  await pointAt(page, 52.5, 42.5, 1);
  assert.match(await readout(page), /VDD: Drop, solved exactly\s+10\.00 mV[\s\S]*VSS: Drop, solved exactly\s+20\.00 mV/);
});

test("before and after", async (t) => {
  const page = await open(t, pageAgainst());
  const text = (await textOf(page, page.getByTestId("moved"))).replace(/\s+/g, " ");
  assert.match(text, /before\.json/);
  assert.match(text, /105\.0 mV 9\.545 % \(22\.50 62\.50\) um core\/_112_ 70\.00 mV 6\.364 % \(17\.50 17\.50\) um core\/_21_/);
  assert.match(text, /-35\.00 mV \(-33\.33 %\)/);
  await page.getByTestId("show-before-after").click();
  await pointAt(page, 22.5, 62.5, 1);
  assert.match(await readout(page), /105\.0 mV/);
  await page.getByTestId("layer-0").selectOption("change/0");
  await pointAt(page, 22.5, 62.5, 0);
  assert.match(await readout(page), /-95\.00 mV/);
});

test("time slider, play and waveforms", async (t) => {
  const page = await open(t, pageData());
  await page.getByTestId("layer-0").selectOption("frames/0");
  const slider = page.getByTestId("time-slider");
  for (const [index, at, value] of [[0, "0 s, worst 14.00 mV", "14.00 mV"], [2, "200.0 ps, worst 70.00 mV", "70.00 mV"], [3, "300.0 ps, worst 49.00 mV", "49.00 mV"]]) {
    await setSlider(slider, index);
    assert.equal(await textOf(page, page.getByTestId("time-text")), at);
    await pointAt(page, 17.5, 17.5);
    assert.ok((await readout(page)).includes(value), `${at}: ${await readout(page)}`);
  }
  await page.getByTestId("search").fill("core/_21_");
  await page.keyboard.press("Enter");
  assert.match(await textOf(page, page.getByTestId("selected")), /Waveform of this instance/);
  await page.getByTestId("search").fill("core/_22_");
  await page.keyboard.press("Enter");
  assert.match(await textOf(page, page.getByTestId("selected")), /Waveform of the pixel/);
  await page.getByRole("button", { name: "worst time" }).click();
  assert.equal(await slider.inputValue(), "2");
  await page.getByRole("button", { name: "Play" }).click();
  await page.waitForFunction(() => document.querySelector("[data-testid=time-slider]").value !== "2");
  await page.getByRole("button", { name: "Stop" }).click();
});

// 4 of the 151 cells lie in A: in its columns 2 and 4; none at its peak.
test("ranges, shares, limits and waivers in real tables", async (t) => {
  const page = await open(t, pageData());
  const ranges = page.getByTestId("ranges").getByRole("row");
  assert.equal(await ranges.count(), 9);
  const first = (await ranges.nth(1).innerText()).replace(/\s+/g, " ");
  assert.match(first, /^52\.50 – 60\.00 4\.773 – 5\.455 4 2\.649 %/);
  assert.match(await textOf(page, page.getByTestId("gate")), /Moves in the next floorplan[\s\S]*kim[\s\S]*2027-01-31/);
});

test("on paper all that matters is there, on white", async (t) => {
  const page = await open(t, pageAgainst(), { colorScheme: "dark" });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const text of ["Violated", "What it rests on", "Ranges of drop", "Limits and waivers"]) {
    assert.ok(await page.getByText(text).first().isVisible(), text);
  }
  assert.ok(await page.locator(".pane canvas").isVisible());
  assert.equal(await page.getByTestId("theme").isVisible(), false);
  const colours = await page.evaluate(() => [
    getComputedStyle(document.documentElement).backgroundColor,
    getComputedStyle(document.documentElement).color,
  ]);
  assert.deepEqual(colours, ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 20000);
  writeFileSync(join(shots, "print.pdf"), pdf);
});

test("damaged data are told, not shown", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  for (const [name, data] of [["cut", "eJyrVip"], ["other", "eJyrVipITE9VsjKqBQAX+AQd"], ["no", "%%%"]]) {
    const file = join(folder, `bad-${name}.html`);
    const element = `<script id="irdrop-data" type="application/octet-stream">${data}</script>`;
    writeFileSync(file, built.replace("<!--irdrop-data-->", element));
    await page.goto(pathToFileURL(file).href);
    await page.getByText("The data of this page cannot be read").waitFor();
  }
});

test("foreign scripts do not run", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const file = join(folder, "inject.html");
  writeFileSync(file, html(built, pageData({ design: "<img src=x onerror=\"window.bad=1\">" })).replace("</body>", "<script>window.bad=2</script></body>"));
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector(".summary");
  assert.equal(await page.evaluate(() => window.bad), undefined);
  assert.match(await textOf(page, page.locator("h1")), /<img/);
});

for (const width of [1280, 420]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`accessible and not wider than ${width} pixels, ${colorScheme}`, async (t) => {
      const page = await open(t, pageAgainst(), { width, colorScheme });
      await page.getByTestId("layer-0").selectOption("frames/0");
      await page.getByTestId("hotspot-1").click();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${wide} pixels`);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll("main *")]
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".hidden"))
          .map((one) => one.outerHTML.slice(0, 120)),
      );
      assert.deepEqual(cut, [], "nothing is cut at the right");
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: join(shots, `${width}-${colorScheme}.png`), fullPage: true });
      await noSeriousFinding(page);
    });
  }
}

test("the whole page can be worked by keyboard", async (t) => {
  const page = await open(t, pageData());
  const seen = new Set();
  for (let i = 0; i < 90; i++) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      return `${one.tagName} ${one.dataset.testid ?? one.className ?? ""} ${style.outlineStyle}`;
    });
    assert.ok(!name.endsWith(" none") || name.startsWith("BODY"), `focus is not seen: ${name}`);
    seen.add(name.split(" ").slice(0, 2).join(" "));
  }
  for (const wanted of ["BUTTON theme", "BUTTON answer-1", "SELECT layer-0", "CANVAS ", "BUTTON hotspot-1", "INPUT search", "INPUT overlay-hotspots"]) {
    assert.ok(seen.has(wanted), `${wanted} in ${[...seen].join(", ")}`);
  }
});
