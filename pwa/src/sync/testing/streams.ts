// Draws streams as they come about: three phones that write on what they see, exchange now and then, and a server that judges
// and redacts, through two epochs. A stream is read off bytes, so that drawing is cheap and shrinks. Used by tests only.
import fc from 'fast-check';
import { RULES } from '../arbitraries';
import type { Json, JsonObject } from '../canonical';
import { comparePositions, fold, type FieldRules } from '../fold';
import { keyedId } from '../ids';
import { rulesOf } from '../rules';
import type { Question, Told } from './state';

const KEY = 'A'.repeat(43);
const INVENTED = 'invented';
const RESIDENTS = ['r1', 'r2', 'r3'];
const MOTIONS = ['q1', 'q2'];
const OPTIONS = [{ key: 'yes', text: 'ก' }, { key: 'no', text: 'ข' }];
const COUNTS = { options: { yes: 2, no: 1 }, abstain: 1, invalid: 0, ballots: null };

/** What may be said of a kind, field by field; the first value is a good one. */
const SAID: { [kind: string]: { [field: string]: Json[] } } = {
  attendance: {
    standing: [{ capacity: 'resident', voting: true }, { capacity: 'minor', voting: false }, null, { voting: 1 }],
    community: ['c1', 'c2', null, 7],
    guardian: ['g', null],
    'of a later version': [1, ['ก']],
  },
  vote: { choice: ['yes', 'no', 'abstain', null, 'maybe'], channel: ['roll_call', 'letter', 1] },
  tally: { counts: [COUNTS, { ...COUNTS, ballots: 4 }, { ...COUNTS, ballots: 9 }, null, 'three'] },
  motion: { method: ['roll_call', 'show_of_hands', 'paper_box'], question: [{ no: 1, text: 'ก', options: OPTIONS }, { no: 0 }] },
  resident: { same_as: ['r1', 'r2', 'r3', null], name: [{ title: '', first: 'ก', last: null }, null, 'ก'] },
  meeting: { key: [KEY, 'B'.repeat(43)], posts: [[{ key: 'door', name: 'ก' }], []] },
  constructor: { __proto_: [1], toString: ['\u{1f600}', '\uffee'] },
  [INVENTED]: {
    agreed: [1, 2, 'ก', null],
    secret: [{ '\u{1f600}': 1, '\uffee': 2 }, '"\u0000\u2028'],
    first: [1, 2],
    last: [[], {}],
    union: [['a'], ['ก'], [], ['\u{10000}'], 'x'],
    unruled: [1],
  },
};
const KINDS = ['attendance', 'vote', ...Object.keys(SAID), 'attendance', 'vote', 'motion'];

class Choices {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get left(): boolean {
    return this.at < this.bytes.length;
  }

  below(limit: number): number {
    return (this.bytes[this.at++] ?? 0) % limit;
  }

  one<T>(options: readonly T[]): T {
    return options[this.below(options.length)] as T;
  }
}

function rulesFor(kind: string): FieldRules | null {
  return kind === INVENTED ? RULES : rulesOf(kind);
}

/** A record of a kind, and the fields that its id is made of. */
function named(kind: string, choices: Choices): [string, JsonObject] {
  const [resident, motion] = [choices.one(RESIDENTS), choices.one(MOTIONS)];
  if (kind === 'attendance') return [keyedId(KEY, kind, 'm1', resident), { resident }];
  if (kind === 'vote') return [keyedId(KEY, kind, motion, resident), { motion, resident }];
  if (kind === 'tally') return [keyedId(KEY, kind, motion, resident), { motion, post: resident }];
  if (kind === 'meeting') return ['m1', {}];
  return [kind === 'motion' ? motion : resident, {}];
}

class Hearing {
  readonly entries: Told[] = [];
  private readonly phones = ['p', 'q', 'r'].map((log) => ({ log, seen: new Set<string>() }));
  private readonly server = new Set<string>();
  private epoch = 0;

