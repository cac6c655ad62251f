// What went wrong, by the code that the server or the store gave: what is safe, then what to do.
import { words } from './index';

export const trouble = words(
  {
    code_unknown: 'รหัสไม่ถูก ใช้ไปแล้ว หรือหมดอายุ ขอรหัสใหม่จากเจ้าหน้าที่',
    not_enrolled: 'สำนักงานไม่รู้จักเครื่องนี้แล้ว ข้อมูลยังอยู่ครบ ขอให้เจ้าหน้าที่ลงทะเบียนเครื่องนี้อีกครั้ง',
    too_many: 'ลองหลายครั้งแล้ว รอหนึ่งนาทีแล้วลองใหม่',
    unavailable: 'สำนักงานยังไม่พร้อม ข้อมูลในเครื่องอยู่ครบ จะลองใหม่เอง',
    internal: 'สำนักงานขัดข้อง ข้อมูลในเครื่องอยู่ครบ จะลองใหม่เอง',
    no_key: 'ยังไม่ได้รับกุญแจของเวทีนี้ รายการนี้ยังไม่ได้เก็บ ส่งข้อมูลหนึ่งครั้งตอนมีสัญญาณแล้วทำใหม่',
    read_back: 'รายการล่าสุดอ่านกลับไม่ได้ อาจไม่ได้เก็บ โปรดตรวจแล้วบันทึกอีกครั้ง',
    storage_failed: 'เครื่องเก็บรายการนี้ไม่ได้ อย่าเพิ่งปิดหน้านี้ แตะบันทึกอีกครั้ง',
    unsigned: 'ลายเซ็นของเครื่องยังไม่ถึงสำนักงาน จะส่งให้เอง',
    gap: 'รายการก่อนหน้ายังไม่ถึงสำนักงาน จะส่งให้เอง',
    out_of_scope: 'เวทีนี้ไม่ได้มอบให้บัญชีนี้ แจ้งเจ้าหน้าที่ให้เพิ่มชื่อในเวที',
    invalid_body: 'สำนักงานเก็บไว้แล้วแต่ยังไม่นับ เจ้าหน้าที่จะตรวจ',
    not_allowed: 'สำนักงานเก็บไว้แล้วแต่ยังไม่นับ เพราะบัญชีนี้ไม่มีหน้าที่จดเรื่องนี้',
    wrong_id: 'สำนักงานเก็บไว้แล้วแต่ยังไม่นับ เจ้าหน้าที่จะตรวจ',
    unknown: 'สำนักงานยังไม่รับ ข้อมูลยังอยู่ครบ แจ้งเจ้าหน้าที่',
  },
  {
    code_unknown: 'The code is wrong, used or expired. Ask staff for a new one.',
    not_enrolled: 'The office no longer knows this phone. Everything is safe. Ask staff to enrol it again.',
    too_many: 'Too many tries. Wait a minute, then try again.',
    unavailable: 'The office is not ready. Everything is safe here; it tries again by itself.',
    internal: 'The office has trouble. Everything is safe here; it tries again by itself.',
    no_key: 'The key of this hearing is not here yet, so this is not saved. Send once while there is a signal, then do it again.',
    read_back: 'The last item could not be read back and may not be saved. Please check and save again.',
    storage_failed: 'The phone could not save this. Keep this page open and save again.',
    unsigned: 'This phone’s signature has not reached the office yet. It sends itself.',
    gap: 'Something before it has not reached the office yet. It sends itself.',
    out_of_scope: 'This hearing is not assigned to this account. Ask staff to add you.',
    invalid_body: 'The office keeps it but does not count it yet; staff will check.',
    not_allowed: 'The office keeps it but does not count it, because this account does not record such things.',
    wrong_id: 'The office keeps it but does not count it yet; staff will check.',
    unknown: 'The office has not taken it. It is safe here; tell staff.',
  },
);
