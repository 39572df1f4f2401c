// A square picture of cells: to look at, to walk on, to draw on.
import { drawn, element } from "../shared/elements.ts";
import { ARROWS } from "../shared/keys.ts";

export interface Cell {
  readonly fill: string;
  readonly opacity?: number;
  readonly text?: string;
  /** The colour of the text. */
  readonly ink?: string;
  readonly dashed?: boolean;
}

export interface CellsOptions {
  readonly label: string;
  readonly hint: string;
  /** The reader points at a cell or moves to it with keys; `pressed` says whether a button or finger is down. */
  readonly point: (row: number, column: number, pressed: boolean) => void;
  /** Space or Enter. */
  readonly press?: (row: number, column: number) => void;
}

const UNIT = 24; // of the drawing, for a cell

export class Cells {
  readonly root: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #cells = drawn("g");
  readonly #frames = drawn("g");
  readonly #cursor = drawn("rect", { class: "kb-cursor", width: UNIT, height: UNIT });
  readonly #heard = element("span", { class: "live-heard", "aria-live": "polite" });
  #rows = 0;
  #columns = 0;
  #at: [number, number] = [0, 0];

  constructor({ label, hint, point, press }: CellsOptions) {
    this.#svg = drawn(
      "svg",
      { class: "kb-cells", role: "application", tabindex: 0, "aria-label": `${label}. ${hint}` },
      this.#cells,
      this.#frames,
      this.#cursor,
    );
    this.root = element("div", {}, element("p", { class: "kb-title" }, label), this.#svg, this.#heard);
    let down = false;
    const under = (event: PointerEvent): [number, number] | null => {
      const box = this.#svg.getBoundingClientRect();
      const row = Math.floor(((event.clientY - box.top) / box.height) * this.#rows);
      const column = Math.floor(((event.clientX - box.left) / box.width) * this.#columns);
      return row >= 0 && column >= 0 && row < this.#rows && column < this.#columns ? [row, column] : null;
    };
    const pointed = (event: PointerEvent) => {
      const at = under(event);
      if (!at) return;
      this.#at = at;
      point(...at, down);
    };
    this.#svg.addEventListener("pointerdown", (event) => {
      down = true;
      this.#svg.setPointerCapture(event.pointerId);
      pointed(event);
    });
    this.#svg.addEventListener("pointermove", pointed);
    for (const end of ["pointerup", "pointercancel"] as const) this.#svg.addEventListener(end, () => (down = false));
    this.#svg.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (arrow && this.#rows && this.#columns) {
        const within = (value: number, most: number) => Math.min(most - 1, Math.max(0, value));
        this.#at = [within(this.#at[0] + arrow[0], this.#rows), within(this.#at[1] + arrow[1], this.#columns)];
        this.#put();
        point(...this.#at, false);
      } else if (press && (event.key === " " || event.key === "Enter")) press(...this.#at);
      else return;
      event.preventDefault();
    });
  }

  /** Draw all cells. */
  show(rows: number, columns: number, cells: readonly Cell[]): void {
    [this.#rows, this.#columns] = [rows, columns];
    this.#svg.setAttribute("viewBox", `-1 -1 ${columns * UNIT + 2} ${rows * UNIT + 2}`);
    this.#svg.classList.toggle("kb-empty", cells.length === 0);
    this.#at = [Math.min(this.#at[0], Math.max(0, rows - 1)), Math.min(this.#at[1], Math.max(0, columns - 1))];
    this.#cells.replaceChildren(
      ...cells.flatMap(({ fill, opacity = 1, text, ink, dashed }, at) => {
        const [x, y] = [(at % columns) * UNIT, Math.floor(at / columns) * UNIT];
        const box = drawn("rect", {
          x,
          y,
          width: UNIT,
          height: UNIT,
          class: dashed ? "kb-cell kb-dashed" : "kb-cell",
          style: `fill: ${fill}; fill-opacity: ${opacity}`,
        });
        if (!text) return [box];
        return [
          box,
          drawn(
            "text",
            {
              x: x + UNIT / 2,
              y: y + UNIT / 2,
              style: `fill: ${ink ?? "var(--ink)"}; font-size: ${text.length > 3 ? 8 : 10}px`,
            },
            text,
          ),
        ];
      }),
    );
    this.#put();
  }

  /** Frame some cells: the window, or the place of the output. */
  frame(places: readonly (readonly [number, number])[], size = 1): void {
    this.#frames.replaceChildren(
      ...places.map(([row, column]) =>
        drawn("rect", { class: "kb-frame", x: column * UNIT, y: row * UNIT, width: size * UNIT, height: size * UNIT }),
      ),
    );
  }

  /** Move the cursor of the keys. */
  moveTo(row: number, column: number): void {
    this.#at = [row, column];
    this.#put();
  }

  /** Tell somebody who does not see it what the cursor is on. */
  tell(words: string): void {
    if (document.activeElement === this.#svg) this.#heard.textContent = words;
  }

  #put(): void {
    this.#cursor.setAttribute("x", String(this.#at[1] * UNIT));
    this.#cursor.setAttribute("y", String(this.#at[0] * UNIT));
  }
}
