// What goes by REST and not by an entry: signing in, codes for phones, links for passwords, previewing and publishing a decision.
import type { Result, Store } from '../store/types';

export type Me = { account: string; name: string; roles: string[]; office: string; csrf: string };
export type Code = { code: string; expires_at: string; url: string };
export type Link = { url: string; expires_at: string };
export type Totals = { options: Record<string, number>; abstain: number | null; invalid: number | null; counted: number; aside: number; settled: boolean; leading: string | null; hidden: boolean };
export type Preview = {
  title: string | null; text: string | null; unit: string | null; status: string | null; totals: Totals | null;
  notice: { title: string; body: string } | null; problems: string[]; version: number; followers: number;
};

const JSON_HEADERS = { Accept: 'application/json', 'Content-Type': 'application/json' };
export const STAFF = ['staff', 'approver', 'administrator'];

/** One request to the office; what goes wrong becomes a plain result. */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<Result<T>> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init, headers: { ...JSON_HEADERS, ...init.headers } });
  } catch {
    return { ok: false, case: 'network', code: 'unreachable' };
  }
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return { ok: true, value: answer as T };
  const code = typeof answer.code === 'string' ? answer.code : `status_${response.status}`;
  return { ok: false, case: response.status >= 500 ? 'network' : 'refused', code, detail: String(answer.message ?? '') };
}

type Form = { response?: { csrf_token?: string } };

/** The token for signing in; once signed in, `/api/me` gives it. */
async function token(): Promise<string> {
  const form = await ask<Form>('/auth/login');
  return form.ok ? (form.value.response?.csrf_token ?? '') : '';
}

/** Signs in, after signing out whoever was still signed in here; the answer is who it is. A wrong password is `sign_in_failed`. */
export async function signIn(email: string, password: string): Promise<Result<Me>> {
  let answer = await logIn(email, password);
  if (!answer.ok && answer.code === 'already_signed_in' && (await signOut()).ok) answer = await logIn(email, password);
  return answer.ok ? me() : answer;
}

async function logIn(email: string, password: string): Promise<Result<unknown>> {
  const body = JSON.stringify({ email, password });
  return ask('/auth/login', { method: 'POST', body, headers: { 'X-CSRFToken': await token() } });
}

export const me = (): Promise<Result<Me>> => ask<Me>('/api/me');

export async function signOut(): Promise<Result<unknown>> {
  const who = await me();
  if (!who.ok) return who;
  return ask('/auth/logout', { method: 'POST', body: '{}', headers: { 'X-CSRFToken': who.value.csrf } });
}

/** A code for one phone of an account (the phone shows it once). */
export function phoneCode(store: Store, account: string, label: string): Promise<Result<Code>> {
  return ask<Code>('/api/enrolments', { method: 'POST', body: JSON.stringify({ account, label }), headers: store.authorization() });
}

/** A link by which the holder of an account sets a new password, once; only an administrator gets one. */
export function passwordLink(store: Store, account: string): Promise<Result<Link>> {
  return ask<Link>(`/api/accounts/${encodeURIComponent(account)}/password-link`, { method: 'POST', body: '{}', headers: store.authorization() });
}

export function preview(store: Store, decision: string): Promise<Result<Preview>> {
  return ask<Preview>(`/api/decisions/${encodeURIComponent(decision)}/preview`, { headers: store.authorization() });
}

export function publish(store: Store, decision: string): Promise<Result<{ version: number; url: string }>> {
  return ask(`/api/decisions/${encodeURIComponent(decision)}/publication`, { method: 'POST', body: '{}', headers: store.authorization() });
}

const LAST = 'prachakhom.desk';

/** The account that worked here last: its copy is opened without asking the office, so that the desk works offline. */
export function lastAccount(): string | null {
  try {
    return localStorage.getItem(LAST);
  } catch {
    return null;
  }
}

export function rememberAccount(account: string | null): void {
  try {
    if (account === null) localStorage.removeItem(LAST);
    else localStorage.setItem(LAST, account);
  } catch {
    // without storage the desk asks to sign in every time
  }
}
