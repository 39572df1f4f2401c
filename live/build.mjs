// Bundles each live figure into one classic script: pages that are opened from disk may not load
// modules. `node build.mjs [folder]`; the folder is ../book/_static/live unless given.
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = resolve(process.argv[2] ?? join(here, "../book/_static/live"));

const common = { absWorkingDir: here, bundle: true, minify: true, format: "iife", target: "es2022", charset: "utf8", legalComments: "none", logLevel: "warning" };

/** `import source from "./x.worker.ts?worker"` gives the worker's bundled script as text. */
const workers = {
  name: "workers",
  setup(bundle) {
    bundle.onResolve({ filter: /\?worker$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.replace(/\?worker$/, "")), namespace: "worker" }));
    bundle.onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
      const { outputFiles } = await build({ ...common, entryPoints: [path], write: false });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};

const figures = readdirSync(join(here, "src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "shared")
  .map(({ name }) => ({ in: `src/${name}/index.ts`, out: name }));

await build({
  ...common,
  entryPoints: [...figures, { in: "src/loader.ts", out: "loader" }, { in: "src/live.css", out: "live" }],
  outdir,
  plugins: [workers],
});
