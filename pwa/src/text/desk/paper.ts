// Words of paper typed in at the desk, and of the photos of a hearing.
import { words } from '../index';

const th = {
  photos: 'รูปถ่ายของเวที', photoCount: (n: number) => `${n} รูป`, none: 'ยังไม่มีรูปของเวทีนี้', noneHow: 'รูปที่ถ่ายด้วยมือถือจะขึ้นที่นี่เองเมื่อเครื่องส่งข้อมูล หรือเพิ่มรูปจากเครื่องนี้',
  onPhone: (label: string, by: string) => `รูปยังอยู่ในเครื่อง ${label} (${by})`, onPhoneHow: 'จะมาเองเมื่อเครื่องนั้นมีสัญญาณ', away: 'ติดต่อสำนักงานไม่ได้ จะลองเปิดรูปอีกครั้ง', filter: 'แสดง', all: 'ทุกรูป',
  takenAt: 'ถ่ายเมื่อ', takenWhere: 'ที่', takenBy: 'เครื่อง', caption: 'คำอธิบาย', typedFrom: (n: number) => `จดจากรูปนี้แล้ว ${n} รายการ`, takeBack: 'เอารูปนี้ออก', takenBack: 'เอารูปออกแล้ว', putBack: 'เก็บรูปนี้ไว้ตามเดิม', wasTakenBack: 'รูปนี้ถูกเอาออกแล้ว',
  add: 'เพิ่มรูปจากเครื่องนี้', addSave: 'เก็บรูป', adding: 'กำลังเก็บรูป', added: 'เก็บรูปแล้ว',
  title: 'จดจากกระดาษ', from: 'จดจากรูปใด', noPhoto: 'ไม่มีรูป จดจากกระดาษในมือ', typeIt: 'จดจากรูปนี้', what: 'จดอะไร', whats: { names: 'รายชื่อคนที่มา', opinions: 'แบบความคิดเห็น', counts: 'ใบนับคะแนน' },
  sheet: 'ใบลงชื่อของ', outside: 'ผู้ที่อยู่นอกชุมชน', find: 'ลำดับที่ในใบ ชื่อ หรือบ้านเลขที่', findHow: 'Enter เช็กชื่อ · ↑ ↓ เลือก · ล้างช่องเพื่อดูทั้งใบ', rows: 'รายชื่อในใบ', row: (no: number) => `ที่ ${no}`, isHere: 'มาแล้ว', nobody: 'ไม่พบในรายชื่อ',
  typed: (n: number) => `จดจากใบนี้ ${n} คน`, inAll: (n: number) => `มาแล้วทั้งหมด ${n} คน`, said: (name: string) => `${name} มาแล้ว`, saidToo: (name: string) => `${name} มือถือเช็กชื่อไว้แล้ว จดเพิ่มว่าอยู่ในใบนี้`, again: (name: string) => `${name} จดจากใบนี้แล้ว`, back: (name: string) => `เอา ${name} ออกแล้ว`, just: 'ที่เพิ่งจด', undo: (name: string) => `เลิกทำ ${name}`, noKey: 'เครื่องนี้ยังไม่ได้รับกุญแจของเวที รับส่งข้อมูลหนึ่งครั้งก่อน',
  walkIn: 'คนที่ไม่มีในรายชื่อ', home: 'ชุมชน', told: 'ในใบมีประกาศการเก็บข้อมูล หรือได้แจ้งแล้ว', walkInSave: 'เพิ่มและเช็กชื่อ',
  opinionSaved: (code: string) => `เก็บความคิดเห็นแล้ว เลขรับ ${code}`, motion: 'ญัตติ', post: 'จุด', countsSave: 'เก็บผลนับ', countsSaved: 'เก็บผลนับแล้ว', noMotions: 'ไม่มีญัตติที่นับมือหรือหย่อนบัตร', earlier: 'จุดนี้มีผลที่จดไว้แล้ว ถ้าเก็บ ค่านี้จะใช้แทน ค่าเดิมยังอยู่ในประวัติ',
  source: 'จากกระดาษ', sheetPhoto: 'ดูรูปใบ', signature: 'ลายเซ็น', thumbprint: 'รูปลายนิ้วมือบนกระดาษ', witness: (name: string) => `พยาน ${name}`,
};

const en: typeof th = {
  photos: 'Photos of the hearing', photoCount: (n: number) => `${n} photos`, none: 'No photo of this hearing yet', noneHow: 'Photos taken by phone appear here when the phone sends. Or add one from this computer.',
  onPhone: (label: string, by: string) => `Photo still on the phone ${label} (${by})`, onPhoneHow: 'It comes by itself once that phone has a signal', away: 'The office cannot be reached; the photo is tried again', filter: 'Show', all: 'All photos',
  takenAt: 'Taken', takenWhere: 'At', takenBy: 'Device', caption: 'Caption', typedFrom: (n: number) => `${n} records typed from this photo`, takeBack: 'Take this photo back', takenBack: 'Photo taken back', putBack: 'Keep this photo after all', wasTakenBack: 'This photo was taken back',
  add: 'Add a photo from this computer', addSave: 'Keep the photo', adding: 'Keeping the photo', added: 'Photo kept',
  title: 'Typing in paper', from: 'Typed from which photo', noPhoto: 'No photo: from the paper in hand', typeIt: 'Type in from this photo', what: 'What is typed in', whats: { names: 'Who came', opinions: 'Opinion forms', counts: 'Count sheets' },
  sheet: 'Sheet of', outside: 'People outside communities', find: 'Number in the sheet, name or house', findHow: 'Enter checks in · ↑ ↓ choose · clear to see the whole sheet', rows: 'Rows of the sheet', row: (no: number) => `No. ${no}`, isHere: 'here', nobody: 'Not on the roll',
  typed: (n: number) => `${n} typed from this sheet`, inAll: (n: number) => `${n} here in all`, said: (name: string) => `${name} is here`, saidToo: (name: string) => `${name} was checked in by phone; noted to be on this sheet, too`, again: (name: string) => `${name} was typed from this sheet already`, back: (name: string) => `${name} taken out`, just: 'Typed just now', undo: (name: string) => `Undo ${name}`, noKey: 'This computer has no key of the hearing yet: exchange once first',
  walkIn: 'Somebody not on the roll', home: 'Community', told: 'The sheet bears the privacy notice, or they were told', walkInSave: 'Add and check in',
  opinionSaved: (code: string) => `Opinion kept, receipt ${code}`, motion: 'Motion', post: 'Post', countsSave: 'Keep the count', countsSaved: 'Count kept', noMotions: 'No motion by hands or box', earlier: 'This post has a count already. Kept, this one replaces it; the earlier stays in the history.',
  source: 'From paper', sheetPhoto: 'See the sheet', signature: 'Signature', thumbprint: 'Photo of the thumbprint on paper', witness: (name: string) => `Witness ${name}`,
};

export const paper = words(th, en);
