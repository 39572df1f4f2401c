// What a figure says in words: seen at once, and read out by a screen reader when it has settled.
import { element } from "./elements.ts";

const PAUSE = 700; // ms; while a slider moves, only where it comes to rest is read out

export interface Reading {
  readonly element: HTMLElement;
  say(words: string): void;
}

export function reading(): Reading {
  const seen = element("p", { class: "live-reading" });
  const heard = element("p", { class: "live-heard", role: "status" });
  let last = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = true;
  return {
    element: element("div", {}, seen, heard),
    say(words) {
      if (words === last) return;
      last = words;
      seen.textContent = words;
      clearTimeout(timer);
      if (first) first = false; // nobody asked yet
      else timer = setTimeout(() => (heard.textContent = words), PAUSE);
    },
  };
}
