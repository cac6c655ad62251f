// Owns the line from this tab to the office: one exchange at a time over all tabs, how the last one ended, and the part of the
// app that speaks, which is fetched when there is first something to say.
import type { Around as Speaking, Exchange } from './exchange';
import type { FileDoor } from './files-door';
import { isUnverified } from './logs';
import { isHidden } from './page';
import { fail } from './result';
import type { Tabs } from './tabs';
import type { Contact, Exchanged, Result } from './types';

const SYNC_LOCK = 'sync';
export const UNREACHED = fail('network', 'unreachable');

/** What speaks with the office; null while that part of the app is not here and cannot be fetched. */
const speaker = () => import('./talk').catch(() => null);

type Around = Omit<Speaking, 'files' | 'busy'> & { tabs: Tabs; files: FileDoor };

export class Line {
  private exchange: Exchange | null = null;
  private running: { result: Promise<Result<Exchanged>>; abort: AbortController } | null = null;
  contact: Contact = 'none';
  trouble: string | null = null;
  /** Somebody works on a hearing in this tab. */
  busy = false;

  constructor(private readonly around: Around) {}

  /** Joins an exchange that is under way. */
  sync(): Promise<Result<Exchanged>> {
    if (this.running !== null) return this.running.result;
    const abort = new AbortController();
    const result = this.once(abort.signal).finally(() => (this.running = null));
    this.running = { result, abort };
    return result;
  }

  cancel(): void {
    this.running?.abort.abort();
  }

  /** Resolves when no exchange is under way. */
  async quiet(): Promise<void> {
    await this.running?.result;
  }

  /** What came on the server's word is verified while nobody waits. */
  async verify(): Promise<void> {
    const { core, tabs } = this.around;
    if (core.logs.all().some(isUnverified) && (await (await this.speaking())?.verify())) tabs.tell({ about: 'logs' });
  }

  async speaking(): Promise<Exchange | null> {
    const talk = await speaker();
    const around = { ...this.around, files: () => this.around.files.status(), busy: () => this.busy && !isHidden() };
    return (this.exchange ??= talk && new talk.Exchange(around));
  }

  private async once(signal: AbortSignal): Promise<Result<Exchanged>> {
    const { core, locks, tabs, files } = this.around;
    if (core.keyring.membership === null) return fail('refused', 'not_enrolled');
    if (!(await locks.take(SYNC_LOCK))) return fail('locked', 'another_tab');
    const before = core.revision;
    this.contact = 'syncing';
    core.emit();
    const result = (await (await this.speaking())?.run(signal)) ?? UNREACHED;
    locks.release(SYNC_LOCK);
    this.contact = result.ok ? 'ok' : 'off';
    this.trouble = result.ok ? null : result.code;
    if (core.revision > before) tabs.tell({ about: 'logs' });
    core.emit();
    void files.follow(result.ok);
    void this.verify();
    return result;
  }
}
