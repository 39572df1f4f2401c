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

let made = 0;

/** An id that nothing else on the page has. */
export const uniqueId = (prefix: string): string => `live-${prefix}-${++made}`;
