// Words of the page of a hearing's phones: what each has sent, what is missing, and what to do.
import { words } from '../index';

const th = {
  title: 'เครื่องของเวที', sub: 'แต่ละเครื่องส่งถึงไหน ขาดช่วงใด และเรื่องใดต้องมีคนทำ', loading: 'กำลังถามสำนักงาน', off: 'ติดต่อสำนักงานไม่ได้ ลองใหม่เมื่อมีสัญญาณ', again: 'ลองใหม่', none: 'ยังไม่มีเครื่องใดของเวทีนี้',
  all: (n: number, act: number) => (act ? `${n} เครื่อง ต้องทำ ${act} เครื่อง` : `${n} เครื่อง ไม่มีเรื่องที่ต้องทำ`), fine: 'ครบ ไม่มีเรื่องต้องทำ', strange: 'เครื่องที่ไม่มีชื่อ',
  facts: { seen: 'ติดต่อล่าสุด', never: 'ยังไม่เคย', holds: 'ข้อมูลเวทีนี้ในเครื่อง', same: 'เท่าสำนักงาน', behind: 'ยังไม่ครบ', none: 'ยังไม่มี', unsent: 'รอส่ง', entries: (n: string) => `${n} รายการ`, app: 'รุ่นของแอป', unknown: 'ไม่ทราบ' },
  weight: { act: 'ต้องทำ', wait: 'รอได้', know: 'ควรรู้' },
  concern: {
    never: () => 'เครื่องนี้ยังไม่เคยติดต่อ ถ้าจะใช้ในเวที ให้เปิดแอปตอนมีสัญญาณหนึ่งครั้ง',
    silent: (n: string) => `ไม่ได้ติดต่อมา ${n} วัน ถ้ามีรายการค้าง โทรหาเจ้าของเครื่อง ให้เปิดแอปตอนมีสัญญาณ หรือฝากไฟล์มา`,
    revoked: () => 'เครื่องนี้ถูกถอนสิทธิแล้ว สิ่งที่ส่งมาหลังจากนั้นเก็บไว้แต่ไม่นับ ตรวจทีละรายการด้านล่าง',
    quarantined: (n: string) => `มี ${n} รายการที่เก็บไว้แต่ไม่นับ ดูเหตุและให้นับได้ด้านล่าง`,
    lost: (n: string) => `ขาด ${n} รายการระหว่างทาง อยู่ในเครื่องนั้นหรือไฟล์ที่ฝากไว้ ให้เครื่องนั้นกดส่ง หรือรับไฟล์ที่ขาด`,
    keyless: (n: string) => `เครื่องลงลายเซ็น ${n} รายการไม่ได้ กุญแจในเครื่องเสีย ให้ลงทะเบียนเครื่องนั้นใหม่ด้วยบัญชีเดิม แล้วแอปจะจดซ้ำให้เอง`,
    unsigned: (n: string) => `${n} รายการรอลายเซ็นของเครื่อง ให้เครื่องนั้นกดส่ง ถ้าเครื่องหายหรือล้างแล้ว ให้ลงทะเบียนใหม่ แล้วแอปจะจดรายการเดิมซ้ำให้`,
    gap: (n: string) => `${n} รายการมาถึงก่อนรายการก่อนหน้า เก็บไว้แล้ว รอช่วงที่ขาด`,
    part: (n: string) => `${n} รายการมาไม่ครบทั้งรายการ ให้เครื่องใดก็ตามที่มีครบกดส่ง`,
    quota: (n: string) => `${n} รายการเกินที่เก็บรอไว้ได้ ให้เครื่องนั้นส่งใหม่`,
    forks: (n: string) => `เครื่องนี้เคยเดินสองทาง ${n} รายการเก็บแยกไว้ แอปจดต่อในชุดใหม่เอง ไม่มีอะไรหาย`,
    version: () => 'แอปคนละรุ่นกับโต๊ะนี้ รายการใหม่เก็บครบ ให้เครื่องนั้นปรับปรุงแอปเมื่อสะดวก',
    unsent: (n: string) => `เครื่องบอกว่ารอส่ง ${n} รายการ ให้เปิดแอปตอนมีสัญญาณ`,
    files: (n: string) => `รูป ${n} รูปยังอยู่ในเครื่อง จะส่งเองเมื่อมีสัญญาณ`,
    behind: () => 'เครื่องยังไม่ได้รับข้อมูลล่าสุด จะรับเองเมื่อติดต่อครั้งหน้า',
    adopted: () => 'เครื่องนี้จดรายการของเครื่องเดิมที่เสียกุญแจไปซ้ำให้แล้ว',
  },
  clock: {
    wrong: (span: string) => `${span} ตั้งเวลาเครื่องให้ตรง เปิดตั้งเวลาอัตโนมัติ รายการยังเก็บครบ แต่เวลาที่บันทึกจะคลาด`, off: (span: string) => `${span} ควรตั้งเวลาให้ตรง`,
    ahead: (n: string, unit: string) => `นาฬิกาเร็ว ${n} ${unit}`, late: (n: string, unit: string) => `นาฬิกาช้า ${n} ${unit}`,
    units: { years: 'ปี', months: 'เดือน', days: 'วัน', hours: 'ชั่วโมง', minutes: 'นาที' },
  },
  logs: {
    caption: 'ชุดบันทึกของเครื่องนี้', log: 'ชุด', picture: 'ภาพ', held: 'มีแล้ว', missing: 'ขาด', waiting: 'รอ', forks: 'แยกไว้', aside: 'ไม่นับ', range: (from: string, to: string) => (from === to ? from : `${from} ถึง ${to}`),
    goesOn: 'จดต่อจากชุดเดิม', key: 'ในภาพ สีเต็มคือมีแล้ว ช่องว่างคือขาด ลายคือรอ',
  },
  unknown: { title: 'สิ่งที่รุ่นนี้ยังไม่รู้จัก', one: (kind: string, n: string) => `${kind} ${n} รายการ`, what: 'แอปรุ่นใหม่กว่าบันทึกไว้ เก็บครบแล้ว จะแสดงเมื่อผู้ดูแลปรับปรุงระบบ' },
  aside: {
    title: 'เก็บไว้แต่ไม่นับ', what: 'ตรวจกับผู้บันทึก ถ้าถูกต้อง ให้นับได้ เหตุผลจะไปถึงทุกเครื่อง อย่าใส่ชื่อคน', one: (kind: string, at: string) => `${kind} มาถึง ${at}`, why: 'เหตุที่ให้นับ', admit: 'ให้นับ', admitted: 'ให้นับแล้ว', need: 'ใส่เหตุผลก่อน',
    reason: { invalid_body: 'รูปแบบไม่ตรงกับที่กำหนด', not_allowed: 'ผู้บันทึกไม่มีหน้าที่จดเรื่องนี้', wrong_id: 'รหัสรายการไม่ตรงกับคนหรือญัตติ', revoked: 'เครื่องถูกถอนสิทธิแล้ว', other: 'มีเหตุอื่น แจ้งผู้ดูแล' },
  },
};

