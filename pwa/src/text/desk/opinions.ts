// Words of opinions: entry, list, clearance, answer.
import { words } from '../index';

const th = {
  title: 'ความคิดเห็น', new: 'จดความคิดเห็นที่ส่งมา', lead: 'จากแบบฟอร์ม ไลน์ โทรศัพท์ หรือจดหมาย', none: 'ไม่มีความคิดเห็นตามที่เลือก', noneHow: 'เปลี่ยนตัวกรอง หรือจดความคิดเห็นที่ส่งมา',
  text: 'คำของผู้พูด', textNote: 'จดตามที่พูดหรือเขียน อย่าเรียบเรียงใหม่', topic: 'เรื่อง', stage: 'ช่วงของงาน', kind: 'เป็นเรื่อง', channel: 'มาทาง', on: 'วันที่รับ', by: 'ผู้รับ', meeting: 'ในเวที', noMeeting: 'ไม่ได้มาจากเวที', anonymous: 'ไม่ประสงค์ออกชื่อ', speaker: 'ชื่อผู้พูด', speakerNote: 'เห็นเฉพาะในสำนักงาน ไม่เผยแพร่',
  slip: 'เลขรับของใบที่พิมพ์ไว้', slipNote: 'ถ้าในแบบมีใบรับติดอยู่ พิมพ์เลข 12 ตัว ถ้าไม่มี เว้นไว้', slipWrong: 'เลขรับนี้มีตัวที่ผิด ดูในใบอีกครั้ง', slipTaken: 'เลขรับนี้มีความคิดเห็นอื่นใช้แล้ว',
  save: 'บันทึกและออกใบรับ', receipt: 'เลขใบรับ', receiptNote: 'ให้เลขนี้แก่ผู้พูด ใช้ติดตามว่าเรื่องถึงไหนโดยไม่ต้องบอกชื่อ', saved: 'บันทึกแล้ว', another: 'จดอีกเรื่อง',
  filter: { label: 'แสดง', unanswered: 'ยังไม่ได้ตอบ', uncleared: 'ยังไม่ได้ตรวจคำ', all: 'ทั้งหมด', topic: 'เรื่อง', allTopics: 'ทุกเรื่อง', meeting: 'เวที', allMeetings: 'ทุกที่มา' }, count: (n: number) => `${n} เรื่อง`, answered: 'ตอบแล้ว', received: 'รับไว้แล้ว ยังไม่ได้ตอบ',
  summary: 'สรุปของสำนักงาน', summaryNote: 'เขียนเพิ่มได้ คำของผู้พูดคงเดิมเสมอ',
  clearance: 'เผยแพร่คำของผู้พูด', clear: 'เผยแพร่ได้ ไม่มีข้อมูลที่บอกตัวคน', hide: 'ไม่เผยแพร่ คำมีข้อมูลส่วนบุคคล', hides: 'มีข้อมูลชนิดใด', hidesNeeded: 'บอกชนิดของข้อมูลอย่างน้อยหนึ่งอย่าง', clearNote: 'เมื่อยังไม่มีคนตรวจ หน้าเผยแพร่แสดงเฉพาะสรุปของสำนักงาน', hideKinds: { name: 'ชื่อคน', address: 'บ้านเลขที่หรือที่อยู่', phone: 'เบอร์โทรศัพท์', health: 'สุขภาพ', other: 'อื่น ๆ' },
  look: 'ในคำมีสิ่งที่อาจบอกตัวคน', found: { id_number: 'เลข 13 หลัก', phone: 'เบอร์โทรศัพท์', house_no: 'บ้านเลขที่' }, anyway: 'อ่านแล้ว ไม่ใช่ข้อมูลที่บอกตัวคน', anywayNeeded: 'ทำเครื่องหมายว่าอ่านแล้วก่อน', cleared: 'เผยแพร่ได้', hidden: 'ไม่เผยแพร่', notCleared: 'ยังไม่ได้ตรวจคำ',
  response: 'คำตอบของสำนักงาน', status: 'ผล', reason: 'เหตุผล', reasonNote: 'ผู้พูดจะได้อ่าน เขียนให้เข้าใจง่าย', reasonNeeded: 'คำตอบนี้ต้องมีเหตุผล', usedFor: 'นำไปใช้กับ', notUsed: 'ไม่ได้นำไปใช้', used: { policy: 'นโยบาย', working_method: 'วิธีทำงาน', decision: 'การตัดสินใจ' }, saveResponse: 'บันทึกคำตอบ', saveSummary: 'บันทึกสรุป', saveClearance: 'บันทึกการตรวจ',
};

const en: typeof th = {
  title: 'Opinions', new: 'Record an opinion that was sent in', lead: 'By form, LINE, telephone or letter', none: 'No opinion as chosen', noneHow: 'Change the filter, or record one that was sent in.',
  text: 'The speaker’s own words', textNote: 'As it was said or written; do not reword', topic: 'Topic', stage: 'Stage of the work', kind: 'It is a', channel: 'It came by', on: 'Received on', by: 'Received by', meeting: 'At the hearing', noMeeting: 'Not at a hearing', anonymous: 'Wants no name', speaker: 'Name of the speaker', speakerNote: 'Seen in the office only, never published',
  slip: 'Code of a printed slip', slipNote: 'If a slip is on the form, type its 12 letters; if not, leave this empty', slipWrong: 'A letter of this code is wrong: look at the slip again', slipTaken: 'Another opinion has this code already',
  save: 'Save and give a receipt', receipt: 'Receipt number', receiptNote: 'Give it to the speaker: it shows the state without a name.', saved: 'Saved', another: 'Record another',
  filter: { label: 'Show', unanswered: 'Without an answer', uncleared: 'Words not checked', all: 'All', topic: 'Topic', allTopics: 'All topics', meeting: 'Hearing', allMeetings: 'From anywhere' }, count: (n: number) => `${n} opinions`, answered: 'Answered', received: 'Received, no answer yet',
  summary: 'Summary by the office', summaryNote: 'It adds; the speaker’s words always stay as they are',
  clearance: 'Publishing the speaker’s words', clear: 'May be published; nothing points at a person', hide: 'Not published; the words hold personal data', hides: 'What kind of data', hidesNeeded: 'Name at least one kind', clearNote: 'Until someone has checked, the public page shows the summary of the office only.', hideKinds: { name: 'A name', address: 'House number or address', phone: 'Telephone number', health: 'Health', other: 'Other' },
  look: 'Something in the words may point at a person', found: { id_number: '13-digit number', phone: 'Telephone number', house_no: 'House number' }, anyway: 'I have read it; it points at nobody', anywayNeeded: 'Mark that you have read it first', cleared: 'May be published', hidden: 'Not published', notCleared: 'Words not checked',
  response: 'Answer of the office', status: 'Outcome', reason: 'Reason', reasonNote: 'The speaker will read it; write plainly', reasonNeeded: 'This answer needs a reason', usedFor: 'Used for', notUsed: 'Not used', used: { policy: 'Policy', working_method: 'Working method', decision: 'A decision' }, saveResponse: 'Save the answer', saveSummary: 'Save the summary', saveClearance: 'Save the check',
};

export const opinions = words(th, en);
