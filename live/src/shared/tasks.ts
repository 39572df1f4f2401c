// Predict first: a question before the answer can be seen, and something to try after it.
import { button } from "./controls.ts";
import { element } from "./elements.ts";

export interface GateOptions {
  readonly question: string;
  readonly options: readonly string[];
  /** Which option happens; without one, every prediction is as good. */
  readonly answer?: number;
  /** Said after the prediction; after it was skipped too. */
  readonly why: string;
  /** Called once, when the reader has predicted or skipped. */
  readonly opened?: () => void;
}

/** Ask for a prediction, which can be skipped. */
export function gate({ question, options, answer, why, opened }: GateOptions): HTMLElement {
  const verdict = element("p", { class: "live-verdict", role: "status" });
  const choose = (chosen: number | null) => {
    buttons.forEach((each, i) => {
      each.disabled = true;
      if (i === chosen) each.classList.add("chosen");
    });
    skip.remove();
    const said = chosen === null || answer === undefined ? "" : chosen === answer ? "Well predicted. " : `What happens: ${options[answer]!.toLowerCase()}. `;
    verdict.textContent = said + why;
    opened?.();
  };
  const buttons = options.map((words, i) => button(words, () => choose(i)));
  const skip = button("Skip the prediction", () => choose(null));
  skip.classList.add("live-skip");
  return element("div", { class: "live-gate" }, element("p", { class: "live-question" }, question), element("div", { class: "live-options" }, ...buttons, skip), verdict);
}

export interface Task extends Omit<GateOptions, "opened" | "why"> {
  readonly title: string;
  /** Brings the figure to where the task begins. */
  readonly begin?: () => void;
  /** What to do after the prediction. */
  readonly try: string;
  /** What is said when the reader has done it; null before. Asked whenever something changes. */
  readonly done: () => string | null;
}

export interface Tasks {
  readonly element: HTMLElement;
  /** Look whether the present task is done. */
  check(): void;
}

/** Tasks one after another, each with a prediction first; any can be left out. */
export function tasks(all: readonly Task[]): Tasks {
  let open = false;
  let present = 0;
  const solved = new Set<number>();
  const body = element("div", { class: "live-task" });
  const outcome = element("p", { class: "live-outcome", role: "status" });
  const steps = all.map((task, i) => {
    const step = element("button", { type: "button", class: "live-step" }, `${i + 1}. ${task.title}`);
    step.addEventListener("click", () => begin(i));
    return step;
  });
  const begin = (index: number) => {
    present = index;
    open = false;
    steps.forEach((step, i) => step.setAttribute("aria-pressed", String(i === index)));
    const task = all[index]!;
    task.begin?.();
    outcome.textContent = "";
    const { question, options, answer } = task;
    body.replaceChildren(
      gate({ question, options, why: task.try, opened: () => (open = true), ...(answer === undefined ? {} : { answer }) }),
      outcome,
    );
  };
  const box = element(
    "section",
    { class: "live-tasks", "aria-label": "Tasks" },
    element("p", {}, "Tasks: predict first, then try."),
    element("div", { class: "live-steps" }, ...steps),
    body,
  );
  return {
    element: box,
    check() {
      if (!open) return;
      const words = all[present]!.done();
      if (words === null) return;
      if (outcome.textContent !== words) outcome.textContent = words;
      if (!solved.has(present)) {
        solved.add(present);
        steps[present]!.classList.add("solved");
        steps[present]!.setAttribute("aria-label", `${steps[present]!.textContent}, done`);
      }
    },
  };
}
