// Owns the building of the page that measures the phone's engine, and the weighing of that engine. `node build.mjs FOLDER`
// writes the page there and prints JSON: bytes, gzip, of what is fetched for the store and the exchange with all they import.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = process.argv[2];

/** Chunks that `input` makes, and those of them that the entry itself needs. */
async function bundle(input, options) {
  const made = await build({ root, configFile: false, logLevel: 'error', publicDir: false, build: { target: 'es2022', modulePreload: false, ...options, rollupOptions: { input, preserveEntrySignatures: 'strict', output: { entryFileNames: '[name].js' } } } });
  const chunks = new Map(made.output.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
  const needed = new Set();
  const need = (name) => {
    if (needed.has(name) || !chunks.has(name)) return;
    needed.add(name);
    chunks.get(name).imports.forEach(need);
  };
  [...chunks.values()].filter(({ isEntry }) => isEntry).forEach(({ fileName }) => need(fileName));
  return [...needed].map((name) => chunks.get(name));
}

const engine = await bundle({ engine: `${root}tools/bench/engine.ts` }, { write: false });
const weight = engine.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
if (out) {
  await bundle({ page: `${root}tools/bench/page.ts` }, { outDir: out, emptyOutDir: true, minify: !process.env.PLAIN });
  await writeFile(`${out}/index.html`, '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>');
}
console.log(JSON.stringify({ code: weight }));
