// Starts the public pages' script. Everything here is an extra: the pages are whole without it.
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/parts.css';
import './portal.css';
import { setLanguage, t } from '../text';
import { day } from '../text/format';
import { portal } from '../text/portal';
import { isPublicPage, keepPage } from './kept';
import { offerFollowing } from './follow';
import { repost } from './push';

setLanguage(document.documentElement.lang === 'en' ? 'en' : 'th');

sayWhenKept();
for (const print of document.querySelectorAll<HTMLElement>('[data-print]')) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}
for (const box of document.querySelectorAll<HTMLElement>('[data-follow]')) void offerFollowing(box);
void start();

/** A copy that was kept says so, and since when (R2.1b). */
function sayWhenKept(): void {
  const made = document.documentElement.dataset['kept'];
  const line = document.querySelector<HTMLElement>('[data-kept-line]');
  if (!made || !line) return;
  line.textContent = t(portal).kept(day(made, 'long'));
  line.hidden = false;
}

async function start(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/service-worker.js');
    const registration = await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller && isPublicPage(location.pathname)) await keepFirstPage();
    if ('pushManager' in registration) await repost(registration);
  } catch {
    // no worker, no network or no push: the page itself is already here, and the next start tries again
  }
}

/** The worker was not yet there when this page came, so the page keeps itself. */
async function keepFirstPage(): Promise<void> {
  const answer = await fetch(location.href);
  if (answer.ok) await keepPage(location.href.split('#')[0] ?? location.href, answer);
}
