// SPDX-License-Identifier: BSD-3-Clause
//
// Opens a design: LEF and DEF files and what belongs to them, or a copy of the shell's.
import { useSignal } from "@preact/signals";
import { api } from "./api";
import type { Local } from "./local";
import { limitText, messageOf, Problem } from "./problem";

interface Field {
  name: string;
  title: string;
  hint: string;
  accept: string;
  isMany?: boolean;
  isNeeded?: boolean;
}

const fields: Field[] = [
  { name: "lef", title: "LEF", hint: "technology and cells, one or more files", accept: ".lef,.gz,.tlef", isMany: true, isNeeded: true },
  { name: "def", title: "DEF", hint: "the placed design with its power grid", accept: ".def,.gz", isNeeded: true },
  { name: "power", title: "Power", hint: "report_power -instances, or CSV instance,power_w", accept: ".rpt,.csv,.json,.txt,.gz" },
  { name: "plan", title: "Plan", hint: "a plan of irdrop", accept: ".xml" },
];

export function OpenScreen({ local }: { local: Local }) {
  const problem = useSignal("");
  const isBusy = useSignal(false);
  const open = async (form: FormData) => {
    problem.value = "";
    isBusy.value = true;
    try {
      const opened = await api.open(form);
      local.opened.value = opened;
      local.session.value = opened.session;
      local.news.value = opened.said.join(" ");
      local.report.value = null;
      await local.refresh();
      local.screen.value = "report";
    } catch (error) {
      problem.value = messageOf(error);
    }
    isBusy.value = false;
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    for (const [name, value] of [...form.entries()]) {
      if (value instanceof File ? value.size === 0 && value.name === "" : value.trim() === "") {
        form.delete(name);
      }
    }
    void open(form);
  };
  const copy = new FormData();
  copy.set("from", "shell");
  return (
    <section class="box" aria-label="Open a design">
      <h2>Open a design</h2>
      <p class="quiet">
        Files go to irdrop on this machine and nowhere else.
        {limitText(local.hello.upload_bytes)}
      </p>
      <form onSubmit={submit} class="form" data-testid="open-form">
        {fields.map(({ name, title, hint, accept, isMany, isNeeded }) => (
          <label class="field" key={name}>
            <span>
              {title} {isNeeded ? "" : <span class="quiet">if there is one</span>}
            </span>
            <input type="file" name={name} accept={accept} multiple={isMany} required={isNeeded} />
            <span class="quiet">{hint}</span>
          </label>
        ))}
        <label class="field">
          <span>Supplies</span>
          <input type="text" name="supply" placeholder="VDD=1.1 VSS=0" />
          <span class="quiet">net=volts, where the DEF does not say</span>
        </label>
        <label class="field">
          <span>Total power</span>
          <input type="text" name="total" placeholder="25mW" />
          <span class="quiet">spread by cell area, where there is no power report</span>
        </label>
        <label class="field">
          <span>Net</span>
          <input type="text" name="net" placeholder="VDD" />
          <span class="quiet">the net to look at first</span>
        </label>
        <div class="form-row">
          <button type="submit" class="button strong" disabled={isBusy.value}>
            {isBusy.value ? "Reading ..." : "Open"}
          </button>
          {local.hello.shell.design && (
            <button type="button" class="button" disabled={isBusy.value} onClick={() => void open(copy)}>
              A copy of the shell's {local.hello.shell.design}
            </button>
          )}
        </div>
      </form>
      <Problem text={problem.value} />
    </section>
  );
}
