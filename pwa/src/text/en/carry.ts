// English words of files that people carry to the office, and of the code by which two copies are compared.
import type { English } from '..';
import type { carry as thai } from '../carry';

export const carry: English<typeof thai> = {
  title: 'Send as a file',
  out: 'Have a file carried',
  what: (n) => `The ${n} entries that wait go into one file, sealed: whoever carries it cannot read it, only the office can.`,
  still: 'They keep waiting until the office says it has them. A lost file can be made again.',
  pictures: (n) => `${n} photos are not in the file. They are sent when there is a signal.`,
  nothing: 'Nothing waits to be sent',
  making: 'Making the file',
  share: 'Share the file',
  keep: 'Save the file',
  kept: (name) => `Saved as ${name}`,
  into: 'Take in a file',
  intoWhat: 'Choose a file that a colleague gave you, while there is a signal. The same file twice does no harm.',
  choose: 'Choose a file',
  sending: 'Sending the file',
  held: (n) => `The office has all ${n} entries`,
  waiting: (n) => `${n} more wait for an earlier file. Have the phone send a new one.`,
  refused: (n) => `The office refused ${n} entries. They are still on their phone.`,
  trouble: {
    no_carrier_key: 'No file yet: this phone must exchange once while there is a signal.',
    bundle_unreadable: 'This is no file of Prachakhom. Choose another.',
    bundle_damaged: 'This file is damaged or not whole. Have the phone send it again.',
    bundle_elsewhere: 'This file is sealed to another office and cannot be opened here.',
    unsupported_version: 'This file is of another version of the app. Update the app and send it again.',
    too_large: 'This file is too large.',
    not_enrolled: 'This phone is not enrolled. Enrol it first.',
  },
  closing: {
    title: 'Compare before closing',
    code: 'Code of what is held of this hearing',
    what: 'Devices that show the same code hold the same.',
    differs: 'If they differ, send on both, then compare again.',
    notYet: 'This device has not sent or received all of it. The code will change.',
    qr: 'The code as a picture, to scan with a camera',
  },
};
