// SPDX-License-Identifier: BSD-3-Clause
//
// What the page computes. Expected values are counted by hand on the maps of fixture.mjs, or
// are those of the publications named.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { columns, dropAt, pack, page, pageAgainst, pixels, rows, threshold } from "./fixture.mjs";

const load = (name) => import(`${process.env.IRDROP_PAGE}/out/${name}.js`);
const { bytesOf, checked, readEmbedded, unpack } = await load("unpack");
const { findRegions } = await load("hotspots");
const { largest, rangesOf } = await load("ranges");
const { colourAt, colourOf, scaleFor } = await load("colours");
const { difference, extentOf, pixelAt, placeOf, valueAt } = await load("raster");
const { cellList, search } = await load("cells");
const { frameSet, layersOf } = await load("layers");
const { movesOf } = await load("moved");
const { factsOf } = await load("facts");
const { explainedAt } = await load("explained");
const units = await load("units");

const raster = (changes = {}) => ({
  rows,
  columns,
  window: [0, 0, 100, 80],
  hasPlace: true,
  values: Float32Array.from(pixels(dropAt)),
  ...changes,
});

test("base64 of little-endian numbers, NaN among them", () => {
  assert.deepEqual([...unpack({ type: "f32", base64: "AACAPwAAwH8AAADA" })], [1, NaN, -2]);
  assert.deepEqual([...unpack({ type: "u16", base64: "AQD//w==" })], [1, 65535]);
  assert.deepEqual([...unpack({ type: "i32", base64: "/////w==" })], [-1]);
  assert.deepEqual([...bytesOf("AQ\n==")], [1]);
  assert.throws(() => unpack({ type: "f32", base64: "AQ==" }), /no whole count/);
  assert.throws(() => unpack({ type: "f64", base64: "" }), /unknown/);
});

test("deflated data, of version 1 alone", async () => {
  const text = deflateSync(JSON.stringify({ page: 1, design: "µ" })).toString("base64");
  assert.deepEqual(await readEmbedded(text), { page: 1, design: "µ" });
  assert.throws(() => checked({ page: 2 }), /version 2/);
  assert.throws(() => checked(null), /version undefined/);
});

test("an explanation is found by box, place or name, of the net alone", () => {
  const all = page().explained;
  const found = (selected, net = "VDD") =>
    explainedAt(all, net, { label: "", box: null, at: null, ...selected })?.rank ?? 0;
  assert.equal(found({ box: [10, 10, 30, 25] }), 1);
  assert.equal(found({ box: [20, 10, 30, 25] }), 0);
  assert.equal(found({ at: [18, 18] }), 1);
  assert.equal(found({ at: [28, 18] }), 0);
  assert.equal(found({ label: "core/_21_" }), 1);
  assert.equal(found({ label: "core/_21_" }, "VSS"), 0);
  assert.equal(found({}), 0);
});

test("hotspots touch by sides and corners, as in plugin/result/hotspots", () => {
  const { items, ofPixel } = findRegions(raster(), threshold);
  assert.equal(items.length, 1);
  assert.equal(items[0].pixels, 7);
  assert.deepEqual(items[0].box, [10, 10, 30, 25]);
  assert.deepEqual(items[0].peakAt, [17.5, 17.5]);
  assert.ok(Math.abs(items[0].mean - (5 * 0.06 + 0.07 + 0.058) / 7) < 1e-8);
  assert.equal(ofPixel.filter((index) => index === 0).length, 7);
  assert.equal(findRegions(raster(), 0.05).items.length, 2);
  assert.equal(findRegions(raster(), 0.065).items[0].pixels, 1);
  assert.equal(findRegions(raster(), 0.07).items.length, 0, "a pixel at the threshold is not hot");
  assert.equal(findRegions(raster(), 0).items[0].pixels, 300, "a pixel without a value is not hot");
});

test("of equal peaks the larger region comes first, then the lower left one", () => {
  const values = new Float32Array(9 * 3);
  [8, 2, 4, 5].forEach((at) => (values[at] = 1));
  const { items } = findRegions(raster({ rows: 3, columns: 9, values }), 0.5);
  assert.deepEqual(items.map(({ peakPixel, pixels: n }) => [peakPixel, n]), [[4, 2], [2, 1], [8, 1]]);
});

