// Owns what the store asks of the page it lives in, if it lives in one: is it looked at, has it painted.

export function isHidden(): boolean {
  return typeof document !== 'undefined' && document.visibilityState === 'hidden';
}

/** Calls back whenever the page hides or is looked at again; gives the way to stop. */
export function onLook(changed: () => void): () => void {
  if (typeof document === 'undefined') return () => {};
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}

/** Runs a task after the next paint; a page that is not looked at does not paint. */
export function afterNextPaint(task: () => void): void {
  if (typeof requestAnimationFrame === 'function' && !isHidden()) requestAnimationFrame(() => setTimeout(task));
  else setTimeout(task);
}
