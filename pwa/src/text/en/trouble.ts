// In English: What went wrong, by the code that the server or the store gave: what is safe, then what to do.
import type { English } from '..';
import type { trouble as thai } from '../trouble';

export const trouble: English<typeof thai> = {
  code_unknown: 'The code is wrong, used or expired. Ask staff for a new one.',
  not_enrolled: 'The office no longer knows this phone. Everything is safe. Ask staff to enrol it again.',
  too_many: 'Too many tries. Wait a minute, then try again.',
  unavailable: 'The office is not ready. Everything is safe here; it tries again by itself.',
  internal: 'The office has trouble. Everything is safe here; it tries again by itself.',
  no_key: 'The key of this hearing is not here yet, so this is not saved. Send once while there is a signal, then do it again.',
  read_back: 'The last item could not be read back and may not be saved. Please check and save again.',
  storage_failed: 'The phone could not save this. Keep this page open and save again.',
  not_picture: 'This file does not open as a picture. Take or choose another.',
  picture_too_large: 'This picture is too large. Take or choose another.',
  blob_forgotten: 'This picture was deleted by right; the office does not take it any more.',
  unsigned: 'Not counted yet: this phone’s signing key is gone. Ask staff for a code and enrol again.',
  gap: 'Something before it has not reached the office yet. It sends itself.',
  part: 'The office lacks a part of this and asks other phones. If it lasts for days, tell staff.',
  waiting_quota: 'The office has no room for this yet. It is tried every hour; if it lasts for days, tell staff.',
  unreadable: 'Some items on this phone cannot be read. The office sends them again; keep the app open while there is a signal.',
  lost: 'One item on this phone is damaged for good. Look and record it again.',
  out_of_scope: 'This hearing is not assigned to this account. Ask staff to add you.',
  invalid_body: 'The office keeps it but does not count it yet; staff will check.',
  not_allowed: 'The office keeps it but does not count it, because this account does not record such things.',
  left_behind: 'A part of this was removed on request, so it could not be written again. See whether something is open again.',
  wrong_id: 'The office keeps it but does not count it yet; staff will check.',
  unknown: 'The office has not taken it. It is safe here; tell staff.',
};
