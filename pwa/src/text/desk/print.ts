// Words of printing: the papers of a hearing and how they are wanted.
import { words } from '../index';

const th = {
  title: 'พิมพ์เอกสาร', lead: 'กระดาษ A4 พิมพ์ล่วงหน้าได้ ถ้าเครื่องเสีย ยังจดในกระดาษแล้วพิมพ์เข้าทีหลังได้',
  papers: {
    'sign-in': { name: 'ทะเบียนผู้เข้าร่วม', what: 'แยกตามชุมชน และแผ่นสำหรับคนนอกชุมชน มีชื่อคน เก็บให้มิดชิด' },
    opinions: { name: 'แบบแสดงความคิดเห็น', what: 'แบบเปล่า ไม่ออกชื่อก็ได้' },
    slips: { name: 'ใบรับความคิดเห็น', what: 'ตัดครึ่ง ท่อนหนึ่งติดกับแบบ อีกท่อนให้คนเขียน เลขไม่ซ้ำกันทุกครั้งที่พิมพ์' },
    cards: { name: 'บัตรคิวอาร์', what: 'นำไปหน้าเวทีและหน้าเรื่อง ให้ประชาชนติดตามเอง' },
    agenda: { name: 'ระเบียบวาระการประชุม', what: 'วางบนเก้าอี้ หรือติดหน้าห้อง' },
    notice: { name: 'ประกาศ', what: 'วิธี วันเวลา สถานที่ เรื่อง และวิธีมีส่วนร่วม' },
  },
  how: 'อยากได้แบบไหน', thai: 'ใช้เลขไทย', blank: 'แถวว่างท้ายรายชื่อ', slips: 'จำนวนใบรับ', first: 'ใบแรกเลขที่',
  open: 'ทำเอกสาร', making: 'กำลังทำ', again: 'เปิดอีกครั้ง', keep: 'เก็บเป็นไฟล์',
  wrong: (from: number, to: number) => `ใส่ตัวเลข ${from} ถึง ${to}`, offline: 'ทำเอกสารต้องต่อกับสำนักงาน ลองใหม่เมื่อมีสัญญาณ', refused: 'ทำเอกสารนี้ไม่ได้',
};

const en: typeof th = {
  title: 'Print', lead: 'On A4. Print ahead: if a phone fails, write on paper and type it in later.',
  papers: {
    'sign-in': { name: 'Sheets to sign', what: 'By community, and one for people from outside. They hold names: keep them safe.' },
    opinions: { name: 'Opinion forms', what: 'Blank; nobody has to give a name' },
    slips: { name: 'Receipt slips', what: 'To be cut: one half stays on the form, one goes home. New codes every time.' },
    cards: { name: 'QR cards', what: 'They lead to the hearing and to its topics, for people to follow' },
    agenda: { name: 'Agenda', what: 'For the chairs and the door' },
    notice: { name: 'Notice', what: 'Method, time, place, topics, how to take part' },
  },
  how: 'How do you want it', thai: 'Thai digits', blank: 'Empty rows below a list', slips: 'Number of slips', first: 'Number on the first',
  open: 'Make', making: 'Making', again: 'Open again', keep: 'Keep as a file',
  wrong: (from: number, to: number) => `Enter a number from ${from} to ${to}`, offline: 'Papers are made at the office: try again with a signal.', refused: 'This paper cannot be made.',
};

export const printing = words(th, en);
