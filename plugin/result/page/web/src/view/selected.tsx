// SPDX-License-Identifier: BSD-3-Clause
//
// The instance or place that was clicked: its figures, and its waveform where drops in time
// are there.
import { pixelAt } from "../logic/raster";
import { amps, millivolts, percent, seconds, um } from "../logic/units";
import type { Selection, Store } from "../state";
import { Wave } from "./charts";
import { Why } from "./why";

function middle(selection: Selection): [number, number] | null {
  if (selection.at) {
    return [selection.at[0], selection.at[1]];
  }
  const { box } = selection;
  return box ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : null;
}

function WaveOf({ store, selection }: { store: Store; selection: Selection }) {
  const { net } = store.answer.value;
  const set = store.frames.find((frames) => frames.net === net);
  if (!set) {
    return null;
  }
  const now = set.times[store.time.value] ?? 0;
  const known = set.waves.find((wave) => wave.instance === selection.label && wave.net === net);
  if (known) {
    return (
      <>
        <p class="quiet">Waveform of this instance on {net}; the line is the time of the slider.</p>
        <Wave times={known.times_s} drops={known.drop_v} now={now} label={`Drop of ${selection.label} in time`} />
      </>
    );
  }
  const at = middle(selection);
  const pixel = at ? pixelAt(set.at(0), at[0], at[1]) : -1;
  if (pixel < 0) {
    return null;
  }
  return (
    <>
      <p class="quiet">
        Waveform of the pixel at this place on {net}, its worst load at each time: no waveform of
        the instance itself is in this page.
      </p>
      <Wave times={set.times} drops={set.wave(pixel)} now={now} label={`Drop of the pixel of ${selection.label} in time`} />
    </>
  );
}

export function Selected({ store }: { store: Store }) {
  const selection = store.selection.value;
  if (!selection) {
    return null;
  }
  const { cells } = store;
  const { cell } = selection;
  const { drop, current } = store.cellValues(store.answerIndex.value);
  const supply = store.answer.value.supply_v;
  const at = middle(selection);
  return (
    <section class="box selected" aria-label="Selected" data-testid="selected">
      <h3>
        {selection.label}
        <button type="button" class="link close" onClick={() => (store.selection.value = null)} aria-label="Forget what is selected">
          ✕
        </button>
      </h3>
      <dl class="pairs">
        {at && (
          <>
            <dt>Place</dt>
            <dd>
              x {um(at[0])} y {um(at[1])} {store.dropRaster.value?.hasPlace === false ? "pixels" : "um"}
            </dd>
          </>
        )}
        {cells && cell >= 0 && (
          <>
            <dt>Cell</dt>
            <dd>{cells.masterOf(cell)}</dd>
            {current && (
              <>
                <dt>Draws</dt>
                <dd>{amps(current[cell])}</dd>
              </>
            )}
            {drop && (
              <>
                <dt>Drop</dt>
                <dd>
                  {millivolts(drop[cell])} {supply ? percent(drop[cell] / supply) : ""}
                </dd>
              </>
            )}
          </>
        )}
      </dl>
      <Why store={store} selection={selection} />
      <WaveOf store={store} selection={selection} />
    </section>
  );
}

export function TimeSlider({ store }: { store: Store }) {
  const set = store.panes.value.map((_, pane) => store.layerOf(pane).frames).find((one) => one !== null);
  if (!set) {
    return null;
  }
  const time = Math.min(store.time.value, set.times.length - 1);
  const text = `${seconds(set.times[time])}, worst ${millivolts(set.worst[time])}`;
  return (
    <div class="time" data-testid="time">
      <button
        type="button"
        class="button"
        aria-pressed={store.playing.value}
        onClick={() => (store.playing.value = !store.playing.value)}
      >
        {store.playing.value ? "Stop" : "Play"}
      </button>
      <label class="slider">
        <span>
          Time <b data-testid="time-text">{text}</b>
        </span>
        <input
          type="range"
          data-testid="time-slider"
          min={0}
          max={set.times.length - 1}
          step={1}
          value={time}
          aria-label="Time"
          aria-valuetext={text}
          onInput={(event) => (store.time.value = Number(event.currentTarget.value))}
        />
      </label>
      <button
        type="button"
        class="link"
        onClick={() => (store.time.value = set.worst.indexOf(Math.max(...set.worst)))}
      >
        worst time
      </button>
    </div>
  );
}
