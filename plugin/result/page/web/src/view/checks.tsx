// SPDX-License-Identifier: BSD-3-Clause
//
// Findings of check_grid, limits and waivers, and the facts in full.
import type { Box, Finding } from "../data";
import { verdictWords, type Verdict } from "../logic/facts";
import { plural } from "../logic/units";
import type { Store } from "../state";
import { DataTable } from "./table";

const overlap = (a: Box, b: Box) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

/** Hotspots that a finding touches: what may have made them. */
function hotspotsAt(store: Store, finding: Finding): number[] {
  const { box } = finding;
  return box && finding.net === store.answer.value.net
    ? store.regions.value.items.filter((region) => overlap(region.box, box)).map((region) => region.rank)
    : [];
}

const words = (kind: string) => kind.replaceAll("_", " ");

export function Findings({ store }: { store: Store }) {
  const { net } = store.answer.value;
  const all = store.page.findings.filter((finding) => finding.net === net);
  const others = store.page.findings.length - all.length;
  if (store.page.findings.length === 0) {
    return null;
  }
  const counts = new Map<string, number>();
  all.forEach(({ kind }) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
  const rows = all
    .map((finding) => ({ finding, ranks: hotspotsAt(store, finding) }))
    .sort((a, b) => (a.ranks[0] ?? Infinity) - (b.ranks[0] ?? Infinity));
  const most = 60;
  return (
    <section class="box wide-box" aria-label="Findings of check_grid" data-testid="findings">
      <h2>What is odd in the grid of {net}</h2>
      <p>
        {[...counts].map(([kind, count]) => plural(count, words(kind))).join(", ") || "Nothing"}
        {store.page.findings_left_out > 0 &&
          `; ${plural(store.page.findings_left_out, "finding")} more than this page takes`}
        {others > 0 && <span class="quiet"> ({others} more of other nets)</span>}
      </p>
      {rows.length > 0 && (
        <div class="scroll tall" tabIndex={0} role="region" aria-label="List of findings">
          <DataTable
            stack
            rows={rows.slice(0, most)}
            columns={[
              { title: "Finding", kind: "prose", cell: ({ finding }) => finding.text },
              {
                title: "In hotspot",
                cell: ({ ranks }) => ranks.map((rank) => `#${rank}`).join(", ") || "–",
              },
              {
                title: "Show on the map",
                isQuietTitle: true,
                cell: ({ finding }) =>
                  finding.box && (
                    <button
                      type="button"
                      class="link"
                      aria-label={`Show on the map: ${finding.text}`}
                      onClick={() => store.goTo({ label: words(finding.kind), box: finding.box, at: null, cell: -1 })}
                    >
                      show
                    </button>
                  ),
              },
            ]}
          />
          {rows.length > most && <p class="quiet">{rows.length - most} more</p>}
        </div>
      )}
    </section>
  );
}

export function GateTables({ store }: { store: Store }) {
  const { gate } = store.page.report;
  if (!gate) {
    return null;
  }
  return (
    <section class="box wide-box" aria-label="Limits and waivers" data-testid="gate">
      <h2>
        Limits and waivers <span class="quiet">as of {gate.today}{gate.rules && `, rules ${gate.rules}`}</span>
      </h2>
      <DataTable
        stack
        rows={gate.checks}
        columns={[
          {
            title: "Verdict",
            cell: (check) => (
              <span class={`tag ${check.verdict}`}>{verdictWords[check.verdict as Verdict] ?? check.verdict}</span>
            ),
          },
          { title: "Limit", kind: "prose", cell: (check) => words(check.limit) },
          { title: "Allowed", cell: (check) => check.allowed },
          { title: "What was found", kind: "prose", cell: (check) => check.message },
        ]}
      />
      <Places store={store} />
      {gate.waivers.length > 0 && (
        <DataTable
          stack
          caption="Waivers"
          rows={gate.waivers}
          columns={[
            { title: "Reason", kind: "prose", cell: (waiver) => waiver.reason },
            { title: "Owner", cell: (waiver) => waiver.owner },
            {
              title: "Expires",
              cell: (waiver) => (
                <>
                  {waiver.expires} {waiver.expired && <span class="tag violated">expired</span>}
                </>
              ),
            },
            { title: "Used", cell: (waiver) => (waiver.used > 0 ? plural(waiver.used, "time") : "never") },
          ]}
        />
      )}
    </section>
  );
}

function Places({ store }: { store: Store }) {
  const places = store.page.report.gate?.places ?? [];
  if (places.length === 0) {
    return null;
  }
  const most = 40;
  return (
    <ul class="places">
      {places.slice(0, most).map((place, i) => (
        <li key={i}>
          {place.waived && <span class="tag">waived</span>} {place.message}{" "}
          {place.box_um && (
            <button
              type="button"
              class="link"
              aria-label={`Show on the map: ${place.message}`}
              onClick={() => store.goTo({ label: "Violation", box: place.box_um, at: null, cell: -1 })}
            >
              show
            </button>
          )}
        </li>
      ))}
      {places.length > most && <li class="quiet">{places.length - most} more</li>}
    </ul>
  );
}

export function Facts({ store }: { store: Store }) {
  const { header } = store.answer.value;
  const { page } = store;
  return (
    <section class="box wide-box" aria-label="Facts">
      <h2>Facts</h2>
      <dl class="facts">
        {header.map(([name, value], i) => (
          <div key={i}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {page.cells_left_out > 0 && (
          <div>
            <dt>Not shown</dt>
            <dd>{plural(page.cells_left_out, "cell")}, which the page has no room for</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
