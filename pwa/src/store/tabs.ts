// Owns the talk between tabs of this browser: who changed what, so that the others read it from the database.

export type News = { about: 'lines'; logs: string[] } | { about: 'logs' } | { about: 'identity' } | { about: 'files' };

export class Tabs {
  private readonly channel: BroadcastChannel | null;

  constructor(name: string, hear: (news: News) => void) {
    this.channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`store:${name}`);
    if (this.channel === null) return;
    this.channel.onmessage = (event: MessageEvent<News>) => hear(event.data);
    // Node keeps a process alive for an open channel; browsers have no such method.
    (this.channel as { unref?: () => void }).unref?.();
  }

  tell(news: News): void {
    this.channel?.postMessage(news);
  }

  close(): void {
    this.channel?.close();
  }
}
