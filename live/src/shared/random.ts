// Random numbers from a seed: the same each time a link is opened.

export interface Random {
  /** From 0 to below 1. */
  uniform(): number;
  /** From a normal distribution with mean 0 and variance 1. */
  normal(): number;
  /** From 0 to below n. */
  integer(n: number): number;
}

/** Make a source of random numbers: SplitMix32 (Steele, Lea and Flood 2014, with 32 bits). */
export function random(seed: number): Random {
  let state = seed | 0;
  const uniform = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    // Box and Muller (1958); 1 − u is never zero.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer: (n) => Math.floor(n * uniform()),
  };
}
