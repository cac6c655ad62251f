// Words of the officers' phone app that are needed at once: opening it, the list of hearings.
import { thai } from './index';

export const field = thai('field', {
  opening: 'กำลังเปิดข้อมูลในเครื่องนี้',
  cannotOpen: 'เปิดข้อมูลในเครื่องนี้ไม่ได้ ข้อมูลไม่ได้หายไป ปิดหน้าต่างอื่นของแอปนี้ แล้วโหลดหน้าใหม่',
  reload: 'โหลดหน้าใหม่',
  notHere: 'ไม่มีหน้านี้ในเครื่อง',
  screenMissing: 'หน้านี้ยังมาไม่ครบ ข้อมูลที่เก็บไว้ไม่หาย ลองอีกครั้งเมื่อมีสัญญาณ',
  toMeetings: 'ไปที่เวทีของฉัน',
  meetings: {
    title: 'เวทีของฉัน',
    none: 'ยังไม่มีเวทีในเครื่องนี้',
    noneDo: 'เมื่อเจ้าหน้าที่มอบเวทีให้ เวทีจะมาเองตอนส่งข้อมูล',
    fetch: 'รับข้อมูลตอนนี้',
    number: (number: string) => `เวที ${number}`,
    came: 'มาแล้ว',
    others: 'เวทีอื่นของสำนักงาน',
    incomplete: 'ยังรับข้อมูลมาไม่ครบ',
    ready: 'เตรียมเครื่องก่อนออกงาน',
    settings: 'ตั้งค่า',
  },
});
