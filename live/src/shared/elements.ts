// Making elements, of the page and of drawings.

type Content = Node | string;
type Attributes = Readonly<Record<string, string | number | boolean>>;

function fill<E extends Element>(element: E, attributes: Attributes, content: readonly Content[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...content);
  return element;
}

/** Make an element of the page; an attribute that is false is left out. */
export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...content: Content[]
): HTMLElementTagNameMap[K] => fill(document.createElement(tag), attributes, content);

/** Make an element of a drawing. */
export const drawn = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...content: Content[]
): SVGElementTagNameMap[K] => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, content);

/** Draw for the width of a box: when `figure` has put it on the page, and whenever the width changes. */
export function fitted(box: HTMLElement, draw: (width: number) => void): void {
  const fit = () => {
    const { width } = box.getBoundingClientRect();
    if (width >= 1) draw(width);
  };
  box.addEventListener(PLACED, fit);
  new ResizeObserver(fit).observe(box);
}

/** Let all drawings inside of a part of the page take their widths. */
export function fitAll(part: HTMLElement): void {
  for (const box of part.querySelectorAll(".live-plot-box")) box.dispatchEvent(new Event(PLACED));
}

const PLACED = "placed";

let made = 0;

/** An id that nothing else on the page has. */
export const uniqueId = (prefix: string): string => `live-${prefix}-${++made}`;
