// Numbers as readers see them.

/** Write a number with so many significant digits: 0.0123, 1.2, 340, 5.1 million. */
export function number(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "undefined" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const [scaled, unit] = size >= 1e15 ? [value, ""] : size >= 1e9 ? [value / 1e9, " billion"] : size >= 1e6 ? [value / 1e6, " million"] : [value, ""];
  if (size >= 1e15 || (size < 1e-4 && size > 0)) return exponential(value, digits);
  const rounded = Number(scaled.toPrecision(digits));
  const decimals = rounded === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(rounded))));
  return rounded.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace("-", "−") + unit;
}

/** Write a number with so many decimals. */
export const fixed = (value: number, decimals: number): string =>
  value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace(/^-(?=0(\.0*)?$)/, "").replace("-", "−");

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Write a power of ten. */
export const power = (exponent: number): string =>
  `10${exponent < 0 ? "⁻" : ""}${[...String(Math.abs(exponent))].map((digit) => RAISED[Number(digit)]).join("")}`;

function exponential(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${mantissa!.replace("-", "−")}·${power(Number(exponent))}`;
}
