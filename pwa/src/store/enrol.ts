// Owns joining: a key pair is made here, its public half goes to the server, which answers who this phone is.
import { isObject, type Json } from '../sync/canonical';
import { enrolmentText, verify } from '../sync/keys';
import type { Keyring, Membership } from './keyring';
import { fail, ok, storageFailure } from './result';
import type { Identity, Result } from './types';
import { post, type Fetch } from './wire';

/** The CSRF token of the signed-in session; "" when there is none, and the server will say so. */
async function csrfToken(fetch: Fetch): Promise<string> {
  const response = await fetch('/api/me', { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
  const said: unknown = await response.json();
  return isObject(said) && typeof said.csrf === 'string' ? said.csrf : '';
}

function textOf(said: { [key: string]: Json }, key: string): string | null {
  const value = said[key];
  return typeof value === 'string' ? value : null;
}

/** Reads the server's answer; null when it lacks something. The epoch comes with it: the first exchange starts from there. */
export function readMembership(text: string, key: string, label: string): Membership | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(said)) return null;
  const [installation, token, statement] = [textOf(said, 'installation'), textOf(said, 'token'), textOf(said, 'statement')];
  const [signature, serverKey, office] = [textOf(said, 'signature'), textOf(said, 'server_key'), textOf(said, 'office')];
  const [account, name] = [textOf(said, 'account'), textOf(said, 'name')];
  if (!installation || !token || !statement || !signature || !serverKey || !office || !account) return null;
  const roles = Array.isArray(said.roles) ? said.roles.filter((role) => typeof role === 'string') : [];
  const identity: Identity = { installation, account, name: name ?? '', roles, office, label, serverKey };
  return { identity, token, key, enrolment: { statement, signature } };
}

/** With a code: a phone. With null: a desk browser whose session is signed in. */
export async function enrol(
  keyring: Keyring,
  fetch: Fetch,
  code: string | null,
  label: string,
): Promise<Result<Identity>> {
  try {
    const pair = await keyring.newPair();
    const headers: Record<string, string> = { 'Content-Type': 'application/json', Accept: 'application/json' };
    if (code === null) headers['X-CSRFToken'] = await csrfToken(fetch).catch(() => '');
    const body = JSON.stringify({ ...(code === null ? {} : { code }), key: pair.public, label });
    const answer = await post(fetch, { path: '/api/installations', headers, body });
    if (!answer.ok) return answer;
    const membership = readMembership(answer.value, pair.public, label);
    if (membership === null) return fail('refused', 'malformed_answer');
    const { identity, enrolment } = membership;
    const genuine = await verify(identity.serverKey, enrolmentText(enrolment.statement), enrolment.signature);
    if (!genuine) return fail('refused', 'wrong_signature');
    await keyring.join(membership);
    return ok(identity);
  } catch (error) {
    return storageFailure(error);
  }
}
