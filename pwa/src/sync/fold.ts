// Owns the fold: the entries of one record become the states of its fields (PROTOCOL.md 4).
// Pure, total, and indifferent to order and repetition of its input.
import { canonical, compareBytes, own, put, type Json, type JsonObject } from './canonical';

export type PartName = 'body' | 'private';
export type Merge = 'agree' | 'first' | 'last' | 'union';
export type FieldRule = { readonly merge: string; readonly private: boolean };
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

/** Hash of an entry under quarantine -> seq of the verdict in the server's log. */
export type Quarantined = ReadonlyMap<string, number>;

type Held = { entry: Foldable; case: 'live'; value: Json } | { entry: Foldable; case: 'redacted' | 'withheld' };
type Verdict = Omit<FieldState, 'candidates' | 'waiting'>;

/** (at, log, seq, hash): a total order that every copy computes alike. */
export function compareEntries(a: Foldable, b: Foldable): number {
  return compareBytes(a.at, b.at) || compareBytes(a.log, b.log) || a.seq - b.seq || compareBytes(a.hash, b.hash);
}

/** Where the value of a field stands; the rule decides only when neither part is here. */
function partOf(entry: Foldable, field: string, rule: FieldRule | undefined): PartName {
  if (entry.body !== null && Object.hasOwn(entry.body, field)) return 'body';
  if (entry.private !== null && Object.hasOwn(entry.private, field)) return 'private';
  if (entry.body !== null) return 'private';
  if (entry.private !== null) return 'body';
  return rule?.private ? 'private' : 'body';
}

class RecordFold {
  private readonly entries = new Map<string, Foldable>();
  private readonly redactions = new Map<string, number>(); // "hash part" -> seq of the earliest
  private readonly quarantined: Quarantined;

  constructor(entries: Iterable<Foldable>, quarantined: Quarantined) {
    this.quarantined = quarantined;
    for (const entry of entries) {
      this.entries.set(entry.hash, entry);
      if (entry.redacts === null) continue;
      const name = `${entry.redacts.hash} ${entry.redacts.part}`;
      this.redactions.set(name, Math.min(entry.seq, this.redactions.get(name) ?? Infinity));
    }
  }

  fields(): Set<string> {
    const names = new Set<string>();
    for (const entry of this.entries.values()) for (const field of Object.keys(entry.sets)) names.add(field);
    return names;
  }

  /** Redacted or withheld or live, or undefined if a verdict leaves the entry out of this field. */
  private held(entry: Foldable, field: string, rule: FieldRule | undefined): Held | undefined {
    const part = partOf(entry, field, rule);
    const redacted = this.redactions.get(`${entry.hash} ${part}`);
    const verdict = this.quarantined.get(entry.hash);
    if (verdict !== undefined && !(redacted !== undefined && redacted < verdict)) return undefined;
    if (redacted !== undefined) return { entry, case: 'redacted' };
    const held = entry[part];
    return held === null || !Object.hasOwn(held, field)
      ? { entry, case: 'withheld' }
      : { entry, case: 'live', value: held[field] as Json };
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
    const waiting = [...covered].filter((hash) => !this.counts(hash, field, rule)).sort(compareBytes);
    const hashes = candidates.map(({ entry }) => entry.hash).sort(compareBytes);
    const state: FieldState = { ...verdictOf(candidates, rule), candidates: hashes };
    if (waiting.length > 0) state.waiting = waiting;
    return state;
  }

  private counts(hash: string, field: string, rule: FieldRule | undefined): boolean {
    const entry = this.entries.get(hash);
    return entry !== undefined && this.held(entry, field, rule) !== undefined;
  }
}

function verdictOf(candidates: Held[], rule: FieldRule | undefined): Verdict {
  if (rule === undefined) return { state: 'unknown' };
  if (candidates.some((held) => held.case === 'withheld')) return { state: 'withheld' };
  if (rule.merge === 'agree') return agree(candidates);
  if (rule.merge === 'first') return single(candidates[0] as Held);
  if (rule.merge === 'last') return single(candidates[candidates.length - 1] as Held);
  if (rule.merge === 'union') return union(candidates);
  return { state: 'unknown' };
}

function liveOf(candidates: Held[]): Json[] {
  return candidates.flatMap((held) => (held.case === 'live' ? [held.value] : []));
}

function agree(candidates: Held[]): Verdict {
  const live = liveOf(candidates);
  if (live.length === 0) return { state: 'removed' };
  const last = live[live.length - 1] as Json;
  if (new Set(live.map(canonical)).size > 1) return { state: 'conflict', provisional: last };
  return live.length < candidates.length ? { state: 'partial', provisional: last } : { state: 'ok', value: last };
}

function single(held: Held): Verdict {
  return held.case === 'live' ? { state: 'ok', value: held.value } : { state: 'removed' };
}

function union(candidates: Held[]): Verdict {
  const live = liveOf(candidates);
  if (live.length === 0) return { state: 'removed' };
  const items = new Map<string, Json>();
  for (const list of live) for (const item of Array.isArray(list) ? list : []) items.set(canonical(item), item);
  const value = [...items.keys()].sort(compareBytes).map((text) => items.get(text) as Json);
  return live.length < candidates.length ? { state: 'partial', provisional: value } : { state: 'ok', value };
}

/** Folds the entries of one (stream, kind, record). `rules` null or a missing field: unknown. */
export function fold(
  entries: Iterable<Foldable>,
  rules: FieldRules | null,
  quarantined: Quarantined = new Map(),
): Fields {
  const record = new RecordFold(entries, quarantined);
  const result: Fields = {};
  for (const name of [...record.fields()].sort(compareBytes)) {
    const state = record.field(name, rules === null ? undefined : own(rules as { [field: string]: FieldRule }, name));
    if (state !== undefined) put(result, name, state);
  }
  return result;
}
