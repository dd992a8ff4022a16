/** What makes a table grow: things (people, courses), what people do in the course of their learning, or every request. */
export type Growth = 'things' | 'learning' | 'traffic'

export interface TableGrowth {
  grows: Growth
  /** What becomes of its rows. */
  stays: string
}

const withCourse = { grows: 'things', stays: 'as long as its course' } as const
const withPerson = { grows: 'things', stays: 'as long as its account' } as const
/** A few rows a person and course: in constraints, exports and erasures, so never filed. */
const record = (why: string) => ({ grows: 'learning', stays: `kept: ${why}` }) as const
const traffic = (stays: string) => ({ grows: 'traffic', stays }) as const
const roster = { grows: 'things', stays: 'as long as its course or enrolment: a read model' } as const

/** Every table of every service, by the name of its model; the tables of kit under `kit`. */
export const GROWTH: Readonly<Record<string, Readonly<Record<string, TableGrowth>>>> = {
  kit: {
    outbox: traffic('`OUTBOX_RETENTION_DAYS` (7) after it was published'),
    inbox: traffic('`INBOX_RETENTION_DAYS` (400)'),
    saga: record('where purchases, refunds, exports and erasures are'),
    archive: { grows: 'things', stays: 'a row for each file of old rows' },
  },
  user: {
    User: withPerson,
    RoleAssignment: withPerson,
    Suspension: withPerson,
    MailToken: traffic('until it is used or over: swept every minute'),
    PasswordResetRequest: traffic('until it is answered, a moment'),
    Session: traffic('`SESSION_RETENTION_DAYS` (30) after it ended'),
    Erasure: record('proof'),
    ErasureReceipt: record('proof'),
    DataExport: record('when somebody asked for their data'),
    ExportReceipt: record('when somebody asked for their data'),
    Partner: { grows: 'things', stays: 'for ever' },
    PartnerKey: { grows: 'things', stays: 'for ever: which key did what' },
    PartnerOperation: { grows: 'things', stays: 'for ever: what was run has a name' },
  },
  course: {
    Category: { grows: 'things', stays: 'for ever' },
    Course: { grows: 'things', stays: 'for ever: archived ones for who is enrolled' },
    CourseVersion: withCourse,
    Section: withCourse,
    Lesson: withCourse,
    Resource: withCourse,
    Price: withCourse,
    Enrollment: record('what somebody may learn'),
    AccessGrant: record('why'),
    WaitingGrant: record('bought before there was anything to learn; then a grant'),
    SettledOrderLine: record('what became of what was bought'),
    LessonProgress: record('how far somebody is: one row a lesson, however often it is reported'),
    Result: record('what completes lessons'),
    Certificate: record('proof'),
    Review: record('one a person and course'),
  },
  payment: {
    Price: withCourse,
    Order: record('bookkeeping law'),
    OrderLine: record('bookkeeping law'),
    Payment: record('bookkeeping law'),
    Refund: record('bookkeeping law'),
    LedgerTransaction: record('bookkeeping law; the database refuses to delete it'),
    LedgerEntry: record('bookkeeping law; the database refuses to delete it'),
    CompletedCourse: record('who may give back no more'),
    WebhookEvent: traffic('`WEBHOOK_RETENTION_DAYS` (90) after it was acted upon'),
    RosterCourse: roster,
  },
  assessment: {
    Quiz: withCourse,
    Question: withCourse,
    QuestionVersion: withCourse,
    Assignment: withCourse,
    Attempt: record('results'),
    AttemptQuestion: record('answers, which grades rest on: the most of this database'),
    Grade: record('results'),
    Submission: record('work, one row a learner and assignment'),
    AvailableFile: roster,
    RosterCourse: roster,
    RosterEnrollment: roster,
  },
  analytics: {
    EventLog: traffic('kept, or filed: `pnpm lms archive analytics event_log`'),
    ActivityFact: traffic('kept: who was active when, over years; 60 bytes a row'),
    LessonFact: record('counts'),
    EnrollmentFact: record('counts'),
    RegistrationFact: withPerson,
    SaleFact: record('counts'),
    RefundFact: record('counts'),
    GradeFact: record('counts'),
    AttendanceFact: record('counts'),
    PriceFact: withCourse,
    RosterCourse: roster,
  },
  notification: {
    Notification: traffic('`NOTIFICATION_RETENTION_DAYS` (365)'),
    Delivery: traffic('as long as its notification'),
    Inbox: withPerson,
    Contact: withPerson,
    Broadcast: withCourse,
    RosterCourse: roster,
    RosterEnrollment: roster,
  },
  'live-session': {
    LiveSession: withCourse,
    Participant: record('who was there'),
    Presence: record('from when to when: a few rows a participant'),
    Attendance: record('who was there, and how long'),
    Message: record('what was said; erased with its author'),
    Poll: withCourse,
    PollOption: withCourse,
    PollBallot: record('one a person and poll'),
    Moderation: record('who did what to whom'),
    RoomEvent: traffic('a day after its session'),
    ConferenceChange: traffic('until the media server knows'),
    RosterCourse: roster,
    RosterEnrollment: roster,
  },
  file: {
    File: { grows: 'learning', stays: 'kept: its bytes go when it is deleted, the row says that it was there' },
    DataExport: record('until it expires, `DATA_EXPORT_DAYS`; the row with its account'),
    ExportPart: traffic('until the file is there'),
    StorageAccount: withPerson,
    ClaimOwner: withCourse,
    FileClaim: withCourse,
    RosterCourse: roster,
    RosterEnrollment: roster,
  },
}
