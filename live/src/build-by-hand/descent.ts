// Gradient descent from where the reader stopped, a few steps a frame.
import type { Store } from "../shared/state.ts";
import { type Network, type Point, loss, step } from "./model.ts";
import { type Settings, activationOf, networkOf, settingsOf } from "./settings.ts";

const MOST = 5000;
const EXPLODED = 1000; // a loss that no network on the picture has
const AT_REST = 1e-9; // of the loss, in a step

export type Ending = "at rest" | "enough" | "exploded";

export interface Course {
  /** The network that the reader had. */
  readonly mine: Network;
  readonly steps: number;
  /** Losses from the first step on. */
  readonly losses: readonly number[];
  /** How it ended; null while it may go on. */
  readonly ending: Ending | null;
}

/** Walks downhill, and notices when the reader has changed something. */
export class Descent {
  readonly #state: Store<Settings>;
  readonly #points: readonly Point[];
  readonly #changed: () => void;
  #network: Network;
  #written: Settings;
  #course: Course | null = null;
  #running = false;

  constructor(state: Store<Settings>, points: readonly Point[], changed: () => void) {
    this.#state = state;
    this.#points = points;
    this.#changed = changed;
    this.#written = state.value;
    this.#network = networkOf(state.value);
  }

  get course(): Course | null {
    return this.#course;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Take some steps; stop where they lead nowhere. */
  take(steps: number): void {
    const activation = activationOf(this.#state.value);
    if (!this.#course || this.#course.ending === "exploded") this.#begin();
    const course = this.#course!;
    const losses = [...course.losses];
    let ending: Ending | null = null;
    for (let i = 0; i < steps && !ending; i++) {
      this.#network = step(this.#network, this.#points, activation, this.#state.value.rate);
      const [before, after] = [losses[losses.length - 1], loss(this.#network, this.#points, activation)];
      losses.push(after);
      if (!(after < EXPLODED)) ending = "exploded";
      else if (Math.abs(before - after) < AT_REST * before) ending = "at rest";
      else if (losses.length > MOST) ending = "enough";
    }
    if (ending === "exploded") this.#network = course.mine;
    this.#course = { ...course, steps: losses.length - 1, losses, ending };
    this.#write();
    if (ending) this.pause();
    else this.#changed();
  }

  /** Take steps, more and more a frame, until something ends it. */
  run(): void {
    this.#running = true;
    const frame = () => {
      if (!this.#running) return;
      const taken = this.#course?.steps ?? 0;
      this.take(taken < 60 ? 1 : taken < 300 ? 4 : 15);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    this.#changed();
  }

  pause(): void {
    this.#running = false;
    this.#changed();
  }

  /** Go back to where the reader stopped. */
  back(): void {
    if (!this.#course) return;
    this.#network = this.#course.mine;
    this.#course = null;
    this.#write();
    this.pause();
  }

  /** Where settings are no longer what descent wrote, it has ended. */
  follow(settings: Settings): void {
    const { w, b, v, c, cut } = this.#written;
    if (settings.w === w && settings.b === b && settings.v === v && settings.c === c && settings.cut === cut)
      return;
    this.#written = settings;
    this.#network = networkOf(settings);
    this.#course = null;
    this.#running = false;
    this.#changed();
  }

  #begin(): void {
    this.#network = networkOf(this.#state.value);
    const before = loss(this.#network, this.#points, activationOf(this.#state.value));
    this.#course = { mine: this.#network, steps: 0, losses: [before], ending: null };
  }

  #write(): void {
    this.#state.set(settingsOf(this.#network));
    this.#written = this.#state.value;
  }
}
