// Owns the fold: the entries of one record become the states of its fields (PROTOCOL.md 4).
// Pure, total, and indifferent to order and repetition of its input.
import { canonical, compareBytes, own, put, type Json, type JsonObject } from './canonical';

export type PartName = 'body' | 'private';
export type Merge = 'agree' | 'first' | 'last' | 'union';
export type FieldRule = { readonly merge: Merge; readonly private: boolean };
export type FieldRules = { readonly [field: string]: FieldRule };
export type State = 'ok' | 'conflict' | 'partial' | 'removed' | 'withheld' | 'unknown';

/** `value` stands with `ok` only, `provisional` with `conflict` and `partial` only. */
export type FieldState = {
  state: State;
  value?: Json;
  provisional?: Json;
  candidates: string[];
  waiting?: string[];
};
export type Fields = { [field: string]: FieldState };

/** What the fold reads of an entry. A part is null if its text is missing, `{}` if the entry never had it. */
export type Foldable = {
  readonly hash: string;
  readonly log: string;
  readonly seq: number;
  readonly at: string;
  readonly sets: { readonly [field: string]: readonly string[] };
  readonly body: JsonObject | null;
  readonly private: JsonObject | null;
  readonly redacts: { readonly hash: string; readonly part: PartName } | null;
};

/** Where an entry of the server stands among those of all its logs: ordered by (at, log, seq). */
export type Position = { readonly at: string; readonly log: string; readonly seq: number };

/** Hash of an entry under quarantine -> position of the verdict. */
export type Quarantined = ReadonlyMap<string, Position>;

type Held = { entry: Foldable; case: 'live'; value: Json } | { entry: Foldable; case: 'redacted' | 'withheld' };
type Settled = Omit<FieldState, 'candidates' | 'waiting'>;

/** In one log of the server the order of seq; over the logs of several epochs it goes on, as the server's clock does. */
export function comparePositions(a: Position, b: Position): number {
  return compareBytes(a.at, b.at) || compareBytes(a.log, b.log) || a.seq - b.seq;
}

/** (at, log, seq, hash): a total order that every copy computes alike. */
export function compareEntries(a: Foldable, b: Foldable): number {
  return comparePositions(a, b) || compareBytes(a.hash, b.hash);
}

function earlier(a: Position | undefined, b: Position | undefined): Position | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return comparePositions(b, a) < 0 ? b : a;
}

/** The part a field stands in; a field without a rule may stand in either. */
function partsOf(rule: FieldRule | undefined): readonly PartName[] {
  if (rule === undefined) return ['body', 'private'];
  return [rule.private ? 'private' : 'body'];
}

/** One line that came twice, with or without its parts: what is held of either. */
function joined(entry: Foldable, held: Foldable | undefined): Foldable {
  if (held === undefined) return entry;
  const { hash, log, seq, at, sets, redacts } = entry;
  return { hash, log, seq, at, sets, redacts, body: entry.body ?? held.body, private: entry.private ?? held.private };
}

/** The entries of a record by hash, with what redactions and verdicts did to them. */
class History {
  private readonly entries = new Map<string, Foldable>();
  private readonly redactions = new Map<string, Position>(); // "hash part" -> the first that redacts it
  private readonly quarantined: Quarantined;

  constructor(entries: Iterable<Foldable>, quarantined: Quarantined) {
    this.quarantined = quarantined;
    for (const entry of entries) {
      this.entries.set(entry.hash, joined(entry, this.entries.get(entry.hash)));
      if (entry.redacts === null || quarantined.has(entry.hash)) continue;
      const name = `${entry.redacts.hash} ${entry.redacts.part}`;
      this.redactions.set(name, earlier(this.redactions.get(name), entry) ?? entry);
    }
  }

  fields(): Set<string> {
    const names = new Set<string>();
    for (const entry of this.entries.values()) for (const field of Object.keys(entry.sets)) names.add(field);
    return names;
  }

  /** The first redaction of the part a field stands in. */
  private redaction(hash: string, rule: FieldRule | undefined): Position | undefined {
    return partsOf(rule).map((part) => this.redactions.get(`${hash} ${part}`)).reduce(earlier);
  }

  /** Redacted, withheld or live; undefined if a verdict leaves the entry out, which an earlier redaction prevents. */
  private held(entry: Foldable, field: string, rule: FieldRule | undefined): Held | undefined {
    const redaction = this.redaction(entry.hash, rule);
    const verdict = this.quarantined.get(entry.hash);
    if (verdict !== undefined && (redaction === undefined || comparePositions(redaction, verdict) >= 0)) return undefined;
    if (redaction !== undefined) return { entry, case: 'redacted' };
    const value = rule && own(entry[rule.private ? 'private' : 'body'] ?? {}, field);
    return value === undefined ? { entry, case: 'withheld' } : { entry, case: 'live', value };
  }

