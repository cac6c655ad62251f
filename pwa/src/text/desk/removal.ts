// Words of removing personal data on request: what goes, what stays, why, and what is said of it afterwards.
import { words } from '../index';

const th = {
  ask: 'ลบข้อมูลส่วนบุคคลในรายการนี้', what: 'ส่วนที่จะลบ', private: 'ข้อมูลที่บอกว่าเป็นใคร', body: 'ถ้อยคำและข้อมูลที่เปิดเผยได้', goes: 'สิ่งที่จะหายไป',
  stays: 'จำนวนคนและคะแนนทุกตัวยังเท่าเดิม ประวัติยังบอกว่าเคยมีการบันทึก และลบเมื่อใด เพราะอะไร',
  others: 'ค่าเก่าที่ถูกแทนไปแล้วจะไม่กลับมา ถ้ารายการอื่นมีข้อมูลเดียวกัน ต้องลบรายการนั้นด้วย',
  final: 'ลบแล้วเอากลับไม่ได้ เครื่องอื่นจะลบเมื่อรับส่งครั้งต่อไป ภาพที่มีแต่รายการนี้อ้างถึงจะถูกลบด้วย',
  why: 'เหตุผลที่ลบ', whyNote: 'เช่น เจ้าของข้อมูลขอให้ลบ อย่าเขียนชื่อ', whyNeeded: 'เขียนเหตุผลก่อน', go: 'ลบข้อมูลนี้', busy: 'กำลังลบ', cancel: 'ไม่ลบ',
  done: (on: string, why: string) => `ลบเมื่อ ${on} เพราะ ${why}`, doneOnly: (on: string) => `ลบเมื่อ ${on}`, order: 'ลบข้อมูลส่วนบุคคล',
  unsent: 'รายการนี้ยังไม่ถึงสำนักงาน ส่งข้อมูลก่อนแล้วลองใหม่',
};

const en: typeof th = {
  ask: 'Remove the personal data in this entry', what: 'What to remove', private: 'What tells who it is', body: 'The words and what may be published', goes: 'What will be gone',
  stays: 'Every count of people and votes stays as it is. The history still says that something was recorded, when it was removed and why.',
  others: 'An older value that was replaced does not return. If another entry holds the same data, it must be removed, too.',
  final: 'This cannot be taken back. Other devices remove it with their next exchange. Pictures that only this entry names go, too.',
  why: 'Reason for removing', whyNote: 'For example: the person asked for it. No names.', whyNeeded: 'Write the reason first', go: 'Remove this data', busy: 'Removing', cancel: 'Keep it',
  done: (on: string, why: string) => `removed on ${on} because: ${why}`, doneOnly: (on: string) => `removed on ${on}`, order: 'Removal of personal data',
  unsent: 'This entry has not reached the office yet. Exchange first, then try again.',
};

export const removal = words(th, en);
