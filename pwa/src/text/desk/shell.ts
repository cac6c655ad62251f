// Words of the desk's frame: signing in, home, phones, standing lines.
import { words } from '../index';

const th = {
  office: 'โต๊ะเจ้าหน้าที่', skip: 'ข้ามไปเนื้อหา',
  nav: { label: 'เมนู', home: 'หน้าแรก', settle: 'ข้อมูลไม่ตรงกัน', opinions: 'ความคิดเห็น', decisions: 'มติ', meetings: 'เวที', topics: 'เรื่อง', communities: 'ชุมชน', projects: 'โครงการ', phones: 'เพิ่มเครื่อง' },
  signIn: {
    title: 'เข้าสู่ระบบ', email: 'อีเมล', password: 'รหัสผ่าน', go: 'เข้าสู่ระบบ', out: 'ออกจากระบบ', as: 'ชื่อผู้ใช้',
    again: 'เข้าสู่ระบบอีกครั้งเพื่อทำต่อ สิ่งที่กรอกไว้ยังอยู่',
    wrong: 'อีเมลหรือรหัสผ่านไม่ตรงกัน ลองพิมพ์ใหม่อีกครั้ง', unreachable: 'ยังติดต่อสำนักงานไม่ได้ ตรวจสัญญาณแล้วลองใหม่',
    notStaff: 'บัญชีนี้ใช้โต๊ะเจ้าหน้าที่ไม่ได้ ถ้าควรใช้ได้ โปรดแจ้งผู้ดูแล',
    stale: 'ยังเข้าสู่ระบบไม่ได้ โหลดหน้านี้ใหม่แล้วลองอีกครั้ง',
    outNote: 'ออกแล้ว ข้อมูลในเบราว์เซอร์นี้ยังอยู่ครบ',
  },
  enrol: {
    title: 'ใช้เบราว์เซอร์นี้ทำงาน', lead: 'ตั้งชื่อเครื่องนี้ เพื่อให้ประวัติบอกได้ว่าบันทึกจากที่ใด', label: 'ชื่อเครื่อง', example: 'โต๊ะ 1 ห้องพัฒนาชุมชน', go: 'เริ่มใช้เครื่องนี้',
    busy: 'กำลังขึ้นทะเบียนเครื่อง',
  },
  first: { title: 'กำลังรับข้อมูลชุดแรก', note: 'ใช้ได้ทันทีที่ข้อมูลมาครบ' },
  home: {
    title: 'วันนี้', waiting: 'สิ่งที่รอเจ้าหน้าที่', nothing: 'ไม่มีอะไรค้าง', conflicts: 'ข้อมูลที่ไม่ตรงกัน', signs: 'เรื่องที่ควรตรวจ', unanswered: 'ความคิดเห็นที่ยังไม่ได้ตอบ', unpublished: 'มติที่ยังไม่ได้เผยแพร่',
    meetings: 'เวที', newMeeting: 'ตั้งเวทีใหม่', noMeetings: 'ยังไม่มีเวที', noMeetingsHow: 'ตั้งเวทีแรก แล้วเพิ่มวาระ ญัตติ และเจ้าหน้าที่',
  },
  phone: {
    title: 'เพิ่มเครื่องของเจ้าหน้าที่', who: 'เครื่องของใคร', label: 'ชื่อเครื่อง', example: 'เครื่องประตู ก', make: 'ขอรหัส',
    code: 'รหัสของเครื่องนี้', until: (when: string) => `ใช้ได้ถึง ${when} ใช้ได้ครั้งเดียว`, scan: 'เปิดกล้องของเครื่องนั้นแล้วส่องรูปนี้ หรือเปิดลิงก์ข้างล่างแล้วพิมพ์รหัส', link: 'ลิงก์', qr: 'รูปสำหรับส่องด้วยกล้อง', another: 'ขอรหัสอีกเครื่อง',
    pick: 'เลือกชื่อ',
  },
  password: {
    title: 'ลืมรหัสผ่าน', note: 'ออกลิงก์ให้เจ้าของบัญชีตั้งรหัสผ่านใหม่ ส่งให้ถึงมือ ใครถือลิงก์นี้ก็ตั้งรหัสผ่านได้', who: 'บัญชีของใคร', make: 'ออกลิงก์',
    until: (when: string) => `ใช้ได้ถึง ${when} ใช้ได้ครั้งเดียว`, qr: 'รูปลิงก์สำหรับส่องด้วยกล้อง', done: 'ซ่อนลิงก์',
  },
  history: {
    again: 'จดซ้ำหลังกุญแจของเครื่องหาย เวลาเป็นของครั้งแรก',
    title: 'ประวัติ', who: 'ผู้บันทึก', when: 'เวลาในเครื่อง', phone: 'เครื่อง', what: 'สิ่งที่บันทึก', why: 'เหตุผล', current: 'ใช้อยู่', covered: 'มีค่าใหม่แทนแล้ว', removed: 'ลบตามสิทธิ์แล้ว', none: 'ยังไม่มีการบันทึก', show: 'ดูประวัติ', back: 'กลับ',
    empty: 'ลบค่า', quarantined: 'สำนักงานยังไม่รับ',
  },
  form: {
    save: 'บันทึก', saved: 'บันทึกแล้ว', nothing: 'ยังไม่ได้แก้อะไร', edit: 'แก้ไข', add: 'เพิ่ม', cancel: 'กลับ', why: 'เหตุผลที่แก้', whyNote: 'ทุกคนที่เปิดดูประวัติจะเห็น', whyNeeded: 'การแก้นี้ต้องบอกเหตุผล',
    fix: (n: number) => `ยังมี ${n} ช่องที่ต้องดู`, choose: 'เลือก', linePer: 'บรรทัดละหนึ่งรายการ', keyed: 'บรรทัดละหนึ่งรายการ รหัสหน้าเครื่องหมาย = ใส่หรือไม่ก็ได้', conflict: 'ช่องนี้มีสองค่าที่ไม่ตรงกัน ค่าที่เห็นเป็นค่าชั่วคราว บันทึกใหม่คือการตัดสิน',
    faults: { required: 'ช่องนี้ต้องกรอก', too_long: 'ยาวเกินไป', not_a_number: 'ต้องเป็นจำนวน', out_of_bounds: 'จำนวนนี้อยู่นอกขอบเขต', not_a_date: 'ต้องเป็นวันที่', not_a_time: 'ต้องเป็นเวลา', not_a_code: 'ใช้ได้เฉพาะ a-z 0-9 - _', too_few: 'ต้องมีอย่างน้อยสองรายการ' },
  },
  status: { title: 'ข้อมูลในเบราว์เซอร์นี้', now: 'รับส่งตอนนี้', attention: 'รายการที่สำนักงานยังไม่รับ', safe: 'ข้อมูลยังอยู่ครบในเครื่องนี้', last: 'รับส่งล่าสุด', never: 'ยังไม่เคย', incomplete: (n: number) => `ยังมาไม่ครบ ${n} ชุด`, whole: 'ข้อมูลมาครบแล้ว', device: 'เครื่อง', unknown: 'สำนักงานไม่รับเครื่องนี้แล้ว ข้อมูลที่รอส่งยังอยู่ครบ โปรดแจ้งผู้ดูแล', keyLost: 'กุญแจลงชื่อของเบราว์เซอร์นี้หายไป ข้อมูลยังอยู่ครบ ลงทะเบียนใหม่แล้วระบบจะจดซ้ำและส่งให้เอง', again: 'ลงทะเบียนเบราว์เซอร์นี้ใหม่', language: 'ภาษา', th: 'ไทย', en: 'English', closed: 'มีรุ่นใหม่เปิดอยู่ในหน้าต่างอื่น โหลดหน้านี้ใหม่' },
  failed: { title: 'เปิดข้อมูลในเบราว์เซอร์นี้ไม่ได้', what: 'ยังไม่มีอะไรถูกลบ ปิดหน้าต่างอื่นของโต๊ะเจ้าหน้าที่ แล้วลองใหม่ ถ้ายังเปิดไม่ได้ โปรดแจ้งผู้ดูแล', again: 'ลองใหม่', other: 'เข้าด้วยบัญชีอื่น' },
  notFound: 'ไม่พบสิ่งที่เปิด', notFoundHow: 'อาจยังมาไม่ถึงเครื่องนี้ กดรับส่งแล้วลองใหม่',
};