  /** Not here yet, or here but quarantined and not redacted. */
  private isAwaited(hash: string, rule: FieldRule | undefined): boolean {
    return !this.entries.has(hash) || (this.quarantined.has(hash) && this.redaction(hash, rule) === undefined);
  }

  field(field: string, rule: FieldRule | undefined): FieldState | undefined {
    const setters: Held[] = [];
    const covered = new Set<string>();
    for (const entry of this.entries.values()) {
      const covers = own(entry.sets, field);
      const held = covers && this.held(entry, field, rule);
      if (!held) continue;
      setters.push(held);
      for (const hash of covers) covered.add(hash);
    }
    const candidates = setters.filter(({ entry }) => !covered.has(entry.hash));
    if (candidates.length === 0) return undefined;
    candidates.sort((a, b) => compareEntries(a.entry, b.entry));
    const waiting = [...covered].filter((hash) => this.isAwaited(hash, rule)).sort(compareBytes);
    const hashes = candidates.map(({ entry }) => entry.hash).sort(compareBytes);
    const state: FieldState = { ...settle(candidates, rule), candidates: hashes };
    if (waiting.length > 0) state.waiting = waiting;
    return state;
  }
}

function settle(candidates: Held[], rule: FieldRule | undefined): Settled {
  if (rule === undefined) return { state: 'unknown' };
  if (candidates.some((held) => held.case === 'withheld')) return { state: 'withheld' };
  if (rule.merge === 'first') return single(candidates[0] as Held);
  if (rule.merge === 'last') return single(candidates[candidates.length - 1] as Held);
  if (rule.merge === 'union') return union(candidates);
  return agree(candidates);
}

function liveOf(candidates: Held[]): Json[] {
  return candidates.flatMap((held) => (held.case === 'live' ? [held.value] : []));
}

function agree(candidates: Held[]): Settled {
  const live = liveOf(candidates);
  if (live.length === 0) return { state: 'removed' };
  const last = live[live.length - 1] as Json;
  if (live.length > 1 && new Set(live.map(canonical)).size > 1) return { state: 'conflict', provisional: last };
  return live.length < candidates.length ? { state: 'partial', provisional: last } : { state: 'ok', value: last };
}

function single(held: Held): Settled {
  return held.case === 'live' ? { state: 'ok', value: held.value } : { state: 'removed' };
}

function union(candidates: Held[]): Settled {
  const live = liveOf(candidates);
  if (live.length === 0) return { state: 'removed' };
  const items = new Map<string, Json>();
  for (const list of live) for (const item of Array.isArray(list) ? list : [list]) items.set(canonical(item), item);
  const value = [...items.keys()].sort(compareBytes).map((text) => items.get(text) as Json);
  return live.length < candidates.length ? { state: 'partial', provisional: value } : { state: 'ok', value };
}

/** The names of `sets` that cover nothing, in the order of answers; null if one covers something. A roll shares one such table. */
const plain = new WeakMap<Foldable['sets'], string[] | null>();

function plainNames(sets: Foldable['sets']): string[] | null {
  let names = plain.get(sets);
  if (names === undefined) {
    names = Object.values(sets).some((hashes) => hashes.length > 0) ? null : Object.keys(sets).sort(compareBytes);
    plain.set(sets, names);
  }
  return names;
}

/** What most records are: one entry, which covers nothing and which nobody has redacted or judged. */
function foldOne(entry: Foldable, names: string[], rules: FieldRules | null): Fields {
  const result: Fields = {};
  const candidates = [entry.hash];
  for (const name of names) {
    const rule = rules === null ? undefined : own(rules as { [field: string]: FieldRule }, name);
    const value = rule && own(entry[rule.private ? 'private' : 'body'] ?? {}, name);
    if (rule && value !== undefined && rule.merge !== 'union') put(result, name, { state: 'ok', value, candidates });
    else {
      const held: Held = value === undefined ? { entry, case: 'withheld' } : { entry, case: 'live', value };
      put(result, name, { ...settle([held], rule), candidates });
    }
  }
  return result;
}

/** Folds the entries of one (stream, kind, record). `rules` null or a missing field: unknown. */
export function fold(
  entries: Iterable<Foldable>,
  rules: FieldRules | null,
  quarantined: Quarantined = new Map(),
): Fields {
  const all = [...entries];
  const [only] = all;
  const names = only && all.length === 1 && only.redacts === null && quarantined.size === 0 ? plainNames(only.sets) : null;
  if (only && names) return foldOne(only, names, rules);
  const record = new History(all, quarantined);
  const result: Fields = {};
  for (const name of [...record.fields()].sort(compareBytes)) {
    const state = record.field(name, rules === null ? undefined : own(rules as { [field: string]: FieldRule }, name));
    if (state !== undefined) put(result, name, state);
  }
  return result;
}
