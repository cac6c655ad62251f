// The one toast: the answer to the last tap, with an undo that stays for ten seconds. A later tap replaces it.

export interface Said {
  text: string;
  detail?: string;
  tone?: 'bad';
  undo?: () => void;
}

const SECONDS = 10;

class Toast {
  said = $state.raw<Said | null>(null);
  left = $state(0);
  #timer: ReturnType<typeof setInterval> | undefined;

  say(said: Said): void {
    this.said = said;
    this.left = SECONDS;
    clearInterval(this.#timer);
    if (said.tone === 'bad') return; // a failed save stays until it is dealt with
    this.#timer = setInterval(() => (--this.left <= 0 ? this.clear() : undefined), 1000);
  }

  undo(): void {
    const undo = this.said?.undo;
    this.clear();
    undo?.();
  }

  clear(): void {
    clearInterval(this.#timer);
    this.said = null;
  }
}

export const toast = new Toast();
