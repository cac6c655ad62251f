// Words of the officers' phone app that are needed at once: opening it, the list of hearings.
import { words } from './index';

export const field = words(
  {
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
  },
  {
    opening: 'Opening what lies on this phone',
    cannotOpen: 'What lies on this phone cannot be opened. Nothing is lost. Close other windows of this app, then load the page anew.',
    reload: 'Load anew',
    notHere: 'This page is not on the phone',
    screenMissing: 'This page has not come whole. What was saved is safe. Try again when there is a signal.',
    toMeetings: 'To my hearings',
    meetings: {
      title: 'My hearings',
      none: 'No hearing on this phone yet',
      noneDo: 'When staff assign one to you, it comes with the next exchange.',
      fetch: 'Fetch now',
      number: (number) => `Hearing ${number}`,
      came: 'here',
      others: 'Other hearings of the office',
      incomplete: 'Not all has been received yet',
      ready: 'Make this phone ready',
      settings: 'Settings',
    },
  },
);
