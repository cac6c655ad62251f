// Words of importing a roll of residents: the file, its columns, who may be who, the import and its undoing.
import { words } from '../index';

const th = {
  title: 'นำเข้าทะเบียน', lead: 'เลือกไฟล์ .xlsx หรือ .csv ที่มีชื่อคนในชุมชน ระบบจะให้ดูก่อน ยังไม่เขียนอะไรจนกว่าจะกดนำเข้า',
  file: 'ไฟล์รายชื่อ', noId: 'ไม่ต้องมีเลขประจำตัวประชาชน ถ้ามี ระบบจะไม่อ่านคอลัมน์นั้นและไม่เก็บ', reading: 'กำลังอ่านไฟล์', off: 'ยังติดต่อสำนักงานไม่ได้ ตรวจสัญญาณแล้วลองใหม่', other: 'เลือกไฟล์อื่น',
  read: (file: string, rows: number) => `${file} มี ${rows.toLocaleString('th')} แถว`,
  columns: '1. คอลัมน์ไหนคืออะไร', column: 'คอลัมน์', sample: 'ตัวอย่าง', readAs: 'อ่านเป็น', ignore: 'ไม่ใช้',
  refused: 'มีเลขประจำตัวประชาชน จึงไม่อ่านและไม่เก็บ', unnamed: (n: number) => `คอลัมน์ที่ ${n}`,
  field: { full: 'ชื่อเต็มในช่องเดียว', title: 'คำนำหน้า', first: 'ชื่อ', last: 'นามสกุล', house: 'บ้านเลขที่', community: 'ชุมชน', phone: 'โทรศัพท์' },
  noName: 'เลือกก่อนว่าคอลัมน์ไหนคือชื่อ',
  homes: '2. อยู่ชุมชนไหน', home: 'แถวที่ไม่บอกชุมชน', homeNone: 'ยังไม่นำเข้า', unknown: 'ชื่อชุมชนที่ไม่พบในระบบ', place: (name: string, rows: number) => `“${name}” (${rows} แถว) คือ`, newCommunity: 'เพิ่มชุมชน', outside: (name: string) => `นอกชุมชน ${name}`, allKnown: 'รู้จักทุกชุมชนในไฟล์',
  doubles: '3. อาจเป็นคนเดียวกัน', doublesHow: 'ชื่อเหมือนกันไม่ได้แปลว่าเป็นคนเดียวกัน แถวที่ยังไม่เลือกจะไม่นำเข้า', noDoubles: 'ไม่มีใครที่อาจซ้ำ',
  inFile: 'ในไฟล์', onRoll: 'ในทะเบียน', earlier: (row: string) => `แถว ${row} ในไฟล์เดียวกัน`, row: (n: number) => `แถว ${n}`,
  choice: { another: 'คนละคน นำเข้าเพิ่ม', same: 'คนเดียวกัน ข้าม', update: 'คนเดียวกัน ใช้บ้านเลขที่และโทรศัพท์จากไฟล์' },
  decide: (n: number, name: string) => `แถว ${n} ${name}`, rest: 'แถวที่เหลือทั้งหมด', restNone: 'เลือกทีละแถว',
  why: { name: 'ชื่อเหมือน', near_name: 'ชื่อใกล้กัน', house: 'บ้านเดียวกัน', phone: 'โทรศัพท์เดียวกัน', file: 'ซ้ำในไฟล์' },
  page: (from: number, to: number, all: number) => `${from}–${to} จาก ${all}`, previous: 'ก่อนหน้า', next: 'ถัดไป',
  faults: 'แถวที่อ่านไม่ได้', faultsHow: 'แก้ในไฟล์แล้วเลือกไฟล์ใหม่ หรือนำเข้าเฉพาะแถวที่อ่านได้', fault: 'สิ่งที่ต้องแก้', moreFaults: (n: number) => `และอีก ${n} แถว`,
  code: {
    no_name: 'ไม่มีชื่อ เติมชื่อหรือลบแถวนี้', national_id: 'มีเลข 13 หลัก ลบออกก่อน', formula: 'เป็นสูตร คัดลอกแล้ววางเฉพาะค่า', date: 'Excel เปลี่ยนเป็นวันที่ ตั้งช่องเป็นข้อความแล้วพิมพ์ใหม่',
    broken: 'อ่านค่าไม่ได้ พิมพ์ใหม่', too_long: 'ยาวเกินไป ย่อให้สั้นลง', no_place: 'ไม่บอกชุมชน', unknown_place: 'ไม่พบชุมชนนี้',
  } as Record<string, string>,
  look: '4. ตรวจก่อนนำเข้า', first: 'แถวแรก ๆ ที่จะอ่าน', name: 'ชื่อ', house: 'บ้านเลขที่', where: 'ชุมชน', phone: 'โทรศัพท์', number: 'แถว',
  count: { new: 'คนใหม่', another: 'คนใหม่ (ตัดสินแล้ว)', update: 'ปรับบ้านเลขที่หรือโทรศัพท์', unchanged: 'อยู่ในทะเบียนแล้ว', same: 'คนเดียวกัน ข้าม', double: 'ยังไม่ตัดสิน ไม่นำเข้า', error: 'อ่านไม่ได้ ไม่นำเข้า' },
  go: (n: number) => `นำเข้า ${n.toLocaleString('th')} คน`, nobody: 'ยังไม่มีใครที่จะนำเข้า', busy: 'กำลังนำเข้า', undoing: 'กำลังยกเลิก', far: (done: number, total: number) => `${done.toLocaleString('th')} จาก ${total.toLocaleString('th')} คน`,
  done: (n: number) => `นำเข้าครบแล้ว เพิ่ม ${n.toLocaleString('th')} คน`, goOn: 'ทำต่อ', cut: 'หยุดกลางทาง ที่เขียนแล้วยังอยู่ครบ กดทำต่อได้ ไม่มีใครซ้ำ',
  undo: 'ยกเลิกทั้งไฟล์', undoSure: 'ยกเลิกการนำเข้านี้ทั้งหมด', undoWhat: 'ทุกคนที่มาจากไฟล์นี้จะออกจากทะเบียน ยกเว้นคนที่ลงชื่อ ลงคะแนน หรือให้ความเห็นไปแล้ว ประวัติยังอยู่', undone: 'ยกเลิกแล้ว', kept: (n: number) => `${n} คนยังอยู่ เพราะมีบันทึกในเวทีแล้ว`,
  past: 'ไฟล์ที่เคยนำเข้า', none: 'ยังไม่เคยนำเข้า', state: { running: 'ยังไม่ครบ', whole: 'ครบแล้ว', undoing: 'กำลังยกเลิก', undone: 'ยกเลิกแล้ว' }, people: (n: number) => `${n.toLocaleString('th')} คน`,
  wrong: {
    roster_empty: 'ไฟล์นี้ว่าง เลือกไฟล์อื่น', roster_no_rows: 'ไฟล์นี้มีแต่หัวตาราง ไม่มีรายชื่อ', roster_not_table: 'ไฟล์นี้ไม่ใช่ตารางรายชื่อ บันทึกเป็น .xlsx หรือ .csv แล้วเลือกใหม่',
    roster_old_excel: 'เป็น Excel รุ่นเก่าหรือมีรหัสผ่าน บันทึกเป็น .xlsx ที่ไม่มีรหัสผ่าน', roster_encoding: 'อ่านตัวอักษรไม่ออก บันทึกใหม่เป็น .xlsx หรือ CSV UTF-8', roster_damaged: 'ไฟล์นี้เสียหาย เปิดแล้วบันทึกเป็นไฟล์ใหม่',
    roster_unsafe: 'มีสิ่งผิดปกติซ่อนอยู่ในไฟล์ คัดลอกเฉพาะตารางไปวางในไฟล์ใหม่', roster_too_wide: 'มีเกิน 100 คอลัมน์ ลบคอลัมน์ที่ไม่ใช้', roster_too_long: 'มีเกิน 50,000 แถว แบ่งเป็นหลายไฟล์',
    roster_gone: 'ไม่มีไฟล์ที่เตรียมไว้แล้ว เลือกไฟล์ใหม่', roster_not_ready: 'ยังไม่มีใครที่จะนำเข้า', too_large: 'ไฟล์นี้ใหญ่เกินไป',
  } as Record<string, string>,
};