const en: typeof th = {
  office: 'Staff desk', skip: 'Skip to the content',
  nav: { label: 'Menu', home: 'Home', settle: 'Differences', opinions: 'Opinions', decisions: 'Decisions', meetings: 'Hearings', topics: 'Topics', communities: 'Communities', projects: 'Projects', phones: 'Add a phone' },
  signIn: {
    title: 'Sign in', email: 'Email', password: 'Password', go: 'Sign in', out: 'Sign out', as: 'Signed in as',
    again: 'Sign in again to go on. What you filled in is kept.',
    wrong: 'Email and password do not match. Please type them again.', unreachable: 'The office cannot be reached. Check the signal and try again.',
    notStaff: 'This account cannot use the desk. If it should, tell the administrator.',
    stale: 'That did not work. Load this page anew and try again.',
    outNote: 'Signed out. Everything in this browser is still here.',
  },
  enrol: {
    title: 'Work in this browser', lead: 'Name this computer, so that the history can say where something was recorded.', label: 'Name of this computer', example: 'Desk 1, community room', go: 'Start using it',
    busy: 'Enrolling this computer',
  },
  first: { title: 'Receiving the first copy', note: 'You can start as soon as it is complete.' },
  home: {
    title: 'Today', waiting: 'Waiting for staff', nothing: 'Nothing is waiting', conflicts: 'Records that differ', signs: 'To be checked', unanswered: 'Opinions without an answer', unpublished: 'Decisions not yet published',
    meetings: 'Hearings', newMeeting: 'New hearing', noMeetings: 'No hearing yet', noMeetingsHow: 'Make the first hearing, then add agenda, motions and officers.',
  },
  phone: {
    title: 'Add an officer’s phone', who: 'Whose phone', label: 'Name of the phone', example: 'Phone at door A', make: 'Get a code',
    code: 'Code for this phone', until: (when: string) => `Valid until ${when}, for one use`, scan: 'Scan this with the phone’s camera, or open the link below and type the code.', link: 'Link', qr: 'Picture to scan with a camera', another: 'Code for another phone',
    pick: 'Choose a name',
  },
  password: {
    title: 'Forgotten password', note: 'Make a link by which the holder of an account sets a new password. Hand it over in person: whoever has it can set it.', who: 'Whose account', make: 'Make a link',
    until: (when: string) => `Valid until ${when}, for one use`, qr: 'The link, to scan with a camera', done: 'Hide the link',
  },
  history: {
    again: 'Written again after the device lost its key; the time is that of the first writing',
    title: 'History', who: 'Recorded by', when: 'Time on the device', phone: 'Device', what: 'What was recorded', why: 'Reason', current: 'in use', covered: 'replaced', removed: 'removed by right', none: 'Nothing recorded yet', show: 'History', back: 'Back',
    empty: 'cleared', quarantined: 'not taken by the office',
  },
  form: {
    save: 'Save', saved: 'Saved', nothing: 'Nothing was changed', edit: 'Edit', add: 'Add', cancel: 'Back', why: 'Reason for the change', whyNote: 'Everyone who opens the history sees it', whyNeeded: 'This change needs a reason',
    fix: (n: number) => `${n} fields need a look`, choose: 'Choose', linePer: 'One a line', keyed: 'One a line; a code before = is optional', conflict: 'This field has two values that differ. The one shown is provisional; saving decides.',
    faults: { required: 'This is needed', too_long: 'Too long', not_a_number: 'Must be a number', out_of_bounds: 'Out of bounds', not_a_date: 'Must be a date', not_a_time: 'Must be a time', not_a_code: 'Only a-z 0-9 - _', too_few: 'At least two are needed' },
  },
  status: { title: 'What lies in this browser', now: 'Exchange now', attention: 'What the office has not taken', safe: 'Everything is safe on this computer', last: 'Last exchange', never: 'none yet', incomplete: (n: number) => `${n} sets are not complete yet`, whole: 'Everything has arrived', device: 'Device', unknown: 'The office takes nothing from this device any more. What waits is safe; tell the administrator.', keyLost: 'The key by which this browser signs is gone. Everything is safe; enrol again, and what was not signed is written again and sent.', again: 'Enrol this browser again', language: 'Language', th: 'ไทย', en: 'English', closed: 'A newer version is open in another window. Load this page anew.' },
  failed: { title: 'The copy in this browser cannot be opened', what: 'Nothing was removed. Close other windows of the desk and try again; if it stays, tell the administrator.', again: 'Try again', other: 'Use another account' },
  notFound: 'Nothing found here', notFoundHow: 'It may not have reached this computer yet. Exchange and try again.',
};

export const shell = words(th, en);