const en: typeof th = {
  title: 'Phones of the hearing', sub: 'How far each has sent, what is missing, and what a person must do', loading: 'Asking the office', off: 'The office cannot be reached; try again with a signal', again: 'Try again', none: 'No phone belongs to this hearing yet',
  all: (n: number, act: number) => (act ? `${n} phones, ${act} need somebody` : `${n} phones, nothing to do`), fine: 'Whole; nothing to do', strange: 'A device without a name',
  facts: { seen: 'Last contact', never: 'Never', holds: 'This hearing on the phone', same: 'Same as the office', behind: 'Not whole yet', none: 'Not there yet', unsent: 'Waiting to be sent', entries: (n: string) => `${n} entries`, app: 'Version of the app', unknown: 'Not known' },
  weight: { act: 'Act', wait: 'Can wait', know: 'Good to know' },
  concern: {
    never: () => 'It has never been in contact. If it is to be used, open the app once while there is a signal.',
    silent: (n: string) => `No contact for ${n} days. If something waits on it, call its owner: open the app with a signal, or send a file.`,
    revoked: () => 'It was taken off. What it sent since is kept and not counted: look at each entry below.',
    quarantined: (n: string) => `${n} entries are kept and not counted. See why below, and let them count.`,
    lost: (n: string) => `${n} entries are missing in between. They are on that phone or in a file: have it send, or take in the file.`,
    keyless: (n: string) => `It cannot sign ${n} entries: its key is gone. Enrol it again for the same account, and the app writes them once more.`,
    unsigned: (n: string) => `${n} entries wait for the phone’s signature. Have it send. If it is lost or wiped, enrol it again: the app then writes them once more.`,
    gap: (n: string) => `${n} entries came before earlier ones. They are kept until the missing ones come.`,
    part: (n: string) => `${n} entries came without a part. Have any phone that holds them whole send.`,
    quota: (n: string) => `${n} entries are more than can be kept waiting. Have the phone send again.`,
    forks: (n: string) => `The phone once went two ways: ${n} entries are kept apart. The app goes on in a new log; nothing is lost.`,
    version: () => 'Another version of the app than this desk. What is new is kept; update that phone when convenient.',
    unsent: (n: string) => `It says that ${n} entries wait. Open the app there with a signal.`,
    files: (n: string) => `${n} photos are still on it and go by themselves when there is a signal.`,
    behind: () => 'It lacks the latest and gets it at its next contact.',
    adopted: () => 'It wrote again what the phone before it, which lost its key, could not sign.',
  },
  clock: {
    wrong: (span: string) => `${span}. Set it to automatic time. Entries are kept all the same, but their times are off.`, off: (span: string) => `${span}. It should be set.`,
    ahead: (n: string, unit: string) => `Its clock is ${n} ${unit} ahead`, late: (n: string, unit: string) => `Its clock is ${n} ${unit} late`,
    units: { years: 'years', months: 'months', days: 'days', hours: 'hours', minutes: 'minutes' },
  },
  logs: {
    caption: 'Logs of this phone', log: 'Log', picture: 'Picture', held: 'Held', missing: 'Missing', waiting: 'Waiting', forks: 'Apart', aside: 'Not counted', range: (from: string, to: string) => (from === to ? from : `${from} to ${to}`),
    goesOn: 'Goes on for an older log', key: 'In the pictures: full is held, empty is missing, striped waits.',
  },
  unknown: { title: 'What this version does not know', one: (kind: string, n: string) => `${kind}: ${n} entries`, what: 'A newer app recorded it. It is kept, and shown once the administrator updates the system.' },
  aside: {
    title: 'Kept and not counted', what: 'Ask who recorded it. If it is right, let it count; every phone reads the reason, so name nobody.', one: (kind: string, at: string) => `${kind}, arrived ${at}`, why: 'Why it counts', admit: 'Let it count', admitted: 'It counts now', need: 'Give a reason first',
    reason: { invalid_body: 'Not of the form it must have', not_allowed: 'Its writer may not record this', wrong_id: 'Its id is not that of the person or motion', revoked: 'The phone had been taken off', other: 'Another reason; tell the administrator' },
  },
};

export const phones = words(th, en);