const en: typeof th = {
  title: 'Import a roll', lead: 'Choose an .xlsx or .csv file of residents. You see it first; nothing is written until you press import.',
  file: 'File of residents', noId: 'National ID numbers are not needed. A column that holds them is neither read nor kept.', reading: 'Reading the file', off: 'The office cannot be reached. Check the signal and try again.', other: 'Choose another file',
  read: (file: string, rows: number) => `${file} has ${rows.toLocaleString('en')} rows`,
  columns: '1. What each column is', column: 'Column', sample: 'Samples', readAs: 'Read as', ignore: 'not used',
  refused: 'Holds national ID numbers: neither read nor kept', unnamed: (n: number) => `Column ${n}`,
  field: { full: 'Whole name in one cell', title: 'Title', first: 'First name', last: 'Surname', house: 'House number', community: 'Community', phone: 'Telephone' },
  noName: 'First choose the column of names',
  homes: '2. Where they live', home: 'Rows that tell no community', homeNone: 'leave them out', unknown: 'Communities that are not known', place: (name: string, rows: number) => `“${name}” (${rows} rows) is`, newCommunity: 'Add a community', outside: (name: string) => `Outside communities, ${name}`, allKnown: 'Every community in the file is known',
  doubles: '3. May be the same person', doublesHow: 'The same name is not the same person. Rows that are not decided are left out.', noDoubles: 'Nobody may be a double',
  inFile: 'In the file', onRoll: 'On the roll', earlier: (row: string) => `Row ${row} of the same file`, row: (n: number) => `Row ${n}`,
  choice: { another: 'Another person: add', same: 'The same: skip', update: 'The same: take house and telephone from the file' },
  decide: (n: number, name: string) => `Row ${n} ${name}`, rest: 'All that are left', restNone: 'Decide one by one',
  why: { name: 'same name', near_name: 'like name', house: 'same house', phone: 'same telephone', file: 'twice in the file' },
  page: (from: number, to: number, all: number) => `${from}–${to} of ${all}`, previous: 'Previous', next: 'Next',
  faults: 'Rows that cannot be read', faultsHow: 'Mend the file and choose it again, or import only the rows that can be read.', fault: 'What to mend', moreFaults: (n: number) => `and ${n} more rows`,
  code: {
    no_name: 'No name: fill it in or remove the row', national_id: 'Holds 13 digits: remove them', formula: 'A formula: copy and paste the value', date: 'Became a date: make the cell text and type it again',
    broken: 'Cannot be read: type it again', too_long: 'Too long: shorten it', no_place: 'Tells no community', unknown_place: 'No such community',
  },
  look: '4. Look before importing', first: 'The first rows as they will be read', name: 'Name', house: 'House', where: 'Community', phone: 'Telephone', number: 'Row',
  count: { new: 'New people', another: 'New (decided)', update: 'House or telephone updated', unchanged: 'On the roll already', same: 'The same, skipped', double: 'Not decided, left out', error: 'Not read, left out' },
  go: (n: number) => `Import ${n.toLocaleString('en')} people`, nobody: 'Nobody to import yet', busy: 'Importing', undoing: 'Undoing', far: (done: number, total: number) => `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`,
  done: (n: number) => `Imported: ${n.toLocaleString('en')} people added`, goOn: 'Go on', cut: 'It was cut. What was written is kept; go on, nobody is made twice.',
  undo: 'Undo the whole file', undoSure: 'Undo this whole import', undoWhat: 'Everybody who came from this file leaves the roll, except who signed, voted or spoke meanwhile. The history stays.', undone: 'Undone', kept: (n: number) => `${n} people stay: they were recorded at a hearing`,
  past: 'Earlier imports', none: 'Nothing was imported yet', state: { running: 'not complete', whole: 'complete', undoing: 'being undone', undone: 'undone' }, people: (n: number) => `${n.toLocaleString('en')} people`,
  wrong: {
    roster_empty: 'This file is empty. Choose another.', roster_no_rows: 'This file has a header and no rows.', roster_not_table: 'This is no table of people. Save it as .xlsx or .csv.',
    roster_old_excel: 'An old Excel file, or one with a password. Save it as .xlsx without a password.', roster_encoding: 'The letters cannot be read. Save it as .xlsx or CSV UTF-8.', roster_damaged: 'This file is damaged. Open it and save it anew.',
    roster_unsafe: 'Something unusual is hidden in this file. Copy only the table into a new file.', roster_too_wide: 'More than 100 columns. Remove what is not needed.', roster_too_long: 'More than 50,000 rows. Cut it into several files.',
    roster_gone: 'This file is not waiting any more. Choose it again.', roster_not_ready: 'There is nobody to import yet.', too_large: 'This file is too large.',
  },
};

export const roster = words(th, en);
