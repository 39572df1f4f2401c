// Where the picture can stand without another answer: every place, for each network.
import { button } from "../shared/controls.ts";
import { element } from "../shared/elements.ts";
import { ARROWS } from "../shared/keys.ts";
import { type Running, startWorker } from "../shared/worker.ts";
import type { Maps, Packed } from "./model.ts";
import source from "./places.worker.ts?worker";
import type { Row, Task } from "./places.worker.ts";

export interface PlacesOptions {
  readonly names: readonly string[];
  readonly networks: readonly Packed[];
  readonly farthest: number;
  /** The reader points at a place. */
  readonly go: (down: number, right: number) => void;
}

export interface Places {
  readonly root: HTMLElement;
  /** The picture is another now. */
  forget(picture: Maps): void;
  /** The picture stands here. */
  mark(down: number, right: number): void;
}

const CELL = 10; // canvas pixels for a place

export function places({ names, networks, farthest, go }: PlacesOptions): Places {
  const across = 2 * farthest + 1;
  let picture: Maps | null = null;
  let worker: Running<Task> | null = null;
  let rows: Row[] = [];
  let at = [0, 0] as readonly [number, number];
  const says = names.map(() => element("p", { class: "tn-note" }));
  const maps = names.map((name) => {
    const canvas = element("canvas", {
      class: "tn-places",
      width: across * CELL,
      height: across * CELL,
      role: "application",
      tabindex: 0,
      "aria-label": `${name}: not tried yet`,
    });
    canvas.addEventListener("pointerdown", (event) => {
      const box = canvas.getBoundingClientRect();
      const place = (part: number) => Math.min(farthest, Math.floor(part * across) - farthest);
      go(place((event.clientY - box.top) / box.height), place((event.clientX - box.left) / box.width));
    });
    canvas.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      event.preventDefault();
      const within = (value: number) => Math.min(farthest, Math.max(-farthest, value));
      go(within(at[0] + arrow[0]), within(at[1] + arrow[1]));
    });
    return canvas;
  });
  const start = button("Try all places", () => {
    worker?.stop();
    rows = [];
    worker = startWorker<Task, Row>(source, (row) => {
      rows.push(row);
      draw();
    });
    worker.post({ picture: picture!, networks, farthest });
    draw();
  });
  const grid = element(
    "div",
    { class: "tn-everywhere", hidden: true },
    ...maps.map((canvas, i) => element("div", {}, element("p", { class: "tn-note" }, names[i]!), canvas, says[i]!)),
  );

  const draw = () => {
    grid.hidden = worker === null;
    if (!worker) return;
    const palette = getComputedStyle(grid);
    const [kept, lost, edge] = ["--convolution", "--grid", "--ink"].map((name) => palette.getPropertyValue(name));
    const middle = rows.find(({ down }) => down === 0);
    maps.forEach((canvas, i) => {
      const context = canvas.getContext("2d")!;
      context.clearRect(0, 0, canvas.width, canvas.height);
      const answer = middle?.named[i]![farthest];
      let same = 0;
      for (const { down, named, probability } of rows) {
        named[i]!.forEach((label, column) => {
          const keeps = answer === undefined || label === answer;
          same += Number(keeps);
          context.globalAlpha = keeps ? probability[i]![column]! : 1;
          context.fillStyle = keeps ? kept! : lost!;
          context.fillRect(column * CELL, (down + farthest) * CELL, CELL - 1, CELL - 1);
        });
      }
      context.globalAlpha = 1;
      const [down, right] = at;
      if (Math.abs(down) <= farthest && Math.abs(right) <= farthest) {
        context.strokeStyle = edge!;
        context.lineWidth = 2;
        context.strokeRect((right + farthest) * CELL - 1, (down + farthest) * CELL - 1, CELL + 1, CELL + 1);
      }
      const words =
        rows.length < across ? "looking …" : `the same answer as in the middle at ${same} of ${across * across} places`;
      says[i]!.textContent = words;
      canvas.setAttribute("aria-label", `${names[i]}: ${words}. Arrow keys move the picture.`);
    });
  };

  return {
    root: element(
      "div",
      { class: "tn-all-places" },
      element(
        "div",
        { class: "live-buttons" },
        start,
        element(
          "span",
          { class: "tn-note" },
          `Moves the picture by up to ${farthest} pixels each way and asks all three. Filled: the same answer as in the middle; the fuller, the surer. Point at a place to go there.`,
        ),
      ),
      grid,
    ),
    forget(next) {
      picture = next;
      worker?.stop();
      worker = null;
      rows = [];
      draw();
    },
    mark(down, right) {
      at = [down, right];
      draw();
    },
  };
}
