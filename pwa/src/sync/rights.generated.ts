// Made from sync/schema.json by `npm run generate`: change the schema, not this file.
import type { Rights } from './rights';

export const rights: { readonly [kind: string]: Rights } = {
  log: {"streams":["office","community","subdistrict","topic","meeting"],"writers":["officer","staff","approver","administrator","server"],"fields":{}},
  verdict: {"streams":["office","community","subdistrict","topic","meeting"],"writers":["server"],"fields":{}},
  account: {"streams":["office"],"writers":["server"],"fields":{}},
  installation: {"streams":["office"],"writers":["server"],"fields":{}},
  community: {"streams":["office"],"writers":["staff","approver","administrator"],"fields":{}},
  project: {"streams":["office"],"writers":["staff","approver","administrator"],"fields":{}},
  topic: {"streams":["topic"],"writers":["staff","approver","administrator"],"fields":{}},
  meeting: {"streams":["meeting"],"writers":["staff","approver","administrator"],"fields":{}},
  agenda_item: {"streams":["meeting"],"writers":["staff","approver","administrator"],"fields":{}},
  attendance: {"streams":["meeting"],"writers":["officer","staff","approver","administrator"],"fields":{}},
  motion: {"streams":["meeting"],"writers":["officer","staff","approver","administrator"],"fields":{"question":["staff","approver","administrator"],"agenda_item":["staff","approver","administrator"],"topic":["staff","approver","administrator"],"method":["staff","approver","administrator"],"level":["staff","approver","administrator"],"binding":["staff","approver","administrator"],"rule":["staff","approver","administrator"]}},
  resident: {"streams":["community","subdistrict","meeting"],"writers":["officer","staff","approver","administrator","server"],"fields":{"same_as":["staff","approver","administrator"],"roll":["staff","approver","administrator","server"]}},
  vote: {"streams":["meeting"],"writers":["officer","staff","approver","administrator"],"fields":{}},
  tally: {"streams":["meeting"],"writers":["officer","staff","approver","administrator"],"fields":{}},
  opinion: {"streams":["topic"],"writers":["officer","staff","approver","administrator","server"],"fields":{"summary":["staff","approver","administrator"],"clearance":["staff","approver","administrator"]}},
  response: {"streams":["topic"],"writers":["staff","approver","administrator"],"fields":{}},
  decision: {"streams":["topic"],"writers":["staff","approver","administrator"],"fields":{"published":["server"]}},
  photo: {"streams":["meeting"],"writers":["officer","staff","approver","administrator"],"fields":{}},
  roster_import: {"streams":["office"],"writers":["server"],"fields":{}},
  minutes: {"streams":["meeting"],"writers":["staff","approver","administrator"],"fields":{}},
  minutes_item: {"streams":["meeting"],"writers":["staff","approver","administrator"],"fields":{}},
};
