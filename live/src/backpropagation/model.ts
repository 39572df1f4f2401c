/**
 * The chain rule on the loss of one observation, every number of it.
 *
 * The network is f = max(0, s) with s = v₁h₁ + v₂h₂ + c, h₁ = max(0, a₁), a₁ = w₁x + b₁ and so for
 * h₂; the loss is (f − y)².
 */

export const PARAMETERS = ["w1", "b1", "w2", "b2", "v1", "v2", "c"] as const;
export const VALUES = ["a1", "a2", "h1", "h2", "s", "f", "loss"] as const;

export type Parameter = (typeof PARAMETERS)[number];
export type Value = (typeof VALUES)[number];
/** A node of the graph. */
export type Node = Parameter | Value | "x";
export type Parameters = Readonly<Record<Parameter, number>>;

/** A line of the graph, and its local derivative. */
export interface Edge {
  readonly above: Value;
  readonly below: Node;
  readonly derivative: number;
}

export interface Backpropagation {
  readonly x: number;
  readonly y: number;
  readonly parameters: Parameters;
  readonly values: Readonly<Record<Value, number>>;
  /** From the loss down: a node comes as `below` before it comes as `above`. */
  readonly edges: readonly Edge[];
  /** The derivative of the loss with respect to each node. */
  readonly gradient: Readonly<Record<Node, number>>;
}

/** The network of the chapter: max(0, max(0, −2x + 3) − 4 max(0, 5x − 6) + 7). */
export const LECTURE: Parameters = { w1: -2, b1: 3, w2: 5, b2: -6, v1: 1, v2: -4, c: 7 };

export function output(x: number, p: Parameters): number {
  return forwards(x, p).f;
}

function forwards(x: number, p: Parameters): Record<"a1" | "a2" | "h1" | "h2" | "s" | "f", number> {
  const a1 = p.w1 * x + p.b1;
  const a2 = p.w2 * x + p.b2;
  const h1 = Math.max(0, a1);
  const h2 = Math.max(0, a2);
  const s = p.v1 * h1 + p.v2 * h2 + p.c;
  return { a1, a2, h1, h2, s, f: Math.max(0, s) };
}

export function backpropagate(x: number, y: number, p: Parameters): Backpropagation {
  const value = forwards(x, p);
  const edges: Edge[] = [
    { above: "loss", below: "f", derivative: 2 * (value.f - y) },
    { above: "f", below: "s", derivative: Number(value.s > 0) },
    { above: "s", below: "v1", derivative: value.h1 },
    { above: "s", below: "h1", derivative: p.v1 },
    { above: "s", below: "c", derivative: 1 },
    { above: "s", below: "v2", derivative: value.h2 },
    { above: "s", below: "h2", derivative: p.v2 },
    { above: "h1", below: "a1", derivative: Number(value.a1 > 0) },
    { above: "h2", below: "a2", derivative: Number(value.a2 > 0) },
    { above: "a1", below: "w1", derivative: x },
    { above: "a1", below: "b1", derivative: 1 },
    { above: "a1", below: "x", derivative: p.w1 },
    { above: "a2", below: "w2", derivative: x },
    { above: "a2", below: "b2", derivative: 1 },
    { above: "a2", below: "x", derivative: p.w2 },
  ];
  const gradient: Record<string, number> = { loss: 1 };
  for (const { above, below, derivative } of edges) {
    gradient[below] = (gradient[below] ?? 0) + gradient[above] * derivative;
  }
  return {
    x,
    y,
    parameters: p,
    values: { ...value, loss: (value.f - y) ** 2 },
    edges,
    gradient: gradient as Record<Node, number>,
  };
}

/** All seven parameters, each moved against its own derivative. */
export function step(state: Backpropagation, rate: number): Parameters {
  const moved = PARAMETERS.map((name) => [name, state.parameters[name] - rate * state.gradient[name]]);
  return Object.fromEntries(moved) as Parameters;
}

/** The lines from the loss down to a parameter, to which there is one way. */
export function wayDown(edges: readonly Edge[], parameter: Parameter): Edge[] {
  const way: Edge[] = [];
  for (let below: Node = parameter; below !== "loss";) {
    const edge: Edge = edges.find((candidate) => candidate.below === below)!;
    way.unshift(edge);
    below = edge.above;
  }
  return way;
}
