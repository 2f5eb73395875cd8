// SPDX-License-Identifier: BSD-3-Clause
//
// What the local application answers, as plugin/front/http/README.md has it.
import type { Box, MapLayer, PageData, Point } from "../data";

export interface Hello {
  version: string;
  upload_bytes?: number;
  shell: { design: string | null; stamp: number };
  samples: string[];
  formats: string[];
}

export interface Sample {
  name: string;
  title: string;
  size: [rows: number, columns: number];
}

export interface PredictedSet {
  name: string;
  maps: MapLayer[];
  summary: {
    largest: number;
    mean: number;
    above: number;
    threshold: number;
    pixels: number;
    largest_at: [row: number, column: number];
    risk: "low" | "moderate" | "high";
  };
  errors: Record<"mae" | "rmse" | "max" | "cc" | "f1", number | null> | null;
  ms: number;
  said: string[];
}

export interface Prediction {
  session: string;
  model: string;
  sets: PredictedSet[];
  failed: { name: string; error: ApiProblem }[];
}

export interface Opened {
  session: string;
  design: string;
  stamp: number;
  nets: { net: string; use: string; supply_v: number | null }[];
  said: string[];
}

export interface Stripes {
  layer: string;
  direction: "horizontal" | "vertical";
  width: number;
  pitch: number | null;
  offset: number;
  at: number[];
  widths: number[];
  rails: boolean;
  planned: boolean;
}

export interface Grid {
  net: string;
  core: Box;
  die: Box;
  stripes: Stripes[];
  vias: { layer: string; lower: string; upper: string; count: number; cuts: number }[];
  sources: { at: Point }[];
  power_w: number;
  worst: Worst;
}

export interface Worst {
  drop_v: number;
  supply_v: number | null;
  at: Point | null;
  bound_v: number | null;
}

export type Change =
  | { kind: "stripes"; layer: string; width?: number; pitch?: number; offset?: number }
  | { kind: "drop_stripe"; layer: string; at: number }
  | { kind: "add_stripe"; layer: string; at: number; width: number }
  | { kind: "vias"; layer: string; factor: number }
  | { kind: "activity"; region: Box; factor: number }
  | { kind: "move_source"; from: Point; to: Point };

export interface Tried {
  net: string;
  changes: Change[];
  by: "predict" | "solve";
  worst: Worst;
  before: Worst;
  map: MapLayer;
  ms: number;
  said: string[];
  off_v: number | null;
  predicted_v: number | null;
  undo: number;
}

export interface ApiProblem {
  message: string;
  id: string | null;
  file?: string | null;
  line?: number | null;
}

/** An answer from 400 on: its message is for people and says what to do. */
export class ApiError extends Error {
  readonly status: number;
  readonly id: string | null;

  constructor(status: number, problem: ApiProblem) {
    super(problem.message);
    this.status = status;
    this.id = problem.id;
  }
}

async function answerOf<T>(asked: Promise<Response>): Promise<T> {
  let response: Response;
  try {
    response = await asked;
  } catch {
    throw new ApiError(0, { message: "irdrop does not answer: is its shell still running?", id: null });
  }
  const text = await response.text();
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ApiError(response.status, { message: text.slice(0, 200) || `status ${response.status}`, id: null });
  }
  if (!response.ok) {
    const problem = (body as { error?: ApiProblem } | null)?.error;
    throw new ApiError(response.status, problem ?? { message: `status ${response.status}`, id: null });
  }
  return body as T;
}

const query = (of: Record<string, string>) => new URLSearchParams(of).toString();

function get<T>(path: string, of: Record<string, string> = {}): Promise<T> {
  const asked = query(of);
  return answerOf(fetch(asked ? `${path}?${asked}` : path, { cache: "no-store" }));
}

function post<T>(path: string, body: FormData | object, of: Record<string, string> = {}): Promise<T> {
  const asked = query(of);
  const isForm = body instanceof FormData;
  return answerOf(
    fetch(asked ? `${path}?${asked}` : path, {
      method: "POST",
      headers: { "X-Irdrop": "1", ...(isForm ? {} : { "Content-Type": "application/json" }) },
      body: isForm ? body : JSON.stringify(body),
    }),
  );
}

export const api = {
  hello: () => get<Hello>("api/hello"),
  stamp: (session: string) => get<{ stamp: number }>("api/stamp", { session }),
  page: (session: string) => get<PageData>("api/page", { session }),
  samples: () => get<{ samples: Sample[] }>("api/samples"),
  predict: (form: FormData) => post<Prediction>("api/predict", form),
  open: (form: FormData) => post<Opened>("api/session", form),
  close: (session: string) => post<object>("api/close", {}, { session }),
  grid: (session: string, net: string) => get<Grid>("api/grid", { session, net }),
  try: (session: string, net: string, changes: Change[]) =>
    post<Tried>("api/try", { net, changes }, { session }),
  exact: (session: string, net: string) => post<Tried>("api/exact", { net }, { session }),
  undo: (session: string, net: string, all: boolean) =>
    post<Tried>("api/undo", { net, all }, { session }),
  keep: (session: string) =>
    post<{ plan: string; not_in_plan: string[] }>("api/keep", {}, { session }),
  download: (of: Record<string, string>) => `api/download?${query(of)}`,
};
