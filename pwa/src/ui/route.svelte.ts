// Where we are: the path of the address, changed without loading the page anew. Links under `root` are followed here.

class Route {
  path = $state(location.pathname);
  /** Called when a person leaves for another screen by a link or by going back. */
  left: () => void = () => undefined;

  go(path: string, how: 'push' | 'replace' = 'push'): void {
    if (how === 'replace') history.replaceState(null, '', path);
    else history.pushState(null, '', path);
    this.path = location.pathname;
  }

  /** Follows links to `root` and below; answers how to stop. */
  listen(root: string): () => void {
    const clicked = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.('a');
      if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || link.target) return;
      if (link.origin !== location.origin || (link.pathname !== root && !link.pathname.startsWith(root + '/'))) return;
      event.preventDefault();
      this.left();
      this.go(link.pathname);
    };
    const moved = () => {
      this.left();
      this.path = location.pathname;
    };
    document.addEventListener('click', clicked);
    addEventListener('popstate', moved);
    return () => {
      document.removeEventListener('click', clicked);
      removeEventListener('popstate', moved);
    };
  }
}

export const route = new Route();

/** The parts of `path` where `pattern` has names ("/field/m/:meeting"), or null when it does not fit. */
export function fits(pattern: string, path: string): Record<string, string> | null {
  const want = pattern.split('/');
  const have = path.replace(/\/$/, '').split('/');
  if (want.length !== have.length) return null;
  const found: Record<string, string> = {};
  for (const [i, part] of want.entries()) {
    if (part.startsWith(':')) found[part.slice(1)] = decodeURIComponent(have[i] ?? '');
    else if (part !== have[i]) return null;
  }
  return found;
}
