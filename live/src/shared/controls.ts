// Sliders, choices, switches and buttons, each bound to a setting.
import { scaleLinear, scaleLog } from "d3-scale";

import { element, uniqueId } from "./elements.ts";
import type { Store } from "./state.ts";
import { number } from "./words.ts";

type KeysOf<S, T> = { [K in keyof S]: S[K] extends T ? K : never }[keyof S] & string;

/** Put controls side by side, as many in a row as fit. */
export const controls = (...parts: HTMLElement[]): HTMLElement => element("div", { class: "live-controls" }, ...parts);

export interface SliderOptions {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  /** The smallest change; 1 by default. */
  readonly step?: number;
  /** Whether equal ways on the slider are equal ratios. `least` may be 0, which then is the slider's left end. */
  readonly log?: boolean;
  /** If so, the next value after 0; a millionth of `most` unless said. */
  readonly from?: number;
  /** How a value is written; two significant digits by default. */
  readonly words?: (value: number) => string;
  /** Values with a tick; a click goes there. */
  readonly marks?: readonly number[];
}

const TICKS = 400; // positions of a logarithmic slider

/** A slider for a number. */
export function slider<S extends object>(
  state: Store<S>,
  name: KeysOf<S, number>,
  { label, least, most, step = 1, log = false, from = most / 1e6, words = (value) => number(value), marks = [] }: SliderOptions,
): HTMLElement {
  const id = uniqueId("slider");
  const input = element("input", { type: "range", id, min: log ? 0 : least, max: log ? TICKS : most, step: log ? 1 : step });
  const output = element("output", { for: id });
  const floor = least > 0 ? least : from;
  const along = scaleLog([floor, most], [least > 0 ? 0 : 1, TICKS]);
  const toValue = (position: number) => (!log ? position : position === 0 ? least : along.invert(position));
  const toPosition = (value: number) => (!log ? value : value < floor ? 0 : Math.round(along(value)));
  const set = (value: number) => state.set({ [name]: value } as Partial<S>);

  input.addEventListener("input", () => set(toValue(input.valueAsNumber)));
  if (log) {
    // A setting of whole numbers may be the same at several positions: keys go on until it changes.
    input.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      const before = state.value[name];
      for (let at = input.valueAsNumber + way; at >= 0 && at <= TICKS && state.value[name] === before; at += way) set(toValue(at));
    });
  }
  state.watch((value, changed) => {
    if (!changed.has(name)) return;
    const present = value[name] as number;
    // Where a finger or key has put it, it stays, though rounding may mean another place.
    if (state.fields[name].clamp(toValue(input.valueAsNumber) as S[typeof name]) !== present) {
      input.valueAsNumber = toPosition(present);
    }
    output.value = words(present);
    input.setAttribute("aria-valuetext", words(present));
  });
  const place = scaleLinear([log ? 0 : least, log ? TICKS : most], [0, 100]);
  const ticks = marks.map((mark) => {
    const tick = element("button", { type: "button", class: "live-mark", style: `--at:${place(toPosition(mark))}%`, "aria-label": `${label}: ${words(mark)}` }, words(mark));
    tick.addEventListener("click", () => set(mark));
    return tick;
  });
  const track = element("div", { class: "live-track" }, input, ...(ticks.length ? [element("div", { class: "live-marks" }, ...ticks)] : []));
  return element("div", { class: "live-slider" }, element("label", { for: id }, label), output, track);
}

/** Buttons of which one is down, for a setting of a few words. */
export function choices<S extends object>(
  state: Store<S>,
  name: KeysOf<S, string>,
  { label, words }: { readonly label: string; readonly words: Readonly<Record<string, string>> },
): HTMLElement {
  const group = uniqueId("choice");
  const inputs = Object.keys(words).map((value) => {
    const input = element("input", { type: "radio", name: group, value });
    input.addEventListener("change", () => state.set({ [name]: value } as Partial<S>));
    return input;
  });
  state.watch((value) => {
    for (const input of inputs) input.checked = input.value === (value[name] as string);
  });
  return element(
    "fieldset",
    { class: "live-choices" },
    element("legend", {}, label),
    element("div", {}, ...inputs.map((input) => element("label", {}, input, element("span", {}, words[input.value]!)))),
  );
}

/** A box to tick, for a setting of yes or no. */
export function toggle<S extends object>(state: Store<S>, name: KeysOf<S, boolean>, { label }: { readonly label: string }): HTMLElement {
  const input = element("input", { type: "checkbox" });
  input.addEventListener("change", () => state.set({ [name]: input.checked } as Partial<S>));
  state.watch((value) => (input.checked = value[name] as boolean));
  return element("label", { class: "live-toggle" }, input, label);
}

/** A button. */
export function button(label: string, press: () => void): HTMLButtonElement {
  const pressed = element("button", { type: "button", class: "live-button" }, label);
  pressed.addEventListener("click", press);
  return pressed;
}
