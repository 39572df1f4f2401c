// Pixels on a canvas.

/** The colour of a value, as red, green, blue and opacity from 0 to 255. */
export type Colour = (value: number) => readonly [number, number, number, number];

export const grey: Colour = (value) => {
  const level = Math.round(255 * Math.min(1, Math.max(0, value)));
  return [level, level, level, 255];
};

/** Draw a square of values, one pixel each. */
export function raster(values: ArrayLike<number>, side: number, colour: Colour): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pixels = new ImageData(side, side);
  for (let at = 0; at < side * side; at++) pixels.data.set(colour(values[at]!), 4 * at);
  canvas.getContext("2d")!.putImageData(pixels, 0, 0);
  return canvas;
}

/** Draw one canvas over a part of another, with sharp pixels or with smooth ones. */
export function paint(
  onto: HTMLCanvasElement,
  from: HTMLCanvasElement,
  x: number,
  y: number,
  side: number,
  smooth = false,
): void {
  const context = onto.getContext("2d")!;
  context.imageSmoothingEnabled = smooth;
  context.drawImage(from, x, y, side, side);
}
