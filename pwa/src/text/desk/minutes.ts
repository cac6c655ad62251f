// Words of the minutes: their parts, what was edited, proposing, adopting, files.
import { words } from '../index';

const th = {
  title: 'รายงานการประชุม', toHearing: 'เวที', sub: 'ทำขึ้นจากข้อมูลที่บันทึกไว้ แก้ได้ทีละส่วนจนกว่าจะรับรอง',
  states: { draft: 'ร่าง', proposed: 'เสนอที่ประชุมรับรองแล้ว', adopted: 'รับรองแล้ว' },
  loading: 'กำลังทำรายงาน', off: 'ติดต่อสำนักงานไม่ได้ รายงานทำที่สำนักงาน ลองใหม่เมื่อมีสัญญาณ', again: 'ลองใหม่', unsent: 'ยังมีรายการรอส่ง ส่งก่อนจึงเห็นรายงานล่าสุด',
  parts: 'แต่ละส่วน', part: { hours: 'เวลา', members: 'ผู้มาประชุม', absent: 'ผู้ไม่มาประชุม', attendees: 'ผู้เข้าร่วมประชุม', opening: 'เปิดเรื่อง', closing: 'ปิดท้าย', said: 'สิ่งที่พูดกัน', resolution: 'มติที่ประชุม' },
  item: (no: number, title: string) => `วาระที่ ${no} ${title}`, people: (n: number) => `${n} คน`, empty: 'ยังไม่มีข้อความ', more: (n: number) => `และอีก ${n} คน`,
  edited: 'แก้แล้ว', changed: 'ข้อมูลเปลี่ยนหลังแก้', differ: 'สองคนเขียนไม่ตรงกัน', fromRecords: 'ตามข้อมูลที่บันทึก', edit: 'แก้', save: 'บันทึก', cancel: 'ไม่แก้', reset: 'กลับไปใช้ตามข้อมูลที่บันทึก', shownToAll: 'ส่วนนี้จะเผยแพร่เมื่อรับรอง อย่าใส่ชื่อคนที่ไม่ได้ยินยอม',
  began: 'เริ่มประชุมเวลา', ended: 'เลิกประชุมเวลา', name: 'ชื่อ', role: 'ตำแหน่ง', proxy: 'มาแทน', reason: 'เหตุที่ไม่มา', add: 'เพิ่มคน', remove: 'เอาออก', row: (n: number) => `คนที่ ${n}`, needName: 'ทุกบรรทัดต้องมีชื่อ', needTime: 'ใส่เวลาเริ่มประชุม', tooLong: 'ข้อความยาวเกินไป',
  preview: 'ตัวอย่าง', office: 'ฉบับสำนักงาน (มีชื่อ)', public: 'ฉบับเผยแพร่', copy: 'ฉบับ', digits: 'ตัวเลขไทย', pdf: 'ดาวน์โหลด PDF', docx: 'ดาวน์โหลด DOCX', fileOff: 'ทำไฟล์ไม่สำเร็จ ลองใหม่',
  propose: 'เสนอให้ที่ประชุมรับรอง', proposed: 'เสนอแล้ว', back: 'กลับไปเป็นร่าง', backDone: 'กลับเป็นร่างแล้ว', proposeNote: 'รับรองในเวทีครั้งถัดไป ระหว่างนี้ยังแก้ได้',
  adopt: 'บันทึกว่ารับรองแล้ว', adoptNote: 'เมื่อรับรองแล้ว ข้อความจะไม่เปลี่ยนอีก และฉบับเผยแพร่จะขึ้นหน้าเวที', adoptedAt: 'รับรองในเวที', choose: 'เลือกเวที', corrections: 'ที่ประชุมขอแก้ (ถ้ามี)', noLater: 'ยังไม่มีเวทีครั้งถัดไปที่จัดแล้ว', adoptDone: 'รับรองแล้ว', adopting: 'กำลังบันทึก',
  adopted: (day: string) => `ที่ประชุมรับรองเมื่อ ${day} ข้อความนี้ไม่เปลี่ยนอีก`, changedAfter: 'ข้อมูลที่บันทึกเปลี่ยนไปหลังรับรอง ฉบับที่รับรองยังคงเดิม ถ้าต้องแก้ ให้เสนอที่ประชุมครั้งต่อไป', publicPage: 'เปิดฉบับเผยแพร่',
  problems: 'ต้องแก้ก่อนเสนอ', problem: { conflict: 'มีส่วนที่สองคนเขียนไม่ตรงกัน', not_ended: 'ยังไม่มีเวลาเลิกประชุม', id_number: 'มีเลข 13 หลัก ถ้าเป็นเลขบัตรประชาชน โปรดลบออก', other: 'ยังไม่พร้อม โปรดแจ้งผู้ดูแล' },
  notes: 'ควรดู', note: {
    number_missing: 'เวทียังไม่มีเลขครั้งที่', number_year: 'ปีในเลขครั้งที่ไม่ใช่ปีของเวที', number_twice: 'เลขครั้งที่นี้มีเวทีอื่นใช้แล้ว', attendance_disputed: 'มีการเช็กชื่อที่ยังไม่ตรงกัน รายงานบอกจำนวนไว้', motion_unsettled: 'ผลบางญัตติยังไม่ลงตัว รายงานเขียนว่ายังไม่มีมติ',
    opinions_unread: 'มีความคิดเห็นที่ยังไม่ได้สรุปหรือตรวจ', reason_missing: 'มีคนไม่มาที่ยังไม่บอกเหตุ', adoption_lost: 'เคยบันทึกว่ารับรองแล้ว แต่ไม่มีฉบับที่รับรองหลังกู้ข้อมูลคืน ตรวจข้อความ เสนอ และบันทึกการรับรองอีกครั้ง', other: 'มีเรื่องที่ควรดู',
  },
  nextNumber: (number: string) => `เลขถัดไปของปีนี้คือ ${number}`,
  compared: {
    title: 'เทียบข้อมูลก่อนปิดเวที', why: 'ประธานหรือเจ้าหน้าที่อ่านรหัสบนเครื่องของตน ถ้าตรงกับที่โต๊ะนี้ บันทึกไว้ รหัสจะพิมพ์ในรายงาน', here: (code: string) => `รหัสที่โต๊ะนี้ ${code}`,
    code: 'รหัสบนอีกเครื่อง', hint: '8 ตัว เช่น 7K2M-Q9XA', record: 'บันทึกว่าเทียบแล้ว', scan: 'ส่องด้วยกล้อง', stop: 'ปิดกล้อง', saved: 'บันทึกแล้วว่าเทียบข้อมูลแล้ว',
    notCode: 'รหัสมี 8 ตัว ดูที่หน้าเวทีบนเครื่องนั้น', differs: 'รหัสไม่ตรงกัน กดส่งทั้งสองเครื่อง แล้วเทียบใหม่ หรือใช้กล้องส่อง จะบอกว่าต่างที่เครื่องใด',
    done: (code: string, at: string) => `เทียบแล้วตรงกัน รหัส ${code} เมื่อ ${at}`, again: 'เทียบใหม่',
  },
};

