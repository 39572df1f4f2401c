// Long computations run beside the page. The worker's script is part of the figure's, since pages
// opened from disk may not load a second one.

export interface Running<Task> {
  post(task: Task, transfer?: Transferable[]): void;
  stop(): void;
}

export function startWorker<Task, Answer>(source: string, receive: (answer: Answer) => void): Running<Task> {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  worker.addEventListener("message", (event: MessageEvent<Answer>) => receive(event.data));
  worker.addEventListener("error", (event) => console.error(`worker: ${event.message}`));
  return {
    post: (task, transfer = []) => worker.postMessage(task, transfer),
    stop: () => {
      worker.terminate();
      URL.revokeObjectURL(address);
    },
  };
}
