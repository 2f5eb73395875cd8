// SPDX-License-Identifier: BSD-3-Clause
//
// Predicts from maps: built-in samples, or three .npy files; with the truth where it is
// known.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { number, percent, plural } from "../logic/units";
import { createStore, type Store } from "../state";
import { MapSection } from "../view/map_section";
import { DataTable } from "../view/table";
import { api, type PredictedSet, type Prediction, type Sample } from "./api";
import type { Local } from "./local";
import { pageOfPrediction } from "./predicted";
import { limitText, messageOf, Problem } from "./problem";

const inputs: [name: string, title: string, hint: string][] = [
  ["input_power_grid", "Power grid", "strength of the grid, 0 to 1"],
  ["input_cell_density", "Cell density", "area of cells over area, 0 to 1"],
  ["input_switching", "Switching", "current for cell area, 0 to 1"],
];

const risks = { low: "pass", moderate: "unjudged", high: "violated" } as const;

interface Shown {
  prediction: Prediction;
  store: Store;
}

export function PredictScreen({ local }: { local: Local }) {
  const samples = useSignal<Sample[]>([]);
  const problem = useSignal("");
  const isBusy = useSignal(false);
  const shown = useSignal<Shown | null>(null);
  useEffect(() => {
    api.samples().then(
      (answer) => (samples.value = answer.samples),
      (error: unknown) => (problem.value = messageOf(error)),
    );
  }, []);
  const predict = async (form: FormData) => {
    problem.value = "";
    isBusy.value = true;
    try {
      const prediction = await api.predict(form);
      const store = createStore(pageOfPrediction(prediction));
      store.panes.value = pairOf(store);
      shown.value = { prediction, store };
    } catch (error) {
      problem.value = messageOf(error);
    }
    isBusy.value = false;
  };
  return (
    <>
      <section class="box" aria-label="Predict from maps">
        <h2>Predict from maps</h2>
        <div class="two">
          <SampleForm samples={samples.value} isBusy={isBusy.value} predict={predict} />
          <UploadForm isBusy={isBusy.value} predict={predict} limit={local.hello.upload_bytes} />
        </div>
        <Problem text={problem.value} />
      </section>
      {shown.value && <Predicted {...shown.value} />}
    </>
  );
}

/** Truth and prediction side by side where the truth is known. */
function pairOf(store: Store): string[] {
  const keys = store.layers.filter((layer) => layer.answer === 0).map((layer) => layer.key);
  const label = keys.find((key) => key.endsWith("/label"));
  return label ? [keys[0], label] : keys.slice(0, 1);
}

interface FormProps {
  isBusy: boolean;
  predict: (form: FormData) => Promise<void>;
}

function SampleForm({ samples, isBusy, predict }: FormProps & { samples: Sample[] }) {
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const submit = (event: Event) => {
    event.preventDefault();
    const form = new FormData();
    const names = samples.map(({ name }) => name).filter((name) => chosen.value.has(name));
    (names.length > 0 ? names : samples.slice(0, 1).map(({ name }) => name)).forEach((name) =>
      form.append("sample", name),
    );
    void predict(form);
  };
  return (
    <form onSubmit={submit} data-testid="sample-form">
      <h3>Built-in samples</h3>
      {samples.map(({ name, title, size }) => (
        <label class="tick" key={name}>
          <input
            type="checkbox"
            name={name}
            checked={chosen.value.has(name)}
            onChange={() => {
              const next = new Set(chosen.value);
              if (!next.delete(name)) {
                next.add(name);
              }
              chosen.value = next;
            }}
          />
          <span>{title}</span>
          <span class="quiet count">
            {size[0]} x {size[1]}
          </span>
        </label>
      ))}
      <div class="form-row">
        <button type="submit" class="button strong" disabled={isBusy || samples.length === 0}>
          {isBusy ? "Predicting ..." : "Predict samples"}
        </button>
      </div>
    </form>
  );
}

function UploadForm({ isBusy, predict, limit }: FormProps & { limit: number | undefined }) {
  const submit = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const label = form.get("label");
    if (label instanceof File && label.size === 0) {
      form.delete("label");
    }
    void predict(form);
  };
  return (
    <form onSubmit={submit} class="form" data-testid="upload-form">
      <h3>Your own maps</h3>
      <p class="quiet">
        .npy of numpy, all of one shape, 64 x 64 or larger, row 0 at the lowest y.
        {limitText(limit)}
      </p>
      {inputs.map(([name, title, hint]) => (
        <label class="field" key={name}>
          <span>{title}</span>
          <input type="file" name={name} accept=".npy" required />
          <span class="quiet">{hint}</span>
        </label>
      ))}
      <label class="field">
        <span>
          Ground truth <span class="quiet">if it is known</span>
        </span>
        <input type="file" name="label" accept=".npy" />
        <span class="quiet">drop, 0 to 1</span>
      </label>
      <div class="form-row">
        <button type="submit" class="button strong" disabled={isBusy}>
          {isBusy ? "Predicting ..." : "Predict my maps"}
        </button>
      </div>
    </form>
  );
}

function Predicted({ prediction, store }: Shown) {
  const session = prediction.session;
  const hasErrors = prediction.sets.some((set) => set.errors !== null);
  const errorOf = (name: "mae" | "rmse" | "max" | "cc" | "f1", title: string) => ({
    title,
    kind: "num" as const,
    cell: (set: PredictedSet) => number(set.errors?.[name]),
  });
  return (
    <>
      <section class="box" aria-label="Summary of the prediction" data-testid="prediction">
        <h2>
          Predicted <span class="quiet">by the model {prediction.model}; drops are relative, 0 to 1: it knows no volts</span>
        </h2>
        <DataTable
          stack
          rows={prediction.sets}
          isCurrent={(_, i) => i === store.answerIndex.value}
          columns={[
            {
              title: "Maps",
              kind: "head",
              cell: (set, i) => (
                <button type="button" class="link" onClick={() => store.showAnswer(i)}>
                  {set.name}
                </button>
              ),
            },
            { title: "Risk", cell: (set) => <span class={`tag ${risks[set.summary.risk]}`}>{set.summary.risk}</span> },
            { title: "Largest", kind: "num", cell: (set) => number(set.summary.largest) },
            { title: "Mean", kind: "num", cell: (set) => number(set.summary.mean) },
            {
              title: "Above 0.7",
              kind: "num",
              cell: ({ summary }) =>
                `${plural(summary.above, "pixel")} (${percent(summary.above / summary.pixels)})`,
            },
            ...(hasErrors
              ? [errorOf("mae", "MAE"), errorOf("max", "Largest error"), errorOf("cc", "Correlation"), errorOf("f1", "F1 above 0.7")]
              : []),
            { title: "Took", kind: "num", cell: (set) => `${number(set.ms)} ms` },
            {
              title: "Download",
              cell: (set) => (
                <a class="link" href={api.download({ session, what: "map", of: "predict", format: "npy", set: set.name })} download>
                  .npy
                </a>
              ),
            },
          ]}
        />
        <p class="quiet">Risk: low where the largest is below 0.3, moderate below 0.6, else high.</p>
        {prediction.failed.map(({ name, error }) => (
          <Problem key={name} text={`${name}: ${error.message}`} />
        ))}
        {prediction.sets.flatMap((set) => set.said).map((text) => (
          <p class="quiet" key={text}>
            {text}
          </p>
        ))}
      </section>
      <MapSection store={store} />
    </>
  );
}
