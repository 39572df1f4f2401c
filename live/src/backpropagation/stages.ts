// In which order values and derivatives are computed: up from the input, then down from the loss.
import type { Node } from "./model.ts";

/** Nodes whose values are computed at each stage; before the first, inputs and parameters are there. */
export const UP: readonly (readonly Node[])[] = [["a1", "a2"], ["h1", "h2"], ["s"], ["f"], ["loss"]];

/** Nodes whose derivatives are computed at each stage after those. */
export const DOWN: readonly (readonly Node[])[] = [
  ["f"],
  ["s"],
  ["v1", "c", "v2", "h1", "h2"],
  ["a1", "a2"],
  ["w1", "b1", "x", "b2", "w2"],
];

export const FORWARDS_DONE = UP.length;
export const LAST = UP.length + DOWN.length;

const stageOf = (order: readonly (readonly Node[])[], after: number) =>
  new Map(order.flatMap((nodes, i) => nodes.map((node) => [node, after + i + 1] as const)));

const ups = stageOf(UP, 0);
const downs = stageOf(DOWN, FORWARDS_DONE);

export const hasValue = (node: Node, stage: number): boolean => stage >= (ups.get(node) ?? 0);

/** The loss itself has no derivative that would be written down. */
export const hasDerivative = (node: Node, stage: number): boolean => stage >= (downs.get(node) ?? Infinity);

/** Nodes at which the present stage is computing; none when all is done. */
export const presentNodes = (stage: number): readonly Node[] =>
  stage === LAST ? [] : ([...UP, ...DOWN][stage - 1] ?? []);
