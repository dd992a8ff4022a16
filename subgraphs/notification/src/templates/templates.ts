import type { z } from 'zod'
import { announcement } from './announcement.ts'
import { certificateIssued } from './certificate-issued.ts'
import { certificateRevoked } from './certificate-revoked.ts'
import { creditNote } from './credit-note.ts'
import { emailVerification } from './email-verification.ts'
import { enrolled } from './enrolled.ts'
import { exportReady } from './export-ready.ts'
import { gradeReleased } from './grade-released.ts'
import { passwordChanged } from './password-changed.ts'
import { passwordReset } from './password-reset.ts'
import { receipt } from './receipt.ts'
import { sessionCancelled } from './session-cancelled.ts'
import { sessionRescheduled } from './session-rescheduled.ts'
import { sessionScheduled } from './session-scheduled.ts'
import { sessionStarted } from './session-started.ts'
import type { Template } from './template.ts'
import { welcome } from './welcome.ts'

/** Every kind of notification. The names are stored with the notifications, so they stay. */
const TEMPLATES = {
  welcome,
  'email-verification': emailVerification,
  'password-reset': passwordReset,
  'password-changed': passwordChanged,
  enrolled,
  receipt,
  'credit-note': creditNote,
  'grade-released': gradeReleased,
  'certificate-issued': certificateIssued,
  'certificate-revoked': certificateRevoked,
  'export-ready': exportReady,
  'session-scheduled': sessionScheduled,
  'session-rescheduled': sessionRescheduled,
  'session-cancelled': sessionCancelled,
  'session-started': sessionStarted,
  announcement,
} as const

type TemplateName = keyof typeof TEMPLATES

/** A template with the data that it needs, checked by the compiler. */
export type Filled = {
  [Name in TemplateName]: { template: Name; data: z.infer<(typeof TEMPLATES)[Name]['data']> }
}[TemplateName]

/** The template of a stored name. @throws Error when there is none, which is a bug */
export function findTemplate(name: string): Template {
  const templates: Record<string, Template> = TEMPLATES
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined
  if (!template) throw new Error(`There is no notification template ${name}`)
  return template
}
