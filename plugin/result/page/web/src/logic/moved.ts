// SPDX-License-Identifier: BSD-3-Clause
//
// Before and after: what became of the worst drop of each net.
import type { Answer, PageData, Point, Report, ReportNet } from "../data";

export interface Side {
  worst: number | null;
  share: number | null; // of the supply
  at: Point | null;
  instance: string | null;
  hotspots: number;
  unit: string;
}

export interface Move {
  net: string;
  corner: string;
  way: string;
  before: Side | null;
  after: Side | null;
}

const worstOf = (net: ReportNet) => net.worst_drop_v ?? net.worst_relative ?? null;

function sideOf(report: Report, answers: readonly Answer[], index: number): Side {
  const net = report.nets[index];
  const answer = answers.find(
    (one) => one.net === net.net && one.corner === net.corner && one.way === net.way,
  );
  const worst = worstOf(net);
  return {
    worst,
    share: worst !== null && net.unit === "V" && net.supply_v ? worst / net.supply_v : null,
    at: answer?.worst_at ?? net.hotspots[0]?.peak_at_um ?? null,
    instance: answer?.worst_instance ?? null,
    hotspots: net.hotspots.length,
    unit: net.unit,
  };
}

const keyOf = (net: ReportNet) => `${net.net}\n${net.corner}\n${net.way}`;

export function movesOf(page: PageData): Move[] {
  if (!page.against) {
    return [];
  }
  const { report: old, answers = [] } = page.against;
  const moves = new Map<string, Move>();
  page.report.nets.forEach((net, i) => {
    const { corner, way } = net;
    const after = sideOf(page.report, page.answers, i);
    moves.set(keyOf(net), { net: net.net, corner, way, before: null, after });
  });
  old.nets.forEach((net, i) => {
    const before = sideOf(old, answers, i);
    const { corner, way } = net;
    const move = moves.get(keyOf(net)) ?? { net: net.net, corner, way, before, after: null };
    moves.set(keyOf(net), { ...move, before });
  });
  return [...moves.values()];
}
