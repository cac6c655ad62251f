// Words of decisions: writing, preview, publishing, correcting.
import { words } from '../index';

const th = {
  title: 'มติ', new: 'เขียนมติ', none: 'ยังไม่มีมติ', noneHow: 'เขียนมติจากญัตติที่นับเสร็จแล้ว', name: 'ชื่อมติ', topic: 'เรื่อง', meeting: 'เวที', motion: 'จากญัตติ', noMotion: 'ไม่ได้มาจากญัตติ', text: 'สิ่งที่ตัดสินและเหตุผล', unit: 'ผู้รับผิดชอบ', status: 'ความคืบหน้า', statuses: { planned: 'วางแผนไว้', in_progress: 'กำลังทำ', done: 'ทำเสร็จแล้ว' },
  noticeTitle: 'หัวข้อแจ้งเตือน', noticeBody: 'ข้อความแจ้งเตือน', noticeNote: 'ขึ้นบนจอมือถือของผู้ติดตาม อย่าใส่ชื่อคนหรือที่อยู่', left: (n: number) => `เหลือ ${n} ตัวอักษร`, over: (n: number) => `เกิน ${n} ตัวอักษร`,
  preview: 'ที่ประชาชนจะเห็น', previewNote: 'ตรงนี้คือทั้งหมดที่จะเผยแพร่', previewBusy: 'กำลังเตรียมตัวอย่าง', previewOff: 'ยังติดต่อสำนักงานไม่ได้ ตัวเลขข้างล่างนับจากเครื่องนี้', totals: 'ผลคะแนน', local: 'นับจากข้อมูลในเครื่องนี้', differ: 'ตัวเลขในเครื่องนี้ไม่เท่ากับของสำนักงาน กดส่งตอนนี้แล้วดูใหม่', onPhone: 'บนจอมือถือ',
  publish: 'เผยแพร่', publishAgain: 'เผยแพร่ฉบับแก้ไข', publishing: 'กำลังเผยแพร่', published: (version: number, when: string) => `เผยแพร่ฉบับที่ ${version} เมื่อ ${when}`, draft: 'ยังไม่เผยแพร่', changed: 'แก้ไขแล้ว ยังไม่ได้เผยแพร่ฉบับใหม่', page: 'เปิดหน้าที่เผยแพร่', approverOnly: 'ผู้อนุมัติเท่านั้นที่เผยแพร่ได้ แจ้งผู้อนุมัติเมื่อเขียนเสร็จ', ready: 'พร้อมเผยแพร่', unchanged: 'ไม่มีอะไรต่างจากฉบับที่เผยแพร่แล้ว', followers: (n: number) => `จะแจ้ง ${n} เบราว์เซอร์ที่ติดตาม`, hidden: 'คนลงคะแนนน้อยเกินไป แสดงเฉพาะผล', leading: 'ได้มากที่สุด', done: 'เผยแพร่แล้ว ผู้ติดตามเรื่องนี้จะได้รับแจ้ง',
  correct: 'แก้ไขมติที่เผยแพร่แล้ว ฉบับเดิมยังอยู่ในประวัติ', problems: 'ยังเผยแพร่ไม่ได้', problemsNote: 'แก้ตามนี้แล้วดูอีกครั้ง', unsent: 'ยังมีรายการรอส่ง กดส่งตอนนี้ก่อนเผยแพร่',
  problem: {
    no_title: 'ยังไม่มีชื่อมติ', no_text: 'ยังไม่ได้เขียนสิ่งที่ตัดสิน', no_unit: 'ยังไม่ได้บอกผู้รับผิดชอบ', no_status: 'ยังไม่ได้บอกความคืบหน้า', no_notice: 'ยังไม่มีข้อความแจ้งเตือน', no_meeting: 'ไม่พบเวทีของมตินี้', no_hearing_notice: 'เวทีที่เป็นทางการต้องบอกวันที่และที่ปิดประกาศ', no_motion: 'ไม่พบญัตติของมตินี้',
    conflict: 'มตินี้มีสองค่าที่ไม่ตรงกัน ตัดสินก่อน', motion_unsettled: 'ผลของญัตติยังไม่ลงตัว ตัดสินข้อมูลที่ไม่ตรงกันก่อน', motion_uncounted: 'ญัตตินี้ยังไม่มีผลนับ', not_ready: 'ยังเผยแพร่ไม่ได้ แก้รายการที่แจ้งก่อน', id_number: 'มีเลข 13 หลักในข้อความ ถ้าเป็นเลขบัตรประชาชน โปรดลบออก', not_found: 'สำนักงานยังไม่ได้รับมตินี้ กดรับส่งแล้วดูใหม่', other: 'ยังไม่พร้อม โปรดแจ้งผู้ดูแล',
  },
};

const en: typeof th = {
  title: 'Decisions', new: 'Write a decision', none: 'No decision yet', noneHow: 'Write one from a motion that has been counted.', name: 'Title', topic: 'Topic', meeting: 'Hearing', motion: 'From the motion', noMotion: 'Not from a motion', text: 'What was decided, and why', unit: 'In charge', status: 'Progress', statuses: { planned: 'Planned', in_progress: 'Under way', done: 'Done' },
  noticeTitle: 'Title of the notification', noticeBody: 'Text of the notification', noticeNote: 'Shown on the phones of those who follow; no names, no addresses', left: (n: number) => `${n} characters left`, over: (n: number) => `${n} characters too many`,
  preview: 'What people will see', previewNote: 'This is all that will be published', previewBusy: 'Preparing the preview', previewOff: 'The office cannot be reached; the numbers below are counted on this computer', totals: 'Result', local: 'Counted from the copy on this computer', differ: 'The numbers here differ from the office’s. Send now and look again.', onPhone: 'On a phone',
  publish: 'Publish', publishAgain: 'Publish the correction', publishing: 'Publishing', published: (version: number, when: string) => `Version ${version} published ${when}`, draft: 'Not published', changed: 'Changed since it was published', page: 'Open the public page', approverOnly: 'Only an approver can publish. Tell one when it is written.', ready: 'Ready to publish', unchanged: 'Nothing differs from the published version', followers: (n: number) => `${n} browsers that follow will be told`, hidden: 'Too few voted; only the outcome is shown', leading: 'Most votes', done: 'Published. Those who follow the topic are told.',
  correct: 'Correct a published decision; the earlier version stays in its history', problems: 'It cannot be published yet', problemsNote: 'Mend these and look again', unsent: 'Something is waiting to be sent. Send it before publishing.',
  problem: {
    no_title: 'There is no title', no_text: 'What was decided is not written yet', no_unit: 'Nobody is in charge yet', no_status: 'The progress is not said', no_notice: 'There is no notification text', no_meeting: 'The hearing is not found', no_hearing_notice: 'A formal hearing needs the date and places of its notice', no_motion: 'The motion is not found',
    conflict: 'This decision has two values that differ; settle them first', motion_unsettled: 'The result of the motion is not settled; settle what differs first', motion_uncounted: 'This motion has not been counted', not_ready: 'It cannot be published yet; mend what is listed first', id_number: 'There is a 13-digit number. If it is an ID number, please remove it.', not_found: 'The office has not received it; exchange and look again', other: 'Not ready; please tell the administrator',
  },
};

export const decisions = words(th, en);
