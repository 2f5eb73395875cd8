// SPDX-License-Identifier: BSD-3-Clause
//
// The local application with irdrop behind it, from upload to download, on the example
// design. What a solve must say is asked of the shell that serves.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, noSeriousFinding, setSlider, shots } from "./browser_page.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = process.env.IRDROP_PAGES;
const wait = { timeout: 30000 };

let browser;
let shell;
let url;
const waiting = [];

/** What the shell answers to a command. */
const ask = (command) =>
  new Promise((done) => {
    waiting.push(done);
    shell.stdin.write(`${command}\n`);
  });

before(async () => {
  const script = join(here, "serve_example.tcl");
  const example = join(here, "../../examples/demo45");
  shell = spawn(process.env.IRDROP_TCLSH, [script, example, folder], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, LD_PRELOAD: process.env.IRDROP_PRELOAD ?? "" },
  });
  const lines = createInterface({ input: shell.stdout });
  url = await new Promise((done, fail) => {
    lines.once("line", done);
    shell.once("exit", (code) => fail(new Error(`the shell ended with ${code}`)));
  });
  lines.on("line", (line) => waiting.shift()?.(line));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  shell?.stdin.end();
});

/** A page of the application; requests that it refuses are on the console by themselves. */
async function open(t, options = {}) {
  const { width = 1280, colorScheme = "light" } = options;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, acceptDownloads: true });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => {
    if (!message.text().startsWith("Failed to load resource")) wrong.push(message.text());
  });
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) wrong.push(request.url());
  });
  await page.goto(url);
  await page.locator(".summary").waitFor(wait);
  t.after(async () => {
    await context.close();
    assert.deepEqual(wrong, [], "nothing on the console, no request to another host");
  });
  return page;
}

