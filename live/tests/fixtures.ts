// What the package computed for these tests, written by tests/live.
import { readFileSync } from "node:fs";

export function fixtures<T>(): T {
  const file = process.env["FIXTURES"];
  if (!file) throw new Error("FIXTURES must name the file with the package's values; run pytest tests/live");
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
