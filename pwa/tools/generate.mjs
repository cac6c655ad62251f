// Makes src/sync/types.generated.ts (a type per kind) and the slim tables schema, forms and rights beside it from
// ../sync/schema.json, so that a field is described once. `--check` only tells whether these files are fresh.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from 'json-schema-to-typescript';

const SCHEMA = new URL('../../sync/schema.json', import.meta.url);
const OUT = new URL('../src/sync/', import.meta.url);
const KEYWORDS = new Set(
  'type enum anyOf pattern minLength maxLength minimum maximum minItems maxItems items required maxProperties'
    .concat(' propertyNames properties additionalProperties')
    .split(' '),
);
const BANNER = '// Made from sync/schema.json by `npm run generate`: change the schema, not this file.\n';

/** The form itself, if src/sync/forms.ts knows every keyword in it; a keyword passed over would let anything through. */
function known(form) {
  for (const [keyword, limit] of Object.entries(form)) {
    if (!KEYWORDS.has(keyword)) throw new Error(`src/sync/forms.ts does not know the keyword ${keyword}`);
    if (keyword === 'properties') Object.values(limit).forEach(known);
    else if (keyword === 'anyOf') limit.forEach(known);
    else if (['items', 'propertyNames', 'additionalProperties'].includes(keyword) && limit !== false) known(limit);
  }
  return form;
}

/** A table with a line a kind, as TypeScript text. */
function table(name, type, from, kinds) {
  const lines = Object.entries(kinds).map(([kind, row]) => `  ${kind}: ${JSON.stringify(row)},\n`);
  return `${BANNER}import type { ${type} } from './${from}';\n\nexport const ${name}: { readonly [kind: string]: ${type} } = {\n${lines.join('')}};\n`;
}

/**
 * Three tables of every kind: what the fold and the write path need, which the first screen carries; the forms of values,
 * which counts ask for; and who may write a kind where, with the writers of a field where they are others.
 */
export function tables(schema) {
  const [kinds, forms, rights] = [{}, {}, {}];
  for (const [kind, spec] of Object.entries(schema.$defs)) {
    [kinds[kind], forms[kind]] = [{}, {}];
    rights[kind] = { streams: spec['x-streams'], writers: spec['x-writers'], fields: {} };
    for (const [field, rule] of Object.entries(spec.properties)) {
      const { 'x-merge': merge, 'x-private': isPrivate, 'x-writers': writers, 'x-alone': _, ...form } = rule;
      kinds[kind][field] = { merge, private: isPrivate };
      forms[kind][field] = known(form);
      if (writers !== undefined) rights[kind].fields[field] = writers;
    }
  }
  return {
    'schema.generated.ts': table('kinds', 'Rules', 'rules', kinds),
    'forms.generated.ts': table('forms', 'Forms', 'forms', forms),
    'rights.generated.ts': table('rights', 'Rights', 'rights', rights),
  };
}

/** One interface a kind, every field optional (a record is what was set), and a table from kind to interface. */
export async function typesText(schema) {
  const names = Object.entries(schema.$defs).map(([kind, spec]) => [kind, spec.title]);
  const root = {
    title: 'Kinds',
    type: 'object',
    properties: Object.fromEntries(names.map(([kind]) => [kind, { $ref: `#/$defs/${kind}` }])),
    required: names.map(([kind]) => kind),
    additionalProperties: false,
    $defs: schema.$defs,
  };
  const options = { bannerComment: BANNER, additionalProperties: false, style: { singleQuote: true, printWidth: 120 } };
  return compile(root, 'Kinds', { ...options, ignoreMinAndMaxItems: true });
}

/** By which a phone tells what it was built with: the number of the schema, and the beginning of the hash of its text. */
function versionText(text) {
  const version = `${JSON.parse(text).version}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
  return `${BANNER}export const version = '${version}';\n`;
}

export async function generate() {
  const text = await readFile(SCHEMA, 'utf8');
  const schema = JSON.parse(text);
  return { 'types.generated.ts': await typesText(schema), 'version.generated.ts': versionText(text), ...tables(schema) };
}

/** The names of the files that are not as the schema says. */
export async function stale() {
  const wrong = [];
  for (const [name, text] of Object.entries(await generate())) {
    const held = await readFile(new URL(name, OUT), 'utf8').catch(() => '');
    if (held !== text) wrong.push(name);
  }
  return wrong;
}

async function main() {
  if (process.argv.includes('--check')) {
    const wrong = await stale();
    if (wrong.length > 0) console.error(`Not fresh: ${wrong.join(', ')}. Run npm run generate.`);
    process.exitCode = wrong.length > 0 ? 1 : 0;
    return;
  }
  for (const [name, text] of Object.entries(await generate())) await writeFile(new URL(name, OUT), text);
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) await main();
