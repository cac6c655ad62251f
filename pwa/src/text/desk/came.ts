// Words of the lists of one hearing: who came, and how each voted.
import { words } from '../index';

const th = {
  title: 'คนที่มา', votes: 'เสียงรายคน', find: 'หาชื่อหรือบ้านเลขที่', hide: 'ซ่อนชื่อในรายการ (ใช้ตอนฉายจอให้ที่ประชุมดู)',
  count: (n: number) => `${n} คน`, found: (n: number, all: number) => `พบ ${n} จาก ${all} คน`, more: (n: number) => `ยังมีอีก ${n} คน พิมพ์ชื่อหรือบ้านเลขที่เพื่อหา`, showMore: 'แสดงต่อ',
  none: 'ยังไม่มีรายการ', history: 'ประวัติ', otherName: 'ประวัติของอีกชื่อ', differs: 'ไม่ตรงกัน รอตัดสิน', notTaken: 'สำนักงานแยกไว้ ยังไม่นับ',
  name: 'ชื่อ', house: 'บ้านเลขที่', community: 'ชุมชน', capacity: 'ฐานะ', voting: 'ลงคะแนน', door: 'จุด', time: 'เวลา', phone: 'เครื่อง', office: 'สำนักงาน', choice: 'คะแนน', channel: 'ช่องทาง',
};

const en: typeof th = {
  title: 'Who came', votes: 'Votes by person', find: 'Find a name or house number', hide: 'Hide names in lists (for when the hall sees the screen)',
  count: (n: number) => `${n} people`, found: (n: number, all: number) => `${n} of ${all} found`, more: (n: number) => `${n} more. Type a name or house number to find them.`, showMore: 'Show more',
  none: 'Nothing recorded yet', history: 'history', otherName: 'History of the other name', differs: 'Differs, to be settled', notTaken: 'Set aside by the office, not counted',
  name: 'Name', house: 'House', community: 'Community', capacity: 'Capacity', voting: 'Vote', door: 'Post', time: 'Time', phone: 'Device', office: 'The office', choice: 'Choice', channel: 'Channel',
};

export const came = words(th, en);
