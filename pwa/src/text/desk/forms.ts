// Words of the short forms: what every field is called, and what to write in it.
import { words } from '../index';

const th = {
  topic: {
    one: 'เรื่อง', many: 'เรื่อง', new: 'ตั้งเรื่องใหม่', none: 'ยังไม่มีเรื่อง', noneHow: 'เรื่องคือสิ่งที่ถามประชาชน ตั้งเรื่องก่อนตั้งเวที',
    nameTh: 'ชื่อเรื่อง', nameEn: 'ชื่อภาษาอังกฤษ', unit: 'ฝ่ายที่รับผิดชอบ', about: 'ข้อเท็จจริงที่ประชาชนควรรู้', project: 'โครงการ',
    before: 'ระดับก่อนวางแผน', during: 'ระดับระหว่างทำ', after: 'ระดับหลังทำเสร็จ', levelsNote: 'ระดับคือคำสัญญากับประชาชน ลดภายหลังไม่ได้เมื่อเปิดลงคะแนนแล้ว', lowered: 'เปิดลงคะแนนแล้ว ลดระดับที่สัญญาไว้ไม่ได้',
  },
  project: { one: 'โครงการ', new: 'ตั้งโครงการใหม่', none: 'ยังไม่มีโครงการ', nameTh: 'ชื่อโครงการ', nameEn: 'ชื่อภาษาอังกฤษ', unit: 'ฝ่ายที่รับผิดชอบ', from: 'เริ่ม', to: 'สิ้นสุด' },
  meeting: {
    one: 'เวที', new: 'ตั้งเวทีใหม่', title: 'ชื่อเวที', number: 'ครั้งที่', numberExample: '๑/๒๕๖๙', date: 'วันที่', start: 'เริ่ม', end: 'เลิก', place: 'สถานที่', subdistrict: 'แขวง (รหัส)',
    formality: 'รูปแบบ', formal: 'เป็นทางการ', informal: 'ไม่เป็นทางการ', method: 'วิธีรับฟัง', level: 'ระดับการมีส่วนร่วม', stage: 'ช่วงของงาน', topics: 'เรื่องที่ถาม', communities: 'ชุมชนที่เชิญ', officers: 'เจ้าหน้าที่ภาคสนาม',
    officersNote: 'เครื่องของคนที่เลือกเท่านั้นที่จะได้รับรายชื่อ', chair: 'ประธาน (ตำแหน่ง)', delegate: 'ผู้แทนทำหน้าที่แทน', minuteTaker: 'ผู้จดรายงานการประชุม', published: 'วันที่ประกาศ', posted: 'ที่ปิดประกาศ', due: 'วันที่ต้องประกาศผล',
    quorum: 'องค์ประชุม (คน)', quorumNote: 'เว้นว่างได้ถ้าไม่กำหนด', posts: 'จุดในห้อง', postsNote: 'ประตูที่รับคน หรือฝั่งที่นับมือ บรรทัดละหนึ่งจุด',
    saveFirst: 'บันทึกเวทีก่อน แล้วจึงเพิ่มวาระและญัตติ',
  },
  agenda: { one: 'วาระ', many: 'ระเบียบวาระ', new: 'เพิ่มวาระ', no: 'วาระที่', title: 'ชื่อวาระ', detail: 'รายละเอียด', none: 'ยังไม่มีวาระ' },
  motion: {
    one: 'ญัตติ', many: 'ญัตติ', new: 'เพิ่มญัตติ', no: 'ญัตติที่', text: 'คำถาม', options: 'ตัวเลือก', optionsNote: 'บรรทัดละหนึ่งตัวเลือก ไม่ต้องใส่งดออกเสียงหรือบัตรเสีย', agenda: 'อยู่ในวาระ', topic: 'เรื่อง', method: 'วิธีลงคะแนน', rule: 'เกณฑ์ตัดสิน',
    usual: { agree: 'เห็นด้วย', disagree: 'ไม่เห็นด้วย' }, rules: { simple_majority: 'เสียงข้างมาก', plurality: 'คะแนนสูงสุด' }, level: 'ระดับ', binding: 'ผลผูกพันสำนักงาน', none: 'ยังไม่มีญัตติ', name: (no: string) => `ญัตติ ${no}`,
  },
  community: { one: 'ชุมชน', new: 'เพิ่มชุมชน', nameTh: 'ชื่อชุมชน', nameEn: 'ชื่อภาษาอังกฤษ', subdistrict: 'แขวง (รหัส)', type: 'ประเภท', none: 'ยังไม่มีชุมชน', noneHow: 'เพิ่มชุมชน แล้วเพิ่มรายชื่อคนในชุมชน', people: (n: number) => `${n} คน`, outside: 'นอกชุมชน' },
  resident: {
    one: 'คน', many: 'รายชื่อ', new: 'เพิ่มคน', title: 'คำนำหน้า', first: 'ชื่อ', last: 'นามสกุล', lastNote: 'เว้นว่างได้', house: 'บ้านเลขที่', phone: 'โทรศัพท์', capacity: 'ฐานะ', voting: 'มีสิทธิลงคะแนน', guardian: 'ผู้ปกครอง', signing: 'ลงชื่อแบบ',
    noId: 'ไม่เก็บเลขบัตรประชาชน', notice: 'ได้แจ้งการเก็บข้อมูลแล้ว', push: 'ยินยอมรับแจ้งเตือน', contact: 'ยินยอมให้โทรหา', photo: 'ยินยอมเผยแพร่ภาพ', named: 'ยินยอมเผยแพร่ชื่อ',
    sameAs: 'เป็นคนเดียวกับ', sameAsNote: 'ประวัติของทั้งสองชื่อยังอยู่ แยกกลับได้ จำนวนทุกเวทีจะนับเป็นคนเดียว', notMerged: 'ไม่ใช่คนเดียวกับใคร', none: 'ยังไม่มีรายชื่อ', find: 'หาชื่อหรือบ้านเลขที่',
    found: (n: number) => `พบ ${n} คน`, twins: 'ชื่อเหมือนกัน', twinsNote: 'ชื่อเหมือนกันไม่ได้แปลว่าเป็นคนเดียวกัน ดูบ้านเลขที่ก่อน',
  },
  overview: {
    present: 'มาแล้ว', people: 'คน', voting: (n: number) => `มีสิทธิลงคะแนน ${n} คน`, short: (n: number, quorum: number) => `อีก ${n} คน ครบองค์ประชุม ${quorum}`, reached: (quorum: number) => `ครบองค์ประชุม ${quorum} แล้ว`, noQuorum: 'ไม่ได้กำหนดองค์ประชุม',
    aside: (n: number) => `อีก ${n} คนยังไม่นับ รอตัดสิน`, byCommunity: 'มาจากชุมชน', unknownCommunity: 'ยังไม่ลงตัว', count: 'จำนวน', arrivals: 'คนมาถึง', arrivalsOf: (n: number) => `มาถึง ${n} คน`, time: 'เวลา', none: 'ยังไม่มีคนมา',
    motions: 'ผลแต่ละญัตติ', posts: (got: number, all: number) => `รวมที่มาถึง ${got} จาก ${all} จุด`, post: 'จุด', notYet: 'ยังไม่ส่งมา', total: 'รวม', abstain: 'งดออกเสียง', invalid: 'บัตรเสีย', waiting: 'รอตัดสิน', votes: (n: number) => `${n} เสียง`, boxes: (n: number) => `รวม ${n} หีบที่นับแล้ว`,
    opinions: 'ความคิดเห็น', opinionsNone: 'ยังไม่มีความคิดเห็น', phones: 'แต่ละเครื่อง', phoneLast: 'บันทึกล่าสุดที่มาถึง', phoneCount: 'รายการ', phonesNone: 'ยังไม่มีข้อมูลจากเครื่องใด', edit: 'แก้รายละเอียดเวที',
    open: 'เปิดเวที', close: 'ปิดเวที', reopen: 'เปิดเวทีอีกครั้ง', cannotClose: (n: number) => `ยังปิดไม่ได้ มีความคิดเห็น ${n} เรื่องที่ยังไม่ได้ตอบ`, look: 'สิ่งที่ต้องดู', nothingToLook: 'ไม่มีเรื่องค้าง', openMotion: 'เปิดลงคะแนน', closeMotion: 'ปิดลงคะแนน', device: 'เครื่อง', person: 'ผู้บันทึก',
    seeAgenda: 'วาระและญัตติ', incomplete: 'ข้อมูลยังมาไม่ครบ ตัวเลขยังเปลี่ยนได้',
  },
};

