// Points on a plot that the reader moves: with a mouse, a finger, or the keys.
import { drawn, element, uniqueId } from "./elements.ts";
import type { Plot } from "./plot.ts";
import { fixed } from "./words.ts";

export interface HandleOptions {
  /** What a point is called: "point 3". */
  readonly name: (index: number) => string;
  /** How far an arrow key moves it; ten times as far with Shift. */
  readonly step: number | { readonly x: number; readonly y: number };
  /** Where the reader wants a point. */
  readonly move: (index: number, x: number, y: number) => void;
  /** Called when a point is taken and when it is let go. */
  readonly hold?: (index: number | null) => void;
  readonly colour?: string;
  readonly radius?: number;
  /** Directions in which a point moves; both unless said. */
  readonly along?: "x" | "y";
  /** How a place is read out. */
  readonly words?: (x: number, y: number) => string;
}

export interface Handles {
  show(xs: ArrayLike<number>, ys: ArrayLike<number>): void;
}

const REACH = 14; // pixels around a point that take hold of it: more than WCAG 2.2 asks for
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Put movable points on a plot. One of them can be reached with Tab, the others from there. */
export function handles(plot: Plot, options: HandleOptions): Handles {
  const { name, move, along } = options;
  const step = typeof options.step === "number" ? { x: options.step, y: options.step } : options.step;
  const words = options.words ?? ((x, y) => (along ? fixed(along === "x" ? x : y, 2) : `x ${fixed(x, 2)}, y ${fixed(y, 2)}`));
  const hint = element("p", { class: "live-heard", id: uniqueId("hint") });
  hint.textContent =
    "Arrow keys move the point, ten times as far with Shift." + " Page Up and Page Down go to the points beside it.";
  plot.root.append(hint);
  const group = drawn("g", { class: "live-handles" });
  plot.svg.append(group);
  let xs: ArrayLike<number> = [];
  let ys: ArrayLike<number> = [];
  let held: { index: number; pointer: number; dx: number; dy: number } | null = null;
  let sent: [number, number] | null = null; // where keys have sent the point that is not yet shown there
  let current = 0;
  const marks: SVGGElement[] = [];

  const make = (index: number) => {
    const mark = drawn(
      "g",
      { role: "slider", tabindex: -1, "aria-describedby": hint.id, "aria-label": name(index) },
      drawn("circle", { class: "live-reach", r: REACH }),
      drawn("circle", { class: "live-focus", r: REACH - 3 }),
      drawn("circle", { class: "live-point", r: options.radius ?? 5.5, style: `fill: var(--${options.colour ?? "train"})` }),
    );
    mark.addEventListener("focus", () => select(index));
    return mark;
  };
  const select = (index: number) => {
    marks[current]?.setAttribute("tabindex", "-1");
    if (index !== current) sent = null;
    current = Math.min(Math.max(0, index), marks.length - 1);
    marks[current]?.setAttribute("tabindex", "0");
  };
  const place = () => {
    const [low, high] = [plot.y.invert(plot.frame.bottom), plot.y.invert(plot.frame.top)];
    const [left, right] = [plot.x.invert(plot.frame.left), plot.x.invert(plot.frame.right)];
    marks.forEach((mark, i) => {
      const { top, bottom } = plot.frame;
      const y = Math.min(bottom, Math.max(top, plot.y(ys[i]!))); // within reach, wherever the value is
      mark.setAttribute("transform", `translate(${plot.x(xs[i]!).toFixed(1)},${y.toFixed(1)})`);
      const [least, most, now] = along === "x" ? [left, right, xs[i]!] : [low, high, ys[i]!];
      mark.setAttribute("aria-valuemin", String(least));
      mark.setAttribute("aria-valuemax", String(most));
      mark.setAttribute("aria-valuenow", String(now));
      mark.setAttribute("aria-valuetext", words(xs[i]!, ys[i]!));
    });
  };
  const put = (index: number, x: number, y: number) => move(index, along === "y" ? xs[index]! : x, along === "x" ? ys[index]! : y);
  const pointed = (event: PointerEvent): [number, number] => {
    const box = plot.svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const nearest = ([px, py]: [number, number]) => {
    const far = marks.map((_, i) => Math.hypot(plot.x(xs[i]!) - px, plot.y(ys[i]!) - py));
    return far.indexOf(Math.min(...far));
  };

  group.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const at = pointed(event);
    const index = nearest(at); // where points lie close, not the one on top
    held = { index, pointer: event.pointerId, dx: plot.x(xs[index]!) - at[0], dy: plot.y(ys[index]!) - at[1] };
    group.setPointerCapture(event.pointerId);
    marks[index]!.focus({ preventScroll: true });
    marks[index]!.classList.add("held");
    options.hold?.(index);
    event.preventDefault();
  });
  group.addEventListener("pointermove", (event) => {
    if (held?.pointer !== event.pointerId) return;
    const [px, py] = pointed(event);
    const { left, right, top, bottom } = plot.frame;
    const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
    put(held.index, plot.x.invert(within(px + held.dx, left, right)), plot.y.invert(within(py + held.dy, top, bottom)));
  });
  const release = (event: PointerEvent) => {
    if (held?.pointer !== event.pointerId) return;
    marks[held.index]?.classList.remove("held");
    held = null;
    options.hold?.(null);
  };
  group.addEventListener("pointerup", release);
  group.addEventListener("pointercancel", release);
  group.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    const turn = { PageUp: -1, PageDown: 1 }[event.key];
    if (arrow) {
      const far = event.shiftKey ? 10 : 1;
      const [x, y] = sent ?? [xs[current]!, ys[current]!];
      sent = [x + arrow[0] * far * step.x, y + arrow[1] * far * step.y];
      put(current, ...sent);
      requestAnimationFrame(() => (sent = null));
    } else if (turn) {
      const order = marks.map((_, i) => i).sort((a, b) => xs[a]! - xs[b]!);
      const next = order[(order.indexOf(current) + turn + order.length) % order.length]!;
      select(next);
      marks[next]!.focus({ preventScroll: true });
    } else return;
    event.preventDefault();
  });
  plot.onLayout(place);

  return {
    show(newXs, newYs) {
      [xs, ys] = [newXs, newYs];
      while (marks.length < xs.length) marks.push(make(marks.length));
      marks.splice(xs.length);
      if (group.childElementCount !== marks.length) group.replaceChildren(...marks);
      select(current);
      place();
    },
  };
}
