// SPDX-License-Identifier: BSD-3-Clause
//
// What can be taken along: the page, reports, maps.
import { useSignal } from "@preact/signals";
import type { Store } from "../state";
import { api } from "./api";

const files: [what: string, name: string][] = [
  ["page", "This page (.html)"],
  ["json", "Report (.json)"],
  ["txt", "Report (.txt)"],
  ["csv", "Markers (.csv)"],
  ["lyrdb", "KLayout markers (.lyrdb)"],
  ["xml", "JUnit (.xml)"],
];

export function Downloads({ store, session }: { store: Store; session: string }) {
  const of = useSignal("solve");
  const format = useSignal("npy");
  const { net } = store.answer.value;
  const maps = ["solve", "predict", "power_grid", "cell_density", "switching"];
  return (
    <section class="box wide-box" aria-label="Downloads" data-testid="downloads">
      <h2>Take along</h2>
      <p class="links">
        {files.map(([what, name]) => (
          <a class="button" key={what} href={api.download({ session, what, ...(what === "page" ? {} : { net }) })} download>
            {name}
          </a>
        ))}
      </p>
      <div class="form-row">
        <label>
          Map of {net}{" "}
          <select value={of.value} onChange={(event) => (of.value = event.currentTarget.value)}>
            {maps.map((map) => (
              <option key={map}>{map}</option>
            ))}
          </select>
        </label>
        <label>
          as{" "}
          <select value={format.value} onChange={(event) => (format.value = event.currentTarget.value)}>
            {["npy", "csv", "png"].map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <a class="button" href={api.download({ session, what: "map", of: of.value, format: format.value, net })} download>
          Download map
        </a>
      </div>
    </section>
  );
}