const en: typeof th = {
  title: 'Minutes', toHearing: 'Hearing', sub: 'Made from what was recorded; each part may be edited until they are adopted',
  states: { draft: 'Draft', proposed: 'Proposed for adoption', adopted: 'Adopted' },
  loading: 'Making the minutes', off: 'The office cannot be reached, and the minutes are made there. Try again with a signal.', again: 'Try again', unsent: 'Something is waiting to be sent. Send it to see the latest minutes.',
  parts: 'Parts', part: { hours: 'Hours', members: 'Members present', absent: 'Absent', attendees: 'Attendees', opening: 'Opening', closing: 'Closing', said: 'What was said', resolution: 'Resolution' },
  item: (no: number, title: string) => `Item ${no}: ${title}`, people: (n: number) => `${n} people`, empty: 'No text yet', more: (n: number) => `and ${n} more`,
  edited: 'Edited', changed: 'Records changed since', differ: 'Two people wrote different things', fromRecords: 'What the records say', edit: 'Edit', save: 'Save', cancel: 'Leave it', reset: 'Go back to what the records say', shownToAll: 'This part is published when the minutes are adopted; name nobody who did not agree',
  began: 'Began at', ended: 'Ended at', name: 'Name', role: 'Position', proxy: 'In place of', reason: 'Reason for absence', add: 'Add a person', remove: 'Take out', row: (n: number) => `Person ${n}`, needName: 'Every line needs a name', needTime: 'Say when it began', tooLong: 'The text is too long',
  preview: 'Preview', office: 'The office’s copy (with names)', public: 'The public copy', copy: 'Copy', digits: 'Thai digits', pdf: 'Download PDF', docx: 'Download DOCX', fileOff: 'The file could not be made; try again',
  propose: 'Propose for adoption', proposed: 'Proposed', back: 'Back to a draft', backDone: 'A draft again', proposeNote: 'They are adopted at the next hearing and may still be edited until then',
  adopt: 'Record the adoption', adoptNote: 'Once adopted the text never changes, and the public copy appears on the page of the hearing', adoptedAt: 'Adopted at the hearing', choose: 'Choose a hearing', corrections: 'Corrections asked for (if any)', noLater: 'No later hearing has been held yet', adoptDone: 'Adopted', adopting: 'Recording',
  adopted: (day: string) => `Adopted on ${day}; this text does not change any more`, changedAfter: 'The records have changed since. What was adopted stays; a mistake in it goes before the next hearing.', publicPage: 'Open the public copy',
  problems: 'To mend before proposing', problem: { conflict: 'Two people wrote different things into one part', not_ended: 'The hour of the end is missing', id_number: 'There is a 13-digit number. If it is an ID number, please remove it.', other: 'Not ready; please tell the administrator' },
  notes: 'Worth a look', note: {
    number_missing: 'The hearing has no number', number_year: 'The year in the number is not the year of the hearing', number_twice: 'Another hearing has this number', attendance_disputed: 'Some check-ins contradict; the minutes say how many', motion_unsettled: 'Some motions are not settled; the minutes say that there is no resolution',
    opinions_unread: 'Some opinions have no summary and are not cleared', reason_missing: 'Some who are absent have no reason', adoption_lost: 'They were recorded as adopted, but a restore lost the text. Check it, propose it and record the adoption again.', other: 'Something is worth a look',
  },
  nextNumber: (number: string) => `The next number of this year is ${number}`,
  compared: {
    title: 'Compare before closing', why: 'The chair or an officer reads out the code on their phone. If it is the one of this desk, record it: the minutes print the code.', here: (code: string) => `The code of this desk: ${code}`,
    code: 'The code on the other device', hint: '8 letters, like 7K2M-Q9XA', record: 'Record that they were compared', scan: 'Scan with the camera', stop: 'Close the camera', saved: 'Recorded that the copies were compared',
    notCode: 'A code has 8 letters. It stands on the page of the hearing on that device.', differs: 'The codes differ. Send on both and compare again, or scan it: the camera tells which device differs.',
    done: (code: string, at: string) => `Compared and the same: code ${code}, ${at}`, again: 'Compare again',
  },
};

export const minutes = words(th, en);
