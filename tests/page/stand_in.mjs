// SPDX-License-Identifier: BSD-3-Clause
//
// A stand-in for the local application: answers as plugin/front/http/README.md has them, of
// the data in fixture.mjs. Widening stripes by a factor divides drops by it, so that a test
// knows what must be shown; the exact answer is 1 mV above the prediction.
import { createServer } from "node:http";
import { columns, dropAt, pack, page, pixels, rows } from "./fixture.mjs";

const mapOf = (id, title, value, unit = "V") => ({
  id,
  title,
  unit,
  rows,
  columns,
  window: [0, 0, 100, 80],
  has_place: unit === "V",
  values: pack("f32", pixels(value)),
});

const grid = {
  net: "VDD",
  core: [0, 5, 100, 80],
  die: [0, 0, 100, 80],
  stripes: [
    { layer: "M2", direction: "vertical", width: 2, pitch: 20, offset: 20, at: [20, 40, 60], widths: [2, 2, 2], rails: false, planned: false },
    { layer: "M1", direction: "horizontal", width: 2, pitch: 20, offset: 10, at: [10, 30], widths: [2, 2], rails: true, planned: false },
  ],
  vias: [{ layer: "V1", lower: "M1", upper: "M2", count: 2, cuts: 4 }],
  sources: [{ at: [20, 80] }, { at: [80, 80] }],
  power_w: 0.01,
};

const worst = (drop, bound) => ({ drop_v: drop, supply_v: 1.1, at: [17.5, 17.5], bound_v: bound });

function factorOf(changes) {
  return changes.reduce((factor, change) => {
    if (change.kind === "stripes") return factor / ((change.width ?? 2) / 2);
    if (change.kind === "activity" || change.kind === "vias") return factor * change.factor;
    return factor;
  }, 1);
}

function triedOf(state, by) {
  const factor = factorOf(state.changes);
  const more = by === "solve" ? 0.001 : 0;
  return {
    net: "VDD",
    changes: state.changes,
    by,
    worst: worst(0.07 * factor + more, by === "solve" ? 0 : 0.002),
    before: worst(0.07 + more, by === "solve" ? 0 : 0.002),
    map: mapOf("drop", "Drop", (row, column) => dropAt(row, column) * factor + more),
    ms: 3,
    said: [],
    off_v: by === "solve" ? 0.001 : null,
    predicted_v: by === "solve" ? 0.07 * factor : null,
    undo: state.changes.length > 0 ? 1 : 0,
  };
}

function setOf(name, hasLabel) {
  const value = (row, column) => (row === 3 && column === 3 ? 0.9 : row === 0 ? 0 : 0.2);
  const maps = ["power_grid", "cell_density", "switching"].map((id) => mapOf(id, id, () => 0.5, ""));
  maps.push(mapOf("predict", "Prediction", value, ""));
  if (hasLabel) {
    maps.push(mapOf("label", "Ground truth", (row, column) => value(row, column) - 0.05, ""));
    maps.push(mapOf("difference", "Prediction less truth", () => 0.05, ""));
  }
  return {
    name,
    maps,
    summary: { largest: 0.9, mean: 0.19, above: 1, threshold: 0.7, pixels: rows * columns, largest_at: [3, 3], risk: "high" },
    errors: hasLabel ? { mae: 0.05, rmse: 0.05, max: 0.05, cc: 1, f1: 1 } : null,
    ms: 2,
    said: [],
  };
}

class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const names = (body, field) =>
  [...body.matchAll(new RegExp(`name="${field}"(?:; filename="([^"]*)")?[^\\r]*\\r\\n(?:[^\\r]+\\r\\n)*\\r\\n([^\\r]*)`, "g"))].map((found) => found[1] ?? found[2]);

const routes = {
  "GET api/hello": (state) => ({
    version: "0.2.0",
    upload_bytes: 64 * 2 ** 20,
    shell: { design: state.hasDesign ? "small" : null, stamp: state.stamp },
    samples: ["a", "b"],
    formats: [],
  }),
  "GET api/stamp": (state) => ({ stamp: state.stamp }),
  "GET api/page": (state) => {
    if (!state.hasDesign) throw new Refused(404, "IRD-0701 no design has been read yet; read_def reads one.");
    return { ...page(), design: state.design };
  },
  "GET api/samples": () => ({
    samples: [
      { name: "a", title: "Sample a", size: [64, 64] },
      { name: "b", title: "Sample b", size: [64, 64] },
    ],
  }),
  "POST api/predict": (state, body) => {
    if (body.includes("not numpy")) throw new Refused(422, "IRD-0100 power.npy: not a .npy file.");
    const samples = names(body, "sample");
    const sets = samples.length > 0 ? samples.map((name) => setOf(name, true)) : [setOf("upload", names(body, "label").length > 0)];
    return { session: "p1", model: "paper", sets, failed: [] };
  },
  "POST api/session": (state, body) => {
    if (body.includes("broken def")) throw new Refused(422, "IRD-0200 top.def:1: not a DEF statement.");
    state.design = names(body, "def")[0] ?? "small";
    state.hasDesign = true;
    return { session: "s1", design: state.design, stamp: 1, nets: [{ net: "VDD", use: "power", supply_v: 1.1 }], said: ["Read."] };
  },
  "GET api/grid": () => ({ ...grid, worst: worst(0.07, 0.002) }),
  "POST api/try": (state, body) => {
    state.changes = JSON.parse(body).changes;
    state.tries++;
    return triedOf(state, "predict");
  },
  "POST api/exact": (state) => triedOf(state, "solve"),
  "POST api/undo": (state) => {
    state.changes = [];
    return triedOf(state, "predict");
  },
  "POST api/keep": () => ({ plan: "<plan/>", not_in_plan: ["activity"] }),
};

/** Serves the page and the answers below /token/; state can be changed by a test. */
export async function standIn(html) {
  const state = { stamp: 1, hasDesign: true, design: "small", changes: [], tries: 0, refused: [] };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url, "http://127.0.0.1");
      const path = url.pathname.replace(/^\/token\//, "");
      const say = (status, type, text) => {
        response.writeHead(status, { "Content-Type": type });
        response.end(text);
      };
      if (path === "") return say(200, "text/html; charset=utf-8", html);
      if (request.method === "POST" && request.headers["x-irdrop"] !== "1") {
        state.refused.push(path);
        return say(403, "application/json", "{}");
      }
      if (path === "api/download") {
        response.setHeader("Content-Disposition", `attachment; filename="small.${url.searchParams.get("what")}"`);
        return say(200, "application/octet-stream", url.search);
      }
      try {
        const route = routes[`${request.method} ${path}`];
        if (!route) throw new Refused(404, "no such route");
        say(200, "application/json", JSON.stringify(route(state, Buffer.concat(chunks).toString("latin1"))));
      } catch (error) {
        const problem = { message: error.message, id: null, code: [], file: null, line: null };
        say(error.status ?? 500, "application/json", JSON.stringify({ error: problem }));
      }
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}/token/`, state, close: () => server.close() };
}
