import { describe, expect, it } from 'vitest';
import { concerns } from './concerns';

describe('what may point at a person in their own words', () => {
  it.each([
    ['เลขบัตร 1-2345-67890-12-3 ครับ', 'id_number', '1-2345-67890-12-3'],
    ['เลข ๑๒๓๔๕๖๗๘๙๐๑๒๓', 'id_number', '๑๒๓๔๕๖๗๘๙๐๑๒๓'],
    ['โทร 000-555-0101', 'phone', '000-555-0101'],
    ['หน้าบ้านเลขที่ ๙๐๙/๓ น้ำท่วม', 'house_no', 'บ้านเลขที่ ๙๐๙/๓'],
    ['อยู่ 909/3 ในตรอก', 'house_no', '909/3'],
  ])('finds it in %s (R2.2a, R5.4)', (text, kind, found) => {
    expect(concerns(text)).toEqual([{ kind, found }]);
  });

  it('stays silent about a year, an amount and a fourteen-digit run', () => {
    expect(concerns('งบ ๑๐๐,๐๐๐ บาท ปี 2569 เลขพัสดุ 12345678901234')).toEqual([]);
  });

  it('does not take the number of a meeting for a house number', () => {
    expect(concerns('ประชุมครั้งที่ ๑/๒๕๖๙')).toEqual([]);
  });
});
