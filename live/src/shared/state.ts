// The settings of a figure: changed by its controls, watched by what draws them.
import type { Fields } from "./address.ts";
import { initial } from "./address.ts";

export class Store<S extends object> {
  readonly fields: Fields<S>;
  #value: S;
  readonly #watchers: ((value: S, changed: ReadonlySet<keyof S>) => void)[] = [];
  #changed = new Set<keyof S>();
  #scheduled = false;

  constructor(fields: Fields<S>, value: S = initial(fields)) {
    this.fields = fields;
    this.#value = value;
  }

  get value(): S {
    return this.#value;
  }

  /** Change some settings; each is brought to the nearest value that is allowed. */
  set(part: Partial<S>): void {
    const next = { ...this.#value };
    for (const name of Object.keys(part) as (keyof S)[]) {
      const value = this.fields[name].clamp(part[name] as S[keyof S]);
      if (this.fields[name].write(value) === this.fields[name].write(next[name])) continue;
      next[name] = value;
      this.#changed.add(name);
    }
    this.#value = next;
    if (this.#changed.size) this.#schedule();
  }

  reset(): void {
    this.set(initial(this.fields));
  }

  /** Call a function now, and after changes: once a frame at most, with the names of what changed. */
  watch(watcher: (value: S, changed: ReadonlySet<keyof S>) => void): void {
    this.#watchers.push(watcher);
    watcher(this.#value, new Set(Object.keys(this.fields) as (keyof S)[]));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      const changed = this.#changed;
      this.#changed = new Set();
      for (const watcher of this.#watchers) watcher(this.#value, changed);
    });
  }
}
