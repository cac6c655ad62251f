// Words of settling: the list of differences, the question of each, what a choice does, and what is only to be checked.
import { words } from '../index';

const th = {
  title: 'ข้อมูลไม่ตรงกัน', waiting: 'เรื่องที่รอตัดสิน', first: 'กระทบผลก่อน', none: 'ไม่มีข้อมูลที่ขัดกัน', noneHow: 'ถ้าเครื่องใดส่งข้อมูลที่ไม่ตรงกันเข้ามา จะขึ้นที่นี่', left: (n: number) => `เหลือ ${n} เรื่อง`,
  lead: 'สองเครื่องจดไม่ตรงกัน และไม่มีเครื่องใดเห็นค่าของอีกเครื่องตอนบันทึก', partial: 'ค่าหนึ่งถูกลบตามสิทธิ เหลือค่าเดียว ต้องมีคนยืนยัน', incomplete: 'ข้อมูลของเวทีนี้ยังมาไม่ครบ เรื่องนี้อาจเปลี่ยนได้',
  pick: 'เลือกค่าที่ถูกต้อง', by: 'บันทึกโดย', at: 'เวลาในเครื่อง', phone: 'เครื่อง', post: 'จุด', removed: 'ลบตามสิทธิแล้ว', also: (n: number) => `และอีก ${n} ครั้งที่ตรงกัน`,
  effect: 'ผลต่อจำนวน', before: 'ก่อนตัดสิน', ifChoice: (n: number) => `ถ้าเลือก ${n}`, noEffect: 'การเลือกนี้ไม่เปลี่ยนจำนวนใด', waitingCount: 'ยังไม่ลงตัว', leading: 'ได้มากที่สุด', tie: 'เท่ากัน', notYet: 'ยังประกาศไม่ได้', present: 'มาแล้ว', voting: 'มีสิทธิลงคะแนน',
  why: 'เหตุผล', whyNote: 'ทุกคนที่เปิดดูประวัติจะเห็น', whyNeeded: 'เขียนเหตุผลก่อน เช่น ฟังเสียงบันทึกการประชุมแล้ว', pickFirst: 'เลือกค่าหนึ่งก่อน', use: (value: string) => `ใช้ “${value}”`, kept: 'ค่าที่ไม่ใช้ยังเก็บไว้ แก้ใหม่ได้ทุกเมื่อ',
  keys: { choose: 'เลือก', next: 'เรื่องถัดไป ก่อนหน้า', history: 'ประวัติ', reason: 'เหตุผล' }, done: 'ตัดสินแล้ว', gone: 'เรื่องนี้ไม่ขัดกันแล้ว',
  twice: 'เช็กชื่อซ้ำ', twiceNote: 'คนเดียวกันเช็กชื่อสองจุด ค่าตรงกัน นับเป็นหนึ่งคน ไม่ต้องตัดสิน', twiceNone: 'ไม่มีการเช็กชื่อซ้ำ', whoPhone: (who: string, phone: string, when: string) => `${who} · ${phone} · ${when}`,
  check: 'เรื่องที่ควรตรวจ', checkNone: 'ไม่มีเรื่องที่ควรตรวจ',
  signs: {
    vote_without_attendance: { name: 'ลงคะแนนแต่ไม่ได้เช็กชื่อ', todo: 'ถามเจ้าหน้าที่ที่ขานชื่อว่าคนนี้อยู่ในห้องหรือไม่ ถ้าอยู่ ให้เช็กชื่อ ถ้าไม่อยู่ ให้เลิกเสียงนี้' },
    vote_without_right: { name: 'ลงคะแนนแต่ไม่มีสิทธิ', todo: 'ดูฐานะที่เช็กชื่อไว้ ถ้าจดฐานะผิดให้แก้ ถ้าถูกแล้วให้เลิกเสียงนี้' },
    count_above_attendance: { name: 'นับได้มากกว่าคนที่มีสิทธิ', todo: 'เทียบกับใบนับของแต่ละจุด แล้วให้ผู้นับแก้จำนวนที่จุดนั้น' },
    ballots_differ: { name: 'จำนวนบัตรไม่เท่ากับคะแนนรวม', todo: 'นับบัตรในหีบใหม่ต่อหน้าพยาน แล้วแก้จำนวน' },
    notice_not_shown: { name: 'ยังไม่ได้แจ้งการเก็บข้อมูล', todo: 'แจ้งประกาศความเป็นส่วนตัวแก่คนนี้ แล้วทำเครื่องหมายในรายชื่อ' },
    set_aside: { name: 'สำนักงานแยกไว้ ยังไม่นับ', todo: 'ดูประวัติว่าเครื่องใดส่งมา แล้วให้ผู้ดูแลตรวจเหตุ' },
  },
  above: (counted: number, present: number) => `นับได้ ${counted} มีสิทธิ ${present} คน`, ballots: (ballots: number, sum: number) => `บัตร ${ballots} ใบ คะแนนรวม ${sum}`,
  correct: 'แก้ไขสิ่งที่บันทึก', correctNote: 'ค่าเดิมยังอยู่ในประวัติ พร้อมชื่อผู้แก้และเหตุผล', notHere: 'ไม่เลือก หมายถึงไม่ได้มา', ballotsName: 'บัตรในหีบ',
  settled: 'ตัดสินแล้ว', settledNone: 'ยังไม่มีเรื่องที่ตัดสิน', notUsed: 'ค่าที่ไม่ใช้',
  ask: {
    vote: (who: string) => `${who} ลงคะแนนอย่างไร`, standing: (who: string) => `${who} มาในฐานะใด`, attendanceCommunity: (who: string) => `${who} มาจากชุมชนใด`, tally: (post: string, motion: string) => `${motion} นับได้เท่าไรที่${post}`,
    field: (field: string, of: string) => `${field}ของ ${of} คืออะไร`,
  },
  kind: { photo: 'รูปถ่าย', meeting: 'เวที', motion: 'ญัตติ', agenda_item: 'วาระ', attendance: 'การมา', vote: 'เสียง', tally: 'ผลนับ', resident: 'คน', community: 'ชุมชน', topic: 'เรื่อง', project: 'โครงการ', opinion: 'ความคิดเห็น', response: 'คำตอบ', decision: 'มติ', account: 'บัญชี', installation: 'เครื่อง' },
  listName: { vote: 'คะแนนสองค่าไม่ตรงกัน', attendance: 'คนเดียวสองฐานะ', tally: 'ผลนับสองค่าไม่ตรงกัน', other: (kind: string) => `${kind}สองค่าไม่ตรงกัน` },
  fields: { source: 'ที่มา', mark: 'ลายมือชื่อ', guardian: 'ผู้ปกครอง', proxy_for: 'มาแทน', file: 'รูป', shows: 'เป็นรูป', taken: 'ถ่ายเมื่อ', caption: 'คำอธิบาย', about: 'เกี่ยวกับ', standing: 'ฐานะ', arrived: 'เวลามาถึง', community: 'ชุมชน', signing: 'การลงชื่อ', choice: 'คะแนน', channel: 'ช่องทาง', counts: 'จำนวนนับ', motion: 'ญัตติ', post: 'จุด', resident: 'คน', key: 'กุญแจของเวที', state: 'สถานะ', name: 'ชื่อ', roles: 'หน้าที่', enrolled: 'การขึ้นทะเบียน', address: 'ที่อยู่', consent: 'ความยินยอม', same_as: 'เป็นคนเดียวกับ', levels: 'ระดับ', project: 'โครงการ', notice: 'ประกาศ', time: 'วันเวลา', chair: 'ประธาน', minute_taker: 'ผู้จดรายงาน', result_due_on: 'วันที่ต้องประกาศผล', agenda_item: 'วาระ', question: 'คำถาม', item: 'วาระ', answer: 'คำตอบ', received: 'การรับ', published: 'การเผยแพร่', period: 'ระยะเวลา', receipt: 'เลขใบรับ' },
  nobody: 'คนที่ยังไม่รู้ชื่อ', voting_yes: 'ลงคะแนนได้', voting_no: 'ไม่ลงคะแนน', undone: 'เลิกแล้ว', yes: 'ใช่', no: 'ไม่ใช่', cleared: 'ว่าง', update: 'ต้องใช้รุ่นใหม่กว่านี้',
};

