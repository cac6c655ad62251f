// English words of the officers' phone app that are needed at once: opening it, the list of hearings.
import type { English } from '..';
import type { field as thai } from '../field';

export const field: English<typeof thai> = {
  opening: 'Opening what lies on this phone',
  cannotOpen: 'What lies on this phone cannot be opened. Nothing is lost. Close other windows of this app, then load the page anew.',
  reload: 'Load anew',
  notHere: 'This page is not on the phone',
  screenMissing: 'This page has not come whole. What was saved is safe. Try again when there is a signal.',
  toMeetings: 'To my hearings',
  meetings: {
    title: 'My hearings',
    none: 'No hearing on this phone yet',
    noneDo: 'When staff assign one to you, it comes with the next exchange.',
    fetch: 'Fetch now',
    number: (number) => `Hearing ${number}`,
    came: 'here',
    others: 'Other hearings of the office',
    incomplete: 'Not all has been received yet',
    ready: 'Make this phone ready',
    settings: 'Settings',
  },
};
