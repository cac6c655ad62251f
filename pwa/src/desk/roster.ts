// Importing a roll of residents, by REST: a file is looked at, choices are made, then steps are driven until it is whole.
import type { Result, Store } from '../store/types';
import { ask } from './session';

export const FIELDS = ['full', 'title', 'first', 'last', 'house', 'community', 'phone'] as const;
export type FieldName = (typeof FIELDS)[number];
export type Choice = 'same' | 'update' | 'another';
export type Outcome = 'new' | 'another' | 'update' | 'unchanged' | 'same' | 'double' | 'error';
export type Who = { title: string; first: string; last: string | null; house: string; phone: string };
export type Row = { row: number; outcome: Outcome; person: Who; stream: string };
export type Double = Row & { beside: string; known: Who; known_stream: string; why: string[] };
export type Fault = { row: number; column: string; code: string; said: string };
export type Column = { name: string; field: FieldName | null; samples: string[]; refused: boolean };
export type Decision = { row: number; choice: Choice; beside: string };
export type Choices = {
  columns: Partial<Record<FieldName, number>>; home: string | null; places: Record<string, string>; decisions: Decision[]; rest: Choice | null;
};
export type Preview = {
  id: string; file: string; rows: number; columns: Column[]; problems: string[]; choices: Choices; homes: string[];
  counts: Partial<Record<Outcome, number>>; first: Row[]; doubles: Double[]; doubles_all: number; faults: Fault[];
  unknown_places: { name: string; rows: number }[];
};
export type Progress = { id: string; state: 'running' | 'whole' | 'undoing' | 'undone'; done: number; total: number; created: number };
export type Import = Progress & { at: string; account: string; file: string; waiting: boolean };
export type Kept = { record: string; stream: string; person: Who };

const at = (id: string, verb = ''): string => `/api/rosters/${encodeURIComponent(id)}${verb}`;
const send = (store: Store, method: string, body?: unknown): RequestInit => ({
  method, headers: store.authorization(), ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

/** Uploads a file, as it is; the answer says what an import would do. */
export function upload(store: Store, file: File): Promise<Result<Preview>> {
  const headers = { ...store.authorization(), 'Content-Type': 'application/octet-stream' };
  return ask<Preview>(`/api/rosters?name=${encodeURIComponent(file.name)}`, { method: 'POST', headers, body: file });
}

export const look = (store: Store, id: string, from: number): Promise<Result<Preview>> => ask<Preview>(at(id, `?doubles_from=${from}`), send(store, 'GET'));
export const choose = (store: Store, id: string, choices: Choices): Promise<Result<Preview>> => ask<Preview>(at(id), send(store, 'PUT', choices));
export const forget = (store: Store, id: string): Promise<Result<unknown>> => ask(at(id), send(store, 'DELETE'));
export const imports = (store: Store): Promise<Result<{ imports: Import[] }>> => ask('/api/rosters', send(store, 'GET'));

/** How many tries a step gets before the person is asked to go on later: what was written stays written. */
const TRIES = 3;

/** Drives an import, or its undoing, to the end; `told` hears of every step. A step that was lost is simply asked again. */
export async function drive(store: Store, id: string, verb: 'import' | 'undo', told: (progress: Progress) => void): Promise<Result<Progress & { kept?: Kept[] }>> {
  let failures = 0;
  for (;;) {
    const answer = await ask<Progress & { kept?: Kept[] }>(at(id, `/${verb}`), send(store, 'POST', {}));
    if (!answer.ok) {
      failures += 1;
      if (answer.case !== 'network' || failures >= TRIES) return answer;
      continue;
    }
    failures = 0;
    told(answer.value);
    if (answer.value.state === 'whole' || answer.value.state === 'undone') return answer;
  }
}

/** The choices with one decision made anew. */
export function decided(choices: Choices, one: Decision): Choices {
  return { ...choices, decisions: [...choices.decisions.filter(({ row }) => row !== one.row), one] };
}

/** The choices with a column read as another field; each field and each column once. */
export function withColumn(choices: Choices, column: number, name: FieldName | ''): Choices {
  const columns = Object.fromEntries(Object.entries(choices.columns).filter(([field, at]) => at !== column && field !== name));
  return { ...choices, columns: name ? { ...columns, [name]: column } : columns };
}

/** How many residents the import would write. */
export const willWrite = (preview: Preview): number => (preview.counts.new ?? 0) + (preview.counts.another ?? 0) + (preview.counts.update ?? 0);
