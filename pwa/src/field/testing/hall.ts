// For tests alone: a hearing on the store's fake server, and a phone of an officer who is assigned to it.
import { FakeServer } from '../../store/testing/server';
import { phone, synced } from '../../store/testing/phone';
import type { Json, Store, StoreOptions } from '../../store/types';
import type { Draft } from '../../sync/entry';
import { randomSalt } from '../../sync/ids';
import { splitParts } from '../../sync/rules';

export const HALL = 'm1';
const OFFICE = 'office/office1';

function draft(kind: string, record: string, set: Record<string, Json>): Draft {
  return { kind, record, ...splitParts(kind, set), sets: Object.fromEntries(Object.keys(set).map((name) => [name, []])) };
}

type Row = [id: string, title: string, first: string, last: string, house: string, community: string, capacity?: string];

/** Two of one name, two whose names differ by a sign, one outside any community, one observer without a surname. */
const PEOPLE: Row[] = [
  ['r1', 'นาย', 'ประเสริฐ', 'ธารน้ำใสงาม', '901/2', 'c1', 'chair'],
  ['r2', 'นาย', 'สมชาย', 'ใจสว่างธรรมดี', '906/7', 'c1'],
  ['r3', 'นาย', 'สมชาย', 'ใจสว่างธรรมดี', '907/1', 'c2'],
  ['r4', 'น.ส.', 'ศิริพร', 'ทองปากตรอก', '908/2', 'c2'],
  ['r5', 'น.ส.', 'สิริพร', 'ทองปากตรอก', '909/3', 'c2'],
  ['r6', 'นาง', 'ซิวลั้ง', 'แซ่ฮุ้นทองทิพย์', '911/5', 'c2'],
  ['r7', 'ว่าที่ร้อยตรี', 'ธีรวัฒน์', 'กล้ายิ่งธรรม', '917/4', 'c1', 'committee'],
  ['r8', 'พระ', 'มหาเกษม', '', '', '', 'observer'],
];

function meeting(): Record<string, Json> {
  return {
    key: randomSalt(), title: 'เวทีรับฟังความคิดเห็นก่อนวางแผนโครงการ', number: '๑/๒๕๖๙', time: { date: '2026-01-17', start: '13:30', end: '16:10' },
    place: 'ศาลาอเนกประสงค์ แขวงวัดพระยาไกร', subdistrict: 's1', formality: 'formal', level: 3, stage: 'before', topics: ['t1', 't2'],
    communities: ['c1', 'c2'], officers: ['kanok'], quorum: 5, state: 'open',
    posts: [{ key: 'a', name: 'ประตู ก' }, { key: 'b', name: 'ประตู ข' }],
  };
}

function motion(no: number, method: string, text: string, options: string[][], state = 'open'): Draft {
  const question = { no, text, options: options.map(([key = '', text = '']) => ({ key, text })) };
  return draft('motion', `q${no}`, { question, method, level: 3, binding: false, rule: 'simple_majority', state });
}

const AGREE = [['agree', 'เห็นด้วย'], ['disagree', 'ไม่เห็นด้วย']];

/** A server that holds one hearing with its people, topics and three motions. */
export async function hall(): Promise<FakeServer> {
  const server = await FakeServer.make();
  const named = (th: string, en: string) => ({ th, en });
  await server.append(OFFICE, draft('community', 'c1', { name: named('ชุมชนท่าน้ำร่มโพธิ์', 'Tha Nam Rom Pho'), subdistrict: 's1', type: 'แออัด' }),
    draft('community', 'c2', { name: named('ชุมชนตลาดเก่าสามัคคี', 'Talat Kao Samakkhi'), subdistrict: 's1', type: 'แออัด' }));
  await server.append('topic/t1', draft('topic', 't1', { name: named('น้ำทะเลหนุนและการลอกท่อระบายน้ำ', 'Tidal flooding and drains') }));
  await server.append('topic/t2', draft('topic', 't2', { name: named('ไฟส่องสว่างและกล้อง', 'Lighting and cameras') }));
  for (const stream of ['community/c1', 'community/c2', 'subdistrict/s1']) {
    const here = PEOPLE.filter((row) => (row[5] ? `community/${row[5]}` : 'subdistrict/s1') === stream);
    await server.append(stream, ...here.map(([id, title, first, last, house, , capacity = 'resident']) => draft('resident', id, {
      name: { title, first, last: last || null }, address: house ? { house_no: house } : null, capacity, voting: capacity !== 'observer', signing: 'touch',
      consent: { privacy_notice_shown: id !== 'r6', push: false, contact_by_phone: false, photo_published: false, name_published: false },
    })));
  }
  await server.append(`meeting/${HALL}`, draft('meeting', HALL, meeting()),
    motion(1, 'show_of_hands', 'ให้สำนักงานเขตลอกท่อและสำรวจท่อตลอดแนวซอยเป็นลำดับแรกก่อนฤดูน้ำหนุน', AGREE),
    motion(2, 'paper_box', 'เลือกแบบลานใต้ทางด่วน', [['a', 'แบบ ก ลานกีฬาอเนกประสงค์พร้อมทางลาด'], ['b', 'แบบ ข สวนและทางเดิน'], ['c', 'แบบ ค ตลาดนัดชุมชนวันหยุด']], 'draft'),
    motion(5, 'roll_call', 'กรรมการชุมชนร่วมตรวจรับงานไฟ', AGREE));
  return server;
}

/** An officer's phone that has received the hearing. */
export async function officer(server: FakeServer, options: StoreOptions = {}, account = 'kanok'): Promise<Store> {
  const store = await phone(server, account, options);
  await synced(store);
  return store;
}
