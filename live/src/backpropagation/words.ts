// Numbers and stages of the graph, in words.
import { number } from "../shared/words.ts";
import { type Backpropagation, type Node, PARAMETERS, type Parameter, wayDown } from "./model.ts";
import { FORWARDS_DONE } from "./stages.ts";

const SUBSCRIPTS: Readonly<Record<string, string>> = { 1: "₁", 2: "₂" };

/** A node as it is written in the formulas. */
export const symbol = (node: Node): string =>
  node === "loss" ? "L" : node.replace(/[12]/, (digit) => SUBSCRIPTS[digit]);

/** Three digits, and no zeros behind them. */
export const short = (value: number): string =>
  number(value + 0, 3)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");

/** A factor or a term; in brackets if it is negative. */
const bracketed = (value: number): string => (value < 0 ? `(${short(value)})` : short(value));

const signed = (value: number): string => `${value < 0 ? "−" : "+"} ${short(Math.abs(value))}`;

/** A derivative, which no line break takes apart. */
const derivative = (node: Node): string => `∂L/\u2060∂${symbol(node)}`;

/** The factors from the loss down to a parameter, and their product. */
export function wayWords({ edges, gradient }: Backpropagation, parameter: Parameter): string {
  const factors = wayDown(edges, parameter).map((edge) => bracketed(edge.derivative));
  return `The way down to ${symbol(parameter)}: ${factors.join(" · ")} = ${short(gradient[parameter])}.`;
}

const join = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** Which ReLUs are off, and whom that silences. */
export function silenceWords({ values, gradient }: Backpropagation): string {
  const silent = PARAMETERS.filter((name) => gradient[name] === 0);
  if (values.s <= 0)
    return "The last ReLU is off: no derivative gets past it, and this observation teaches nothing.";
  if (silent.length === PARAMETERS.length)
    return "f is y exactly: the loss is zero, and so is every derivative.";
  if (!silent.length) return "";
  const off = [1, 2].filter((unit) => values[`a${unit as 1 | 2}`] <= 0);
  const because = off.length === 2 ? "Both units are off" : `Unit ${off[0]} is off`;
  return `${because}: ${join(silent.map(symbol))} get no derivative.`;
}

/** What has just been computed. */
export function stageWords(b: Backpropagation, stage: number): string {
  const { x, y, parameters: p, values: v, gradient: g } = b;
  const cut = (unit: 1 | 2) =>
    v[`a${unit}`] > 0
      ? `h${SUBSCRIPTS[unit]} = ${short(v[`h${unit}`])}, on`
      : `h${SUBSCRIPTS[unit]} = 0, off`;
  const through = (node: Node) => `${derivative(node)} = ${short(g[node])}`;
  switch (stage) {
    case 0:
      return "Nothing is computed yet. There are an input, an outcome, and seven parameters.";
    case 1:
      return `Forwards: a₁ = ${short(p.w1)} · ${bracketed(x)} ${signed(p.b1)} = ${short(v.a1)}, and a₂ = ${short(p.w2)} · ${bracketed(x)} ${signed(p.b2)} = ${short(v.a2)}.`;
    case 2:
      return `The ReLUs cut off what is below zero: ${cut(1)}; ${cut(2)}.`;
    case 3:
      return `The sum: s = ${bracketed(p.v1)} · ${short(v.h1)} + ${bracketed(p.v2)} · ${short(v.h2)} ${signed(p.c)} = ${short(v.s)}.`;
    case 4:
      return `The last ReLU: f = max(0, ${short(v.s)}) = ${short(v.f)}.`;
    case FORWARDS_DONE:
      return `The loss: (f − y)² = (${short(v.f)} − ${short(y)})² = ${short(v.loss)}.`;
    case 6:
      return `Backwards: ${derivative("f")} = 2 (f − y) = 2 (${short(v.f)} − ${short(y)}) = ${short(g.f)}.`;
    case 7:
      return v.s > 0
        ? `The last ReLU is on, and passes it down as it is: ${through("s")}.`
        : "The last ReLU is off. Its local derivative is 0, and so is every derivative below it.";
    case 8:
      return `Of a product, each factor gets the other one: ${derivative("v2")} = ${short(g.s)} · h₂ = ${short(g.v2)}, and ${derivative("h2")} = ${short(g.s)} · v₂ = ${short(g.h2)}.`;
    case 9:
      return `A ReLU that is on passes its derivative down, one that is off passes 0: ${through("a1")}, ${through("a2")}.`;
    default: {
      const largest = PARAMETERS.reduce((a, c) => (Math.abs(g[c]) > Math.abs(g[a]) ? c : a));
      const most = g[largest]
        ? `A small change of ${symbol(largest)} changes the loss most: ${through(largest)}.`
        : "";
      return [most, silenceWords(b)].filter(Boolean).join(" ");
    }
  }
}
