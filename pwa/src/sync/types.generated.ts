// Made from sync/schema.json by `npm run generate`: change the schema, not this file.

export interface Kinds {
  log: Log;
  verdict: Verdict;
  account: Account;
  installation: Installation;
  community: Community;
  project: Project;
  topic: Topic;
  meeting: Meeting;
  agenda_item: AgendaItem;
  attendance: Attendance;
  motion: Motion;
  resident: Resident;
  vote: Vote;
  tally: Tally;
  opinion: Opinion;
  response: Response;
  decision: Decision;
  photo: Photo;
  roster_import: ImportOfARoll;
  minutes: Minutes;
  minutes_item: ItemOfTheMinutes;
}
/**
 * Genesis of a log: seq 1.
 */
export interface Log {
  key?: string;
  nonce?: string;
  enrolment?: {
    statement: string;
    signature: string;
  };
  adopts?: {
    log: string;
    after: number;
    until: string;
  };
}
/**
 * Judges the entry whose hash is the record id.
 */
export interface Verdict {
  standing?: {
    state: 'quarantined' | 'admitted';
    reason: string;
  };
}
/**
 * A member of the office staff, so that screens can say who.
 */
export interface Account {
  name?: string;
  /**
   * @maxItems 8
   */
  roles?: ('administrator' | 'officer' | 'staff' | 'approver')[];
}
/**
 * One app on one phone or desk browser.
 */
export interface Installation {
  enrolled?: {
    account: string;
    label: string;
    at: string;
  };
  standing?: {
    state: 'active' | 'revoked';
    at: string;
  };
}
/**
 * A registered community.
 */
export interface Community {
  name?: {
    th: string;
    en?: string;
  };
  subdistrict?: string;
  type?: string;
}
/**
 * What the office does about a topic over time.
 */
export interface Project {
  name?: {
    th: string;
    en?: string;
  };
  unit?: string;
  period?: {
    from: string;
    to: string | null;
  };
}
/**
 * What people are asked about. (R2.0)
 */
export interface Topic {
  name?: {
    th: string;
    en?: string;
  };
  unit?: string;
  about?: string;
  project?: string | null;
  levels?: {
    before: number;
    during: number;
    after: number;
  };
}
/**
 * A hearing. (R2.2c)
 */
export interface Meeting {
  key?: string;
  title?: string;
  number?: string;
  time?: {
    date: string;
    start: string;
    end: string | null;
  };
  place?: string;
  subdistrict?: string;
  formality?: 'formal' | 'informal';
  method?: string;
  level?: number;
  stage?: 'before' | 'during' | 'after';
  /**
   * @maxItems 50
   */
  topics?: string[];
  /**
   * @maxItems 200
   */
  communities?: string[];
  /**
   * @maxItems 50
   */
  officers?: string[];
  chair?: {
    role: string;
    delegate: boolean;
  };
  minute_taker?: string;
  notice?: {
    published_on: string;
    /**
     * @maxItems 50
     */
    posted_at: string[];
  };
  result_due_on?: string | null;
  quorum?: number | null;
  /**
   * @maxItems 20
   */
  posts?: {
    key: string;
    name: string;
  }[];
  state?: 'planned' | 'open' | 'closed';
}
/**
 * One line of the agenda.
 */
export interface AgendaItem {
  item?: {
    no: number;
    title: string;
    detail?: string;
  };
}
/**
 * One person at one hearing; id keyed by (meeting, resident). (R5.6)
 */
export interface Attendance {
  resident?: string;
  standing?: {
    capacity: 'chair' | 'committee' | 'resident' | 'worker' | 'vendor' | 'observer' | 'minor';
    voting: boolean;
  } | null;
  arrived?: {
    at: string;
    post: string;
  };
  community?: string | null;
  signing?: 'touch' | 'paper' | 'thumbprint_with_witness' | 'guardian';
  source?: {
    form: 'paper';
    sheet: string | null;
  } | null;
  mark?: {
    form: 'signature' | 'thumbprint';
    file: {
      sha256: string;
      type: 'image/jpeg' | 'image/png' | 'image/webp';
      bytes: number;
      width: number;
      height: number;
    };
    witness: {
      resident: string | null;
      name: string | null;
    } | null;
  } | null;
  guardian?: {
    resident: string | null;
    name: string | null;
  } | null;
  proxy_for?: string | null;
}
/**
 * A question put to the hearing.
 */
export interface Motion {
  question?: {
    no: number;
    text: string;
    /**
     * @minItems 2
     * @maxItems 20
     */
    options: {
      key: string;
      text: string;
    }[];
  };
  agenda_item?: string | null;
  topic?: string | null;
  method?: 'roll_call' | 'show_of_hands' | 'paper_box';
  level?: number;
  binding?: boolean;
  rule?: 'simple_majority' | 'plurality';
  state?: 'draft' | 'open' | 'closed';
}
/**
 * A person. In a meeting's stream only same_as is written, so that counts follow a merge.
 */
