// Owns the two ways an act of the store can end, and the table from a thrown thing to a typed case.
import type { Case, Failure, Result } from './types';

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(kind: Case, code: string, detail?: string): Failure {
  return detail === undefined ? { ok: false, case: kind, code } : { ok: false, case: kind, code, detail };
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}

/** What a failed database act means to a person: the screen says "not saved" and why. */
export function storageFailure(error: unknown): Failure {
  const name = nameOf(error);
  if (name === 'QuotaExceededError') return fail('storage', 'quota', String(error));
  if (name === 'DatabaseClosed') return fail('storage', 'closed', String(error));
  return fail('storage', 'storage_failed', `${name}: ${String(error)}`);
}

/** True for errors that a fresh connection may cure: iOS drops connections of pages in the background. */
export function isConnectionLoss(error: unknown): boolean {
  return ['InvalidStateError', 'UnknownError', 'AbortError', 'TransactionInactiveError'].includes(nameOf(error));
}

export function isConstraint(error: unknown): boolean {
  return nameOf(error) === 'ConstraintError';
}
