// The other half of test_twins.py: answers, a line of JSON to a line of JSON, what the TypeScript engine makes of a
// question. Every answer is a text or a refusal, so that nothing is lost on the way between the languages.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { read, write } from '../../pwa/src/sync/bundle';
import { canonical, Malformed, parse } from '../../pwa/src/sync/canonical';
import { Clock } from '../../pwa/src/sync/clock';
import { attendanceCount, motionCount } from '../../pwa/src/sync/counts';
import { compose, parseLine } from '../../pwa/src/sync/entry';
import { fold } from '../../pwa/src/sync/fold';
import { keyedId, logId } from '../../pwa/src/sync/ids';
import { KeyPair, verify } from '../../pwa/src/sync/keys';
import { keyedRecord } from '../../pwa/src/sync/keyed';
import { mayWrite, streamFits } from '../../pwa/src/sync/rights';
import { rulesOf } from '../../pwa/src/sync/rules';
import { seal } from '../../pwa/src/sync/sealed';
import { fits } from '../../pwa/src/sync/sound';
import { stateOf } from '../../pwa/src/sync/testing/state';
import { digest } from '../../pwa/src/sync/vector';

const pair = await KeyPair.generate();

const SEEN = ['stream', 'log', 'seq', 'prev', 'kind', 'record', 'sets', 'redacts', 'at', 'by', 'commit', 'seal', 'hash', 'body', 'private', 'line'];

/** Each takes what Python sends and gives what Python gives, as JSON. */
const ANSWERS = {
  parse: ({ text }) => parse(text),
  line: ({ line }) => {
    const entry = parseLine(line);
    return Object.fromEntries(SEEN.map((key) => [key, entry[key]]));
  },
  compose: ({ draft, place }) => compose(draft, place).line,
  fold: ({ entries, rules, quarantined }) => fold(entries, rules, new Map(Object.entries(quarantined).map(([hash, [at, log, seq]]) => [hash, { at, log, seq }]))),
  fold_kind: ({ entries, kind }) => fold(entries, rulesOf(kind)),
  state: (question) => stateOf(question),
  state_hash: (question) => createHash('sha256').update(stateOf(question)).digest('base64url'),
  attendance: ({ records }) => attendanceCount(records),
  motion: ({ records, motion }) => motionCount(records, motion),
  clock: ({ last, steps }) => {
    const clock = new Clock(last);
    return steps.map(([now, seen]) => {
      if (seen !== null) clock.observe(seen, now);
      return clock.tick(now);
    });
  },
  bundle: ({ text }) => {
    const { envelope, lines } = read(text);
    return write(envelope, lines);
  },
  digest: ({ vector }) => digest(vector),
  log_id: ({ input }) => logId(...input),
  keyed_id: ({ input }) => keyedId(...input),
  keyed_record: ({ input }) => keyedRecord(...input),
  fits: ({ input }) => fits(...input),
  may_write: ({ input }) => mayWrite(...input),
  stream_fits: ({ input }) => streamFits(...input),
  verify: ({ input }) => verify(...input),
  seal: ({ text, key }) => seal(new TextEncoder().encode(text), key),
  sign: async ({ text }) => [pair.public, await pair.sign(text)],
};

async function answer(question) {
  try {
    return { text: canonical(await ANSWERS[question.ask](question)) };
  } catch (error) {
    return error instanceof Malformed ? { error: error.code } : { crash: String(error.stack) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
