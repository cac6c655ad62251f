// Words that the public pages say by script: following a topic, and reading without a signal. All else is written by the server.
import { words } from './index';

export const portal = words(
  {
    promise: 'เราส่งข้อความสั้น ๆ เมื่อมีมติของเรื่องนี้ หรือเมื่อมติถูกแก้ไข เดือนละไม่กี่ครั้ง ไม่ต้องบอกชื่อ เลิกได้ทุกเมื่อ',
    ask: 'แตะแล้วเครื่องจะถามท่านหนึ่งครั้งว่าให้แจ้งเตือนได้ไหม',
    follow: 'แจ้งเตือนฉัน',
    following: 'เครื่องนี้จะได้รับแจ้งเมื่อมีมติของเรื่องนี้',
    unfollow: 'เลิกแจ้งเตือน',
    unfollowed: 'เลิกแจ้งเตือนแล้ว หน้านี้ยังอ่านได้เสมอ',
    manage: 'ดูหรือเลิกทีหลัง',
    none: 'เบราว์เซอร์นี้แจ้งเตือนไม่ได้ ลองเปิดด้วยเบราว์เซอร์หลักของเครื่อง หรือดูประกาศที่ศาลาชุมชน',
    line: 'ท่านเปิดอยู่ในแอปไลน์ แตะเมนู แล้วเลือก “เปิดในเบราว์เซอร์อื่น” จากนั้นกลับมาที่หน้านี้',
    iphone: 'บนไอโฟน: แตะปุ่มแชร์ เลือก “เพิ่มไปยังหน้าจอโฮม” แล้วเปิดจากหน้าจอโฮม จึงจะแจ้งเตือนได้',
    denied: 'เครื่องนี้ถูกตั้งไม่ให้หน้านี้แจ้งเตือน เปิดได้ในการตั้งค่าของเบราว์เซอร์ แล้วแตะอีกครั้ง',
    later: 'ยังสมัครไม่ได้ตอนนี้ ลองอีกครั้งเมื่อมีสัญญาณ หรืออ่านหน้านี้ได้เสมอ',
    busy: 'มีเครื่องอื่นใช้ที่อยู่นี้แล้ว โปรดเลิกแจ้งเตือนในเบราว์เซอร์ แล้วลองอีกครั้ง',
    kept: (day: string) => `ไม่มีสัญญาณ ท่านกำลังอ่านฉบับที่เก็บไว้เมื่อ ${day}`,
  },
  {
    promise: 'We send a short message when this topic is decided or a decision is corrected: a few a month at most. No name needed; stop whenever you like.',
    ask: 'When you tap, the phone asks you once whether it may notify you.',
    follow: 'Notify me',
    following: 'This phone will be told when this topic is decided.',
    unfollow: 'Stop notifying me',
    unfollowed: 'Stopped. This page can always be read.',
    manage: 'See it or stop later',
    none: 'This browser cannot notify you. Open the page in the phone’s main browser, or read the notice at the community hall.',
    line: 'You are inside the LINE app. Open its menu, choose “Open in another browser”, and come back to this page.',
    iphone: 'On an iPhone: tap Share, choose “Add to Home Screen”, and open it from the home screen. Then it can notify you.',
    denied: 'This phone does not let this page notify you. Allow it in the browser’s settings, then tap again.',
    later: 'That did not work just now. Try again when there is a signal; this page can always be read.',
    busy: 'Another device uses this address. Stop notifications in the browser, then try again.',
    kept: (day: string) => `No signal. You are reading the copy kept on ${day}.`,
  },
);