const en: typeof th = {
  topic: {
    one: 'Topic', many: 'Topics', new: 'New topic', none: 'No topic yet', noneHow: 'A topic is what people are asked about. Make it before the hearing.',
    nameTh: 'Name in Thai', nameEn: 'Name in English', unit: 'Unit in charge', about: 'Facts people should know', project: 'Project',
    before: 'Level before planning', during: 'Level during the work', after: 'Level after the work', levelsNote: 'The level is a promise to people; it is never lowered once voting has opened.', lowered: 'Voting has opened; the level that was promised cannot be lowered.',
  },
  project: { one: 'Project', new: 'New project', none: 'No project yet', nameTh: 'Name in Thai', nameEn: 'Name in English', unit: 'Unit in charge', from: 'From', to: 'To' },
  meeting: {
    one: 'Hearing', new: 'New hearing', title: 'Title', number: 'Number', numberExample: '1/2569', date: 'Date', start: 'Starts', end: 'Ends', place: 'Place', subdistrict: 'Sub-district (code)',
    formality: 'Form', formal: 'Formal', informal: 'Informal', method: 'Method', level: 'Level of participation', stage: 'Stage of the work', topics: 'Topics', communities: 'Communities invited', officers: 'Field officers',
    officersNote: 'Only the phones of the people chosen receive the roll', chair: 'Chair (office held)', delegate: 'A delegate presides', minuteTaker: 'Minute taker', published: 'Notice published on', posted: 'Posted at', due: 'Result due on',
    quorum: 'Quorum (people)', quorumNote: 'May stay empty when none is set', posts: 'Posts in the hall', postsNote: 'Doors, or sides where hands are counted; one a line',
    saveFirst: 'Save the hearing first, then add agenda and motions',
  },
  agenda: { one: 'Agenda item', many: 'Agenda', new: 'Add an item', no: 'No.', title: 'Title', detail: 'Detail', none: 'No agenda yet' },
  motion: {
    one: 'Motion', many: 'Motions', new: 'Add a motion', no: 'No.', text: 'Question', options: 'Options', optionsNote: 'One a line; abstain and spoilt are always there', agenda: 'Under agenda item', topic: 'Topic', method: 'How it is voted', rule: 'Rule',
    usual: { agree: 'Agree', disagree: 'Disagree' }, rules: { simple_majority: 'Simple majority', plurality: 'Plurality' }, level: 'Level', binding: 'Binds the office', none: 'No motion yet', name: (no: string) => `Motion ${no}`,
  },
  community: { one: 'Community', new: 'Add a community', nameTh: 'Name in Thai', nameEn: 'Name in English', subdistrict: 'Sub-district (code)', type: 'Type', none: 'No community yet', noneHow: 'Add a community, then its people.', people: (n: number) => `${n} people`, outside: 'Outside communities' },
  resident: {
    one: 'Person', many: 'People', new: 'Add a person', title: 'Title', first: 'First name', last: 'Last name', lastNote: 'May stay empty', house: 'House number', phone: 'Telephone', capacity: 'Capacity', voting: 'May vote', guardian: 'Guardian', signing: 'Signs by',
    noId: 'National ID numbers are not kept', notice: 'Privacy notice was shown', push: 'Agrees to notifications', contact: 'Agrees to be called', photo: 'Agrees to a published picture', named: 'Agrees to a published name',
    sameAs: 'Is the same person as', sameAsNote: 'Both histories stay and can be parted again; every hearing counts one person.', notMerged: 'Not the same as anyone', none: 'Nobody yet', find: 'Find a name or house number',
    found: (n: number) => `${n} found`, twins: 'Same name', twinsNote: 'The same name is not the same person. Look at the house number first.',
  },
  overview: {
    present: 'Present', people: 'people', voting: (n: number) => `${n} may vote`, short: (n: number, quorum: number) => `${n} more for the quorum of ${quorum}`, reached: (quorum: number) => `The quorum of ${quorum} is reached`, noQuorum: 'No quorum is set',
    aside: (n: number) => `${n} more not counted yet, to be settled`, byCommunity: 'By community', unknownCommunity: 'To be settled', count: 'Number', arrivals: 'Arrivals', arrivalsOf: (n: number) => `${n} arrived`, time: 'Time', none: 'Nobody has come yet',
    motions: 'Result of each motion', posts: (got: number, all: number) => `Total of ${got} of ${all} posts`, post: 'Post', notYet: 'not sent yet', total: 'Total', abstain: 'Abstain', invalid: 'Spoilt', waiting: 'To be settled', votes: (n: number) => `${n} votes`, boxes: (n: number) => `Total of ${n} boxes counted`,
    opinions: 'Opinions', opinionsNone: 'No opinion yet', phones: 'Each device', phoneLast: 'Last entry that arrived', phoneCount: 'Entries', phonesNone: 'Nothing from any device yet', edit: 'Edit the hearing',
    open: 'Open the hearing', close: 'Close the hearing', reopen: 'Open again', cannotClose: (n: number) => `It cannot be closed: ${n} opinions have no answer`, look: 'To look at', nothingToLook: 'Nothing is waiting', openMotion: 'Open voting', closeMotion: 'Close voting', device: 'Device', person: 'Recorded by',
    seeAgenda: 'Agenda and motions', incomplete: 'Not everything has arrived; the numbers may still change',
  },
};

export const forms = words(th, en);
