// Lets the computation run, stage after stage.
import type { Store } from "../shared/state.ts";
import type { Settings } from "./settings.ts";

const PAUSE = 650; // ms at each stage

export interface Player {
  /** Go on to a stage, one after another; at once if the reader asked for less motion. */
  play(from: number, to: number): void;
  stop(): void;
}

export function player(state: Store<Settings>, still: boolean): Player {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  let present = state.value.stage;
  const goOn = (stage: number, to: number) => {
    present = stage;
    state.set({ stage });
    if (stage < to) timer = setTimeout(() => goOn(stage + 1, to), PAUSE);
  };
  state.watch(({ stage }) => stage !== present && stop()); // the reader has gone elsewhere
  return {
    play(from, to) {
      stop();
      goOn(still ? to : from, to);
    },
    stop,
  };
}