/** A .npy file of float64, row by row, as numpy's format description has it. */
function npy(name, rows, columns, value) {
  const shape = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const head = `${shape.padEnd(117)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, head.length & 255, head.length >> 8]);
  const values = Float64Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns));
  return { name, mimeType: "application/octet-stream", buffer: Buffer.concat([start, Buffer.from(head), Buffer.from(values.buffer)]) };
}

const textOf = (page, id) => page.getByTestId(id).innerText();
const millivolts = (text) => Number(/([\d.]+) mV/.exec(text)[1]);

test("the report is that of the shell, and follows it", async (t) => {
  const page = await open(t);
  assert.equal(await page.locator("h1").innerText(), "demo45");
  const [, worst] = (await ask("expr {1e3 * [dict get [irdrop::solve -net VDD] worst_drop_v]}")).split(" ");
  assert.ok(Math.abs(millivolts(await textOf(page, "worst")) - Number(worst)) < 0.006, worst);
  assert.match(await ask("irdrop::clear_power; irdrop::set_power -total 74mW; irdrop::solve -nets {VDD VSS}"), /^0/);
  await page.waitForFunction((old) => document.querySelector("[data-testid=worst]").textContent !== old, await textOf(page, "worst"), wait);
  await ask(`irdrop::clear_power; irdrop::read_power ${join(folder, "demo45_power.rpt")}; irdrop::solve -nets {VDD VSS}`);
});

test("samples and maps of one's own, right and wrong", async (t) => {
  const page = await open(t);
  await page.getByTestId("screen-predict").click();
  await page.getByTestId("sample-form").locator("input").first().check(wait);
  await page.getByRole("button", { name: "Predict samples" }).click();
  await page.getByTestId("prediction").waitFor(wait);
  assert.match(await textOf(page, "prediction"), /low|moderate|high/);
  const form = page.getByTestId("upload-form");
  const send = async (grid) => {
    await form.locator("[name=input_power_grid]").setInputFiles(grid);
    await form.locator("[name=input_cell_density]").setInputFiles(npy("cells.npy", 64, 64, () => 0.5));
    await form.locator("[name=input_switching]").setInputFiles(npy("switching.npy", 64, 64, (row) => row / 64));
    await form.getByRole("button", { name: "Predict my maps" }).click();
  };
  const wrong = [
    npy("power.npy", 32, 64, () => 0.5),
    npy("power.npy", 64, 64, () => NaN),
    npy("power.npy", 64, 64, () => 7),
    { name: "power.npy", mimeType: "application/octet-stream", buffer: Buffer.from("no map") },
  ];
  for (const file of wrong) {
    await send(file);
    await page.getByTestId("problem").waitFor(wait);
    assert.match(await page.getByTestId("problem").first().innerText(), /IRD-\d+|shape|numpy|npy/);
  }
  await send(npy("power.npy", 64, 64, (row, column) => 0.2 + column / 100));
  await page.waitForFunction(() => document.querySelectorAll("[data-testid=problem]").length === 0, undefined, wait);
  const [download] = await Promise.all([
    page.waitForEvent("download", wait),
    page.getByTestId("prediction").getByRole("link", { name: ".npy" }).first().click(),
  ]);
  const bytes = readFileSync(await download.path());
  assert.equal(bytes.subarray(1, 6).toString(), "NUMPY");
  assert.ok(bytes.length > 64 * 64 * 4);
});

test("LEF and DEF are uploaded, and the page taken along", async (t) => {
  const page = await open(t);
  await page.getByTestId("screen-open").click();
  const form = page.getByTestId("open-form");
  const file = (name) => join(folder, name);
  await form.locator("[name=lef]").setInputFiles(file("demo45.lef"));
  await form.locator("[name=def]").setInputFiles({ name: "top.def", mimeType: "text/plain", buffer: Buffer.from("DESIGN top ;\nCOMPONENTS 1 ;\n- broken") });
  await form.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByTestId("problem").waitFor(wait);
  assert.match(await textOf(page, "problem"), /top\.def/);
  await form.locator("[name=def]").setInputFiles(file("demo45.def"));
  await form.locator("[name=power]").setInputFiles(file("demo45_power.rpt"));
  await form.locator("[name=supply]").fill("VDD=1.1 VSS=0");
  await form.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByTestId("worst").waitFor(wait);
  const [download] = await Promise.all([
    page.waitForEvent("download", wait),
    page.getByRole("link", { name: "This page (.html)" }).click(),
  ]);
  const saved = readFileSync(await download.path(), "utf8");
  assert.match(saved, /<script id="irdrop-data"/);
});

test("feel it: the prediction follows the slider", async (t) => {
  const page = await open(t);
  await page.getByTestId("screen-try").click();
  await page.getByTestId("tried").waitFor(wait);
  const opened = millivolts(await textOf(page, "tried-worst"));
  const times = [];
  for (const to of [4, 8, 12]) {
    const before = await textOf(page, "tried-worst");
    await setSlider(page.getByTestId("width-wire4"), to);
    await page.waitForFunction((old) => document.querySelector("[data-testid=tried-worst]").textContent !== old, before, wait);
    times.push(Number((await textOf(page, "tried-ms")).split(" ")[0]));
  }
  t.diagnostic(`slider to answer: ${times.join(", ")} ms`);
  await page.waitForFunction(() => document.querySelector("[data-testid=tried-exact]").textContent.includes("off by"), undefined, wait);
  assert.ok(millivolts(await textOf(page, "tried-worst")) < opened, "wider stripes drop less");
  await page.getByRole("button", { name: "Undo all" }).click();
  await page.waitForFunction((old) => document.querySelector("[data-testid=tried-worst]").textContent.startsWith(old), String(opened), wait);
  await noSeriousFinding(page);
});

test("two readers at once, each with a design of its own", async (t) => {
  const pages = [await open(t), await open(t, { width: 420, colorScheme: "dark" })];
  await Promise.all(pages.map(async (page) => {
    await page.getByTestId("screen-try").click();
    await page.getByTestId("tried").waitFor(wait);
  }));
  await setSlider(pages[0].getByTestId("width-wire4"), 12);
  await setSlider(pages[1].getByTestId("activity"), 12);
  const settled = (page) =>
    page.waitForFunction(() => document.querySelector("[data-testid=tried-exact]").textContent.includes("off by"), undefined, wait);
  await Promise.all(pages.map(settled));
  const [less, more] = await Promise.all(pages.map((page) => textOf(page, "tried-change")));
  assert.match(less, /^-/);
  assert.match(more, /^\+/);
  await pages[1].screenshot({ path: join(shots, "served-420-dark.png"), fullPage: true });
});