export interface Resident {
  name?: {
    title: string;
    first: string;
    last: string | null;
  };
  address?: {
    house_no: string;
  } | null;
  phone?: string | null;
  capacity?: 'chair' | 'committee' | 'resident' | 'worker' | 'vendor' | 'observer' | 'minor';
  voting?: boolean;
  guardian?: string | null;
  signing?: 'touch' | 'paper' | 'thumbprint_with_witness' | 'guardian';
  consent?: {
    privacy_notice_shown: boolean;
    push: boolean;
    contact_by_phone: boolean;
    photo_published: boolean;
    name_published: boolean;
  };
  same_as?: string | null;
  roll?: {
    import: string | null;
    on: string;
  } | null;
}
/**
 * One person's open vote, roll call; id keyed by (motion, resident). Secret choices never stand here. (R5.5)
 */
export interface Vote {
  motion?: string;
  resident?: string;
  choice?: string | null;
  channel?: 'roll_call' | 'letter' | 'phone';
  source?: {
    form: 'paper';
    sheet: string | null;
  } | null;
}
/**
 * What was counted at one post; id keyed by (motion, post).
 */
export interface Tally {
  motion?: string;
  post?: string;
  counts?: {
    options: {
      [k: string]: number;
    };
    abstain: number;
    invalid: number;
    ballots: number | null;
  } | null;
  source?: {
    form: 'paper';
    sheet: string | null;
  } | null;
}
/**
 * What somebody said, in their own words. (R2.2a, R2.2b)
 */
export interface Opinion {
  text?: string;
  stage?: 'before' | 'during' | 'after';
  kind?: 'problem' | 'need' | 'suggestion' | 'concern' | 'complaint' | 'support' | 'evaluation';
  channel?: 'hearing' | 'form' | 'line' | 'phone' | 'letter' | 'walk_in' | 'door_to_door';
  received?: {
    on: string;
    by: string;
  };
  meeting?: string | null;
  anonymous?: boolean;
  speaker?: {
    resident: string | null;
    name: string | null;
  } | null;
  receipt?: string;
  summary?: string | null;
  clearance?: {
    cleared: boolean;
    /**
     * @maxItems 5
     */
    hides: ('name' | 'address' | 'phone' | 'health' | 'other')[];
  };
  source?: {
    form: 'paper';
    sheet: string | null;
  } | null;
}
/**
 * The office's answer; has the id of its opinion. (R2.2d)
 */
export interface Response {
  answer?: {
    status: 'adopted' | 'partly' | 'not_adopted' | 'out_of_authority' | 'under_review';
    reason: string | null;
    used_for: ('policy' | 'working_method' | 'decision') | null;
  };
}
/**
 * What was decided and what is done about it. (R1.2, R5.7)
 */
export interface Decision {
  title?: string;
  motion?: string | null;
  meeting?: string | null;
  text?: string;
  unit?: string;
  status?: 'planned' | 'in_progress' | 'done';
  notice?: {
    title: string;
    body: string;
  };
  published?: {
    version: number;
    at: string;
    sha256?: string;
  };
}
/**
 * A picture taken for a hearing: a sign-in sheet, a notice where it hangs, the hall. The file itself travels apart, by its hash.
 */
export interface Photo {
  file?: {
    sha256: string;
    type: 'image/jpeg' | 'image/png' | 'image/webp';
    bytes: number;
    width: number;
    height: number;
  };
  shows?: 'sheet' | 'opinion_form' | 'box' | 'notice' | 'hall' | 'site' | 'other';
  about?: {
    kind: string;
    record: string;
  } | null;
  taken?: {
    at: string;
    place: string | null;
  };
  caption?: string | null;
  standing?: {
    state: 'kept';
  } | null;
}
/**
 * One file of residents read in at once; its record lets the whole be undone.
 */
export interface ImportOfARoll {
  made?: {
    at: string;
    account: string;
    file: string;
    digest: string;
  };
  standing?: {
    state: 'running' | 'whole' | 'undone';
    rows: number;
    created: number;
  } | null;
}
/**
 * What the minutes of a hearing say beyond its records; id = the meeting. (R5.3)
 */
export interface Minutes {
  hours?: {
    began: string;
    ended: string | null;
  };
  members?:
    | {
        name: string;
        role: string;
        proxy_for: string | null;
      }[]
    | null;
  absent?:
    | {
        name: string;
        role: string;
        reason: string;
      }[]
    | null;
  attendees?:
    | {
        name: string;
        role: string;
      }[]
    | null;
  opening?: string | null;
  closing?: string | null;
  compared?: {
    code: string;
    at: string;
    /**
     * @maxItems 300
     */
    logs: {
      log: string;
      seq: number;
      hash: string;
    }[];
  } | null;
  state?: 'draft' | 'proposed' | 'adopted';
  adoption?: {
    meeting: string;
    on: string;
    corrections: string | null;
  } | null;
}
/**
 * What the minutes say under one item of the agenda; id = the agenda item. (R5.3)
 */
export interface ItemOfTheMinutes {
  said?: string | null;
  resolution?: string | null;
}