test("eight ranges, the highest first; a border counts above it", () => {
  const ranges = rangesOf([0, 1, 2, 3, 4, 5, 6, 7, 8, NaN]);
  assert.equal(ranges.length, 8);
  assert.deepEqual([ranges[0].from, ranges[0].to, ranges[0].count], [7, 8, 2]);
  assert.deepEqual([ranges[7].from, ranges[7].to, ranges[7].count], [0, 1, 1]);
  assert.ok(Math.abs(ranges.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-12);
  assert.deepEqual(rangesOf([0.6, 7.4, 8]).map(({ count }) => count), [2, 0, 0, 0, 0, 0, 0, 1]);
  assert.deepEqual(rangesOf([NaN]), []);
  assert.equal(rangesOf([0, 0])[7].count, 2);
  assert.deepEqual(largest([1, NaN, 3, 2, 3], 3), [2, 4, 3]);
});

test("viridis, and near white in the middle of differences", () => {
  assert.deepEqual(colourAt(0, false), [68, 1, 84]);
  assert.deepEqual(colourAt(1, false), [253, 231, 37]);
  assert.deepEqual(colourAt(7, false), [253, 231, 37]);
  const scale = scaleFor([{ min: -1, max: 3 }], true);
  assert.deepEqual([scale.low, scale.high], [-3, 3]);
  colourOf(scale, 0).forEach((part) => assert.ok(part > 225));
  const both = scaleFor([{ min: 2, max: 5 }, { min: 1, max: 9 }, { min: NaN, max: NaN }], false);
  assert.deepEqual([both.low, both.high], [0, 9]);
});

test("values and places of pixels", () => {
  const map = raster();
  assert.equal(pixelAt(map, 17.5, 17.5), 3 * columns + 3);
  assert.equal(pixelAt(map, 100, 80), rows * columns - 1, "the upper right corner");
  assert.equal(pixelAt(map, 100.1, 80), -1);
  assert.ok(Math.abs(valueAt(map, 17.5, 17.5) - 0.07) < 1e-8);
  assert.ok(Number.isNaN(valueAt(map, 50, 2)));
  assert.deepEqual(placeOf(map, columns + 1), [7.5, 7.5]);
  const ends = Uint16Array.from([0, 65534, 65535]);
  const placed = raster({ rows: 1, columns: 3, window: [0, 0, 3, 1], placesX: ends, placesY: ends });
  assert.deepEqual([0, 1, 2].map((i) => placeOf(placed, i)), [[0, 0], [2, 1], [2.5, 0.5]]);
  const { max, atMax, count } = extentOf(map.values);
  assert.deepEqual([Math.fround(0.07), 63, 300], [max, atMax, count]);
});

test("a difference takes the other map where its pixels are", () => {
  const coarse = { ...raster(), rows: 1, columns: 1, values: Float32Array.of(0.01) };
  const { values } = difference(raster(), coarse);
  assert.ok(Math.abs(values[3 * columns + 3] - 0.06) < 1e-7);
  assert.ok(Number.isNaN(values[0]));
});

test("cells at places, by names and in boxes", () => {
  const cells = cellList(page().cells);
  assert.equal(cells.count, 151);
  assert.equal(cells.names[cells.at(22, 17)], "core/_22_");
  assert.equal(cells.at(27, 17), -1);
  assert.equal(cells.names[cells.at(62, 7)], "core/_6_", "the smaller one of two");
  assert.equal(cells.names[cells.at(67, 7)], "mem/ram0");
  assert.equal(cells.masterOf(150), "RAM");
  assert.equal(cells.typicalHeight(), 5);
  assert.equal(cells.find("core/_21_"), 21);
  assert.equal(cells.find("core"), -1);
  assert.deepEqual(cells.within([0, 5, 11, 9], 10).sort(), [0, 1]);
  assert.deepEqual(search(cells.names, "RAM", 5), [150]);
  assert.deepEqual(search(cells.names, " ", 5), []);
});

test("layers: maps, difference, before and after, time", () => {
  const data = pageAgainst();
  const layers = layersOf(data, data.frames.map(frameSet));
  const keys = layers.map((layer) => layer.key);
  for (const key of ["0/drop", "1/bound", "1-0", "before/0", "change/0", "frames/0"]) {
    assert.ok(keys.includes(key), key);
  }
  const of = (key) => layers.find((layer) => layer.key === key).raster(0).values;
  assert.ok(Math.abs(of("1-0")[63] + 0.001) < 1e-7);
  assert.ok(Math.abs(of("change/0")[12 * columns + 4] - (0.01 - 0.105)) < 1e-7);
  const frames = layers.find((layer) => layer.key === "frames/0");
  assert.ok(Math.abs(frames.raster(2).values[63] - 0.07) < 0.07 / 65534);
  assert.ok(Math.abs(frames.frames.wave(63)[1] - 0.035) < 0.07 / 65534);
  assert.ok(Number.isNaN(frames.raster(2).values[0]));
});

test("where the worst drop moved", () => {
  const [vdd] = movesOf(pageAgainst());
  assert.deepEqual([vdd.net, vdd.way], ["VDD", "solve"]);
  assert.deepEqual([vdd.before.worst.toFixed(3), vdd.before.at], ["0.105", [22.5, 62.5]]);
  assert.deepEqual([vdd.after.worst, vdd.after.at], [0.07, [17.5, 17.5]]);
  assert.deepEqual(movesOf(page()), []);
});

test("what an answer rests on names what was left out, assumed and implausible", () => {
  const data = page();
  const facts = factsOf(data.answers[0], data.report.nets[0]);
  const doubts = facts.filter(({ isDoubt }) => isDoubt).map(({ text }) => text);
  assert.ok(doubts.some((text) => text === "Left out: 3 cells unplaced"));
  assert.ok(doubts.some((text) => text.includes("9.500 mA of 10.00 mA drawn (95.00 %)")));
  assert.ok(doubts.some((text) => text.includes("1 layer assumed")));
  assert.ok(doubts.some((text) => text.includes("2 names")));
  assert.ok(doubts.some((text) => text.includes("nothing near the pad")));
  assert.ok(!doubts.some((text) => text.includes("unconnected")));
  const odd = { ...data.answers[0], label: "Drop in time", header: [["Implausible", "IRD-0940 too much"]] };
  const all = factsOf(data.answers[0], data.report.nets[0], [data.answers[0], odd]);
  assert.ok(all.some(({ text, isDoubt }) => isDoubt && text === "Implausible: drop in time of VDD: IRD-0940 too much"));
});

test("numbers for people: four digits with their unit", () => {
  assert.equal(units.millivolts(0.0598607), "59.86 mV");
  assert.equal(units.millivolts(-0.0000123), "-0.01230 mV");
  assert.equal(units.percent(0.05442), "5.442 %");
  assert.equal(units.amps(7.5118e-5), "75.12 uA");
  assert.equal(units.amps(0), "0 A");
  assert.equal(units.seconds(2e-10), "200.0 ps");
  assert.equal(units.withUnit(null, "V"), "–");
  assert.equal(units.withUnit(0.5, ""), "0.5000");
  assert.equal(units.place([1, -2.345]), "(1.00 -2.35) um");
});
