// Words of the service worker: a notification that came without text, and a public page that was never opened here.
import { words } from './index';

export const notice = words(
  { title: 'มีข่าวจากสำนักงานเขต', body: 'แตะเพื่ออ่าน', neverOpened: 'ไม่มีสัญญาณ และหน้านี้ยังไม่เคยเปิดในเครื่องนี้ เมื่อมีสัญญาณ ลองเปิดอีกครั้ง' },
  { title: 'News from the district office', body: 'Tap to read', neverOpened: 'No signal, and this page was never opened on this phone. Try again when there is a signal.' },
);
