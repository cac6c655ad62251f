// Owns the building of the page that measures the phone's engine, and the weighing of that engine. `node build.mjs FOLDER`
// writes the page there and prints JSON of bytes, gzip: `own` is our code for the store and the exchange, `whole` is that with
// the libraries it stands on. What is fetched only when it is needed (`import()`) counts in neither.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = process.argv[2];

/** The bytes of the entry and all that it imports, in one piece. */
async function weigh(external) {
  const onLog = () => {}; // the exchange is imported twice, for weighing and when it is needed: that is meant
  const bundle = await rolldown({ input: `${root}tools/bench/engine.ts`, external, platform: 'browser', preserveEntrySignatures: 'strict', transform: { target: 'es2022' }, onLog });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  const chunks = new Map(output.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
  const needed = new Set();
  const need = (name) => {
    if (needed.has(name) || !chunks.has(name)) return;
    needed.add(name);
    chunks.get(name).imports.forEach(need);
  };
  [...chunks.values()].filter(({ isEntry }) => isEntry).forEach(({ fileName }) => need(fileName));
  return gzipSync([...needed].map((name) => chunks.get(name).code).join(''), { level: 9 }).length;
}

if (out) {
  const rollupOptions = { input: { page: `${root}tools/bench/page.ts` }, output: { entryFileNames: '[name].js' } };
  await build({ root, configFile: false, logLevel: 'error', publicDir: false, build: { target: 'es2022', modulePreload: false, outDir: out, emptyOutDir: true, minify: !process.env.PLAIN, rollupOptions } });
  await writeFile(`${out}/index.html`, '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>');
}
console.log(JSON.stringify({ own: await weigh([/^idb$/, /^@noble\//]), whole: await weigh([]) }));
