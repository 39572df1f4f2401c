// What every live figure has: its place on the page, its address, and the buttons below it.
import { type Fields, partOf, read, withPart, write } from "./address.ts";
import { button } from "./controls.ts";
import { element, fitAll } from "./elements.ts";
import { reading } from "./speech.ts";
import { Store } from "./state.ts";

export interface Context<S extends object> {
  /** Where the figure is built. */
  readonly stage: HTMLElement;
  readonly state: Store<S>;
  /** Says in words what there is to see. */
  readonly say: (words: string) => void;
  /** Where the words are seen: the figure puts it where it likes; else it comes last. */
  readonly words: HTMLElement;
  /** Whether the reader asked for less motion. */
  readonly still: boolean;
}

export type Build<S extends object> = (context: Context<S>) => void;

const PAUSE = 400; // ms until the address follows; browsers refuse too many changes

/** Put a figure wherever the page has a place for it. */
export function figure<S extends object>(name: string, fields: Fields<S>, build: Build<S>): void {
  for (const place of document.querySelectorAll<HTMLElement>(`.live[data-live="${name}"]:not([data-mounted])`)) {
    try {
      mount(place, name, fields, build);
    } catch (error) {
      console.error(error);
      place.hidden = true; // and the computed figure stays
    }
  }
}

function mount<S extends object>(place: HTMLElement, name: string, fields: Fields<S>, build: Build<S>): void {
  const shared = partOf(location.hash, name);
  const state = new Store(fields, read(fields, shared ?? ""));
  const stage = element("div", { class: "live-stage" });
  const { element: words, say } = reading();
  build({ stage, state, say, words, still: matchMedia("(prefers-reduced-motion: reduce)").matches });
  if (!stage.contains(words)) stage.append(words);
  const title = place.dataset["title"] ?? name;
  const whole = element("div", { class: "live-figure", role: "group", "aria-label": title }, stage, bar(place, name, state));

  const computed = place.dataset["instead"] ? document.getElementById(place.dataset["instead"]) : null;
  computed?.classList.add("is-live"); // the style sheet shows it again on paper
  (computed ?? place).prepend(whole);
  fitAll(whole);
  place.dataset["mounted"] = "";
  keepAddress(name, state);
  if (shared !== null && !document.body.classList.contains("live-page")) whole.scrollIntoView();
}

/** The address follows the settings, and the settings an address that is entered. */
function keepAddress<S extends object>(name: string, state: Store<S>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = true;
  state.watch(() => {
    if (first) {
      first = false;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => history.replaceState(history.state, "", addressWith(name, state)), PAUSE);
  });
  addEventListener("hashchange", () => {
    const part = partOf(location.hash, name);
    if (part !== null) state.set(read(state.fields, part));
  });
}

function addressWith<S extends object>(name: string, state: Store<S>): string {
  const hash = withPart(location.hash, name, write(state.fields, state.value));
  return location.href.replace(/#.*$/, "") + (hash || "#");
}

function bar<S extends object>(place: HTMLElement, name: string, state: Store<S>): HTMLElement {
  const said = element("span", { class: "live-said", role: "status" });
  const copy = button("Copy link", async () => {
    const address = addressWith(name, state);
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = "Copied: the link opens this page with these settings.";
    } catch {
      history.replaceState(history.state, "", address);
      said.textContent = "The address of this page now holds these settings.";
    }
  });
  const parts: HTMLElement[] = [button("Reset", () => state.reset()), copy];
  const page = place.dataset["page"];
  if (page) {
    const link = element("a", { class: "live-button", href: page }, "Full screen");
    link.addEventListener("click", () => {
      const settings = write(state.fields, state.value);
      link.href = settings ? `${page}#${name}?${settings}` : page;
    });
    parts.push(link);
  }
  return element("div", { class: "live-bar" }, ...parts, said);
}

/** Call a function when the page changes between light and dark. */
export function onTheme(changed: () => void): void {
  new MutationObserver(changed).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}
