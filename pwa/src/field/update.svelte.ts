// A newer version of the app: noticed, offered on quiet screens, taken only when a person says so.

class Update {
  ready = $state(false);
  put = $state(false); // put off until the next start
  #waiting: ServiceWorker | null = null;

  /** Registers the service worker (built app only) and watches for a newer one. */
  async watch(): Promise<void> {
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
    let asked = false;
    navigator.serviceWorker.addEventListener('controllerchange', () => asked && location.reload());
    this.take = () => {
      asked = true;
      this.#waiting?.postMessage('activate');
    };
    try {
      const registration = await navigator.serviceWorker.register('/service-worker.js', { scope: '/' });
      this.#notice(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const worker = registration.installing;
        worker?.addEventListener('statechange', () => worker.state === 'installed' && this.#notice(registration.waiting));
      });
    } catch {
      // no network at the first start, or a browser without permission: the pre-flight says that offline start is missing
    }
  }

  take: () => void = () => undefined;

  #notice(worker: ServiceWorker | null): void {
    if (!worker || !navigator.serviceWorker.controller) return; // the very first version is nobody's update
    this.#waiting = worker;
    this.ready = true;
  }
}

export const update = new Update();
