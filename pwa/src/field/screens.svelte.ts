// Which screen an address means. The first screens come with the app; the rest is fetched right after the start, so that
// the first screen stands early and nothing is missing later, offline or after an update in another window.
import type { Component } from 'svelte';
import { fits } from '../ui/route.svelte';
import type { Meeting } from './meeting';
import Meetings from './start/Meetings.svelte';

type Shown = Component<{ meeting: Meeting; id: string }>;
export interface Place { screen: string; meeting: string | null; id: string }

const paths: [string, string][] = [
  ['/field/phone', 'Device'],
  ['/field/phone/carry', 'Carry'],
  ['/field/phone/beside', 'Beside'],
  ['/field/phone/beside/:id', 'Beside'],
  ['/field/enrol', 'Enrol'],
  ['/field/settings', 'Settings'],
  ['/field/m/:meeting', 'Home'],
  ['/field/m/:meeting/ready', 'Ready'],
  ['/field/m/:meeting/door', 'Door'],
  ['/field/m/:meeting/door/add', 'WalkIn'],
  ['/field/m/:meeting/door/here', 'WhoIsHere'],
  ['/field/m/:meeting/door/:id', 'PersonSheet'],
  ['/field/m/:meeting/door/:id/sign', 'Sign'],
  ['/field/m/:meeting/door/:id/thumb', 'Thumb'],
  ['/field/m/:meeting/door/:id/guardian', 'Guardian'],
  ['/field/m/:meeting/photos', 'Photos'],
  ['/field/m/:meeting/photos/new', 'TakePhoto'],
  ['/field/m/:meeting/photos/:id', 'OnePhoto'],
  ['/field/m/:meeting/votes', 'Votes'],
  ['/field/m/:meeting/votes/:id', 'MotionScreen'],
  ['/field/m/:meeting/opinions', 'Opinions'],
  ['/field/m/:meeting/opinions/new', 'Take'],
  ['/field/m/:meeting/opinions/:id', 'Receipt'],
];

export function placeOf(path: string): Place {
  for (const [pattern, screen] of paths) {
    const parts = fits(pattern, path);
    if (parts) return { screen, meeting: parts.meeting ?? null, id: parts.id ?? '' };
  }
  return { screen: 'Meetings', meeting: null, id: '' };
}

class Screens {
  #held = $state.raw<Record<string, unknown>>({ Meetings });
  missing = $state(false);

  /** The screen, or undefined while it is being fetched. */
  get(name: string): Shown | undefined {
    return this.part(name);
  }

  /** A part of a screen that comes with the later ones. */
  part<P extends object = Record<string, never>>(name: string): Component<P> | undefined {
    return this.#held[name] as Component<P> | undefined;
  }

  async load(): Promise<void> {
    try {
      this.#held = { Meetings, ...(await import('./later')) };
      this.missing = false;
    } catch {
      this.missing = true;
    }
  }
}

export const screens = new Screens();