  step(choices: Choices): void {
    const phone = choices.one(this.phones);
    const act = choices.below(16);
    if (act < 9) this.write(phone, choices);
    else if (act < 12) for (const hash of phone.seen) this.server.add(hash);
    else if (act < 14) for (const hash of this.server) phone.seen.add(hash);
    else if (act === 14) this.judge(choices);
    else this.redact(choices);
    if (choices.below(64) === 63) this.epoch += 1;
  }

  private place(log: string, choices: Choices): Pick<Told, 'hash' | 'log' | 'seq' | 'at'> {
    const seq = this.entries.filter((entry) => entry.log === log).length + 1;
    const ms = String(choices.below(4) === 0 ? choices.below(10) : Math.min(this.entries.length, 99));
    return { hash: `h${this.entries.length}`, log, seq, at: `${ms.padStart(13, '0')}-000${choices.below(2)}` };
  }

  private write(phone: { log: string; seen: Set<string> }, choices: Choices): void {
    const kind = choices.one(KINDS);
    const [record, ids] = named(kind, choices);
    const seen = this.entries.filter((entry) => entry.kind === kind && entry.record === record && phone.seen.has(entry.hash));
    const folded = fold(seen, rulesFor(kind), new Map());
    const values: JsonObject = { ...(seen.length === 0 || choices.below(8) === 0 ? ids : {}) };
    for (let more = choices.below(2); more >= 0; more -= 1) {
      const field = choices.one(Object.keys(SAID[kind] as object));
      const said = SAID[kind]?.[field] as Json[];
      values[field] = choices.one([said[0] as Json, said[0] as Json, ...said]);
    }
    const [body, hidden, sets]: [JsonObject, JsonObject, { [field: string]: string[] }] = [{}, {}, {}];
    for (const [field, value] of Object.entries(values)) {
      (rulesFor(kind)?.[field]?.private ? hidden : body)[field] = value;
      sets[field] = choices.below(6) === 0 ? [] : [...(folded[field]?.candidates ?? [])];
    }
    const gone = choices.below(20);
    const entry: Told = { ...this.place(phone.log, choices), kind, record, sets, redacts: null, body: gone === 1 ? null : body, private: gone === 2 ? null : hidden };
    this.entries.push(entry);
    phone.seen.add(entry.hash);
  }

  private judge(choices: Choices): void {
    const judged = this.some(choices);
    if (judged === undefined) return;
    const standing = { state: choices.one(['quarantined', 'quarantined', 'admitted']), reason: 'not_allowed' };
    this.add({ ...this.place(`srv${this.epoch}`, choices), kind: 'verdict', record: judged.hash, sets: { standing: [] }, redacts: null, body: { standing }, private: {} });
  }

  private redact(choices: Choices): void {
    const told = this.some(choices);
    if (told === undefined) return;
    const redacts = { hash: told.hash, part: choices.one(['body', 'private'] as const) };
    this.add({ ...this.place(`srv${this.epoch}`, choices), kind: told.kind, record: told.record, sets: {}, redacts, body: {}, private: {} });
  }

  private some(choices: Choices): Told | undefined {
    return choices.one(this.entries.filter(({ hash, kind }) => this.server.has(hash) && kind !== 'verdict'));
  }

  private add(entry: Told): void {
    this.entries.push(entry);
    this.server.add(entry.hash);
  }

  /** What the last verdict upon each entry says, by its place. */
  quarantined(): Question['quarantined'] {
    const last = new Map<string, Told>();
    for (const entry of this.entries.filter(({ kind }) => kind === 'verdict').sort(comparePositions)) last.set(entry.record, entry);
    const held = [...last].filter(([, { body }]) => (body?.standing as JsonObject).state === 'quarantined');
    return Object.fromEntries(held.map(([hash, { at, log, seq }]) => [hash, [at, log, seq]]));
  }
}

export const streamArb: fc.Arbitrary<Question> = fc.uint8Array({ maxLength: 700, size: 'max' }).map((bytes) => {
  const [choices, hearing] = [new Choices(bytes), new Hearing()];
  while (choices.left && hearing.entries.length < 80) hearing.step(choices);
  return { entries: hearing.entries, quarantined: hearing.quarantined(), rules: { [INVENTED]: RULES }, motions: MOTIONS };
});