const en: typeof th = {
  title: 'Records that differ', waiting: 'To be settled', first: 'Those that touch a result first', none: 'Nothing differs', noneHow: 'When devices send things that differ, they appear here.', left: (n: number) => `${n} left`,
  lead: 'Two devices recorded different things, and neither had seen the other’s.', partial: 'One value was removed by right; one is left and needs a person to confirm it.', incomplete: 'Not everything of this hearing has arrived; this may change.',
  pick: 'Choose the right value', by: 'Recorded by', at: 'Time on the device', phone: 'Device', post: 'Post', removed: 'removed by right', also: (n: number) => `and ${n} more alike`,
  effect: 'What it does to the numbers', before: 'Before', ifChoice: (n: number) => `If ${n}`, noEffect: 'This choice changes no number', waitingCount: 'To be settled', leading: 'Most votes', tie: 'Tie', notYet: 'Cannot be announced yet', present: 'Present', voting: 'May vote',
  why: 'Reason', whyNote: 'Everyone who opens the history sees it', whyNeeded: 'Write a reason first, such as: listened to the recording', pickFirst: 'Choose a value first', use: (value: string) => `Use “${value}”`, kept: 'The value not used is kept and can be chosen later',
  keys: { choose: 'choose', next: 'next, previous', history: 'history', reason: 'reason' }, done: 'Settled', gone: 'This differs no more',
  twice: 'Seen twice', twiceNote: 'One person checked in at two posts, alike; counted as one. No decision is needed.', twiceNone: 'Nobody was seen twice', whoPhone: (who: string, phone: string, when: string) => `${who} · ${phone} · ${when}`,
  check: 'To be checked', checkNone: 'Nothing to check',
  signs: {
    vote_without_attendance: { name: 'Voted but not checked in', todo: 'Ask the officer of the roll call whether the person was in the hall. If so, check them in; if not, take the vote back.' },
    vote_without_right: { name: 'Voted without the right to vote', todo: 'Look at the capacity at the door. Correct it if wrong; otherwise take the vote back.' },
    count_above_attendance: { name: 'More counted than may vote', todo: 'Compare with the sheet of each post, then let the counter correct that post.' },
    ballots_differ: { name: 'Ballots and votes differ', todo: 'Count the box again before witnesses and correct the numbers.' },
    notice_not_shown: { name: 'Privacy notice not shown', todo: 'Show the notice to this person and mark it in the roll.' },
    set_aside: { name: 'Set aside by the office, not counted', todo: 'See the history for the device, and let the administrator find out why.' },
  },
  above: (counted: number, present: number) => `${counted} counted, ${present} may vote`, ballots: (ballots: number, sum: number) => `${ballots} ballots, ${sum} votes`,
  correct: 'Correct what was recorded', correctNote: 'The earlier value stays in the history, with who corrected it and why', notHere: 'none chosen: was not there', ballotsName: 'Ballots in the box',
  settled: 'Settled', settledNone: 'Nothing settled yet', notUsed: 'Not used',
  ask: {
    vote: (who: string) => `How did ${who} vote`, standing: (who: string) => `In what capacity did ${who} come`, attendanceCommunity: (who: string) => `From which community did ${who} come`, tally: (post: string, motion: string) => `${motion}: what was counted at ${post}`,
    field: (field: string, of: string) => `What is the ${field} of ${of}`,
  },
  kind: { photo: 'Photo', meeting: 'Hearing', motion: 'Motion', agenda_item: 'Agenda item', attendance: 'Attendance', vote: 'Vote', tally: 'Count', resident: 'Person', community: 'Community', topic: 'Topic', project: 'Project', opinion: 'Opinion', response: 'Answer', decision: 'Decision', account: 'Account', installation: 'Device' },
  listName: { vote: 'Two values of one vote', attendance: 'One person in two capacities', tally: 'Two values of one count', other: (kind: string) => `${kind}: two values` },
  fields: { source: 'source', mark: 'signature', guardian: 'guardian', proxy_for: 'proxy for', file: 'picture', shows: 'shows', taken: 'taken', caption: 'caption', about: 'about', standing: 'capacity', arrived: 'arrival', community: 'community', signing: 'signing', choice: 'vote', channel: 'channel', counts: 'count', motion: 'motion', post: 'post', resident: 'person', key: 'key of the hearing', state: 'state', name: 'name', roles: 'roles', enrolled: 'enrolment', address: 'address', consent: 'consent', same_as: 'same person as', levels: 'levels', project: 'project', notice: 'notice', time: 'date and time', chair: 'chair', minute_taker: 'minute taker', result_due_on: 'result due on', agenda_item: 'agenda item', question: 'question', item: 'agenda item', answer: 'answer', received: 'receipt', published: 'publication', period: 'period', receipt: 'receipt number' },
  nobody: 'somebody not known yet', voting_yes: 'may vote', voting_no: 'does not vote', undone: 'taken back', yes: 'yes', no: 'no', cleared: 'empty', update: 'update needed',
};

export const settle = words(th, en);
