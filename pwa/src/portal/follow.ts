// The box that offers to follow a topic: says what will be sent and how often before the browser asks anything.
import { t } from '../text';
import { portal } from '../text/portal';
import { followed } from './kept';
import { follow, reach, unfollow } from './push';

/** Fills `box` (its `data-follow` names the topic) with what this browser can do. */
export async function offerFollowing(box: HTMLElement): Promise<void> {
  const topic = box.dataset['follow'] ?? '';
  const how = reach(navigator.userAgent, window);
  if (how !== 'yes') return box.replaceChildren(line(t(portal)[how]));
  const secret = (await followed())[topic];
  if (secret) showFollowing(box, topic, secret);
  else showOffer(box, topic);
}

function showOffer(box: HTMLElement, topic: string, said = ''): void {
  const words = t(portal);
  const button = press(words.follow, 'btn main big wide', async () => {
    const outcome = await follow(topic);
    if (outcome.ok) showFollowing(box, topic, (await followed())[topic] ?? '', true);
    else showOffer(box, topic, words[outcome.case]);
  });
  box.replaceChildren(line(words.promise), button, line(said || words.ask, said ? 'say-line look' : 'small sub'));
  if (said) button.focus();
}

function showFollowing(box: HTMLElement, topic: string, secret: string, now = false): void {
  const words = t(portal);
  const stop = press(words.unfollow, 'btn wide', async () => showOffer(box, topic, (await unfollow(topic)) ? words.unfollowed : words.later));
  const manage = document.createElement('a');
  manage.href = `/subscriptions/${secret}`;
  manage.textContent = words.manage;
  const small = line('', 'small');
  small.append(manage);
  box.replaceChildren(line(words.following, 'say-line ok'), stop, small);
  if (now) stop.focus();
}

/** A button that works once at a time. */
function press(text: string, classes: string, act: () => Promise<void>): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = classes;
  button.textContent = text;
  button.addEventListener('click', () => {
    button.disabled = true;
    void act().finally(() => (button.disabled = false));
  });
  return button;
}

function line(text: string, classes = ''): HTMLParagraphElement {
  const p = document.createElement('p');
  p.textContent = text;
  if (classes) p.className = classes;
  return p;
}
