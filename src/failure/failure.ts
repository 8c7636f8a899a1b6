import type { FailOptions } from './catalogError.ts'
import type { Entry } from '../catalog/entry.ts'
import { findMisspelled, toInvalidDetail, toUnreadableDetail, type InvalidDetail } from './invalidDetail.ts'
import type { Issue } from './issue.ts'
import { createMembers, memberOf } from '../catalog/project.ts'
import { fill, type Template } from '../catalog/template.ts'

/** One occurrence of an entry: everything an envelope may write, and what only the log sees. */
export interface Failure {
  readonly entry: Entry
  readonly code: string
  readonly status: number
  readonly message: string
  /** The language of the message, where it is not the catalog's own. */
  readonly language?: string | undefined
  /** Well-formed (server/requestId.ts): nothing in it has to be escaped. */
  readonly requestId: string
  /** The declared, public details that were given and fit their type. */
  readonly details: Readonly<Record<string, unknown>>
  /** The declared, private details: for the log. */
  readonly private: Readonly<Record<string, unknown>>
  /** Required details that are missing, and details that do not fit their type. */
  readonly invalidDetails: readonly InvalidDetail[]
  readonly issues: readonly Issue[]
  readonly param?: string | undefined
  /** Whole seconds. */
  readonly retryAfter?: number | undefined
  /** Path of the request, without its query. */
  readonly instance?: string | undefined
  readonly timestamp?: Date | undefined
  readonly cause?: unknown
}

/** What is known of one occurrence: members that are missing may also be undefined. */
export interface Occurrence extends Undefinable<Pick<FailOptions, 'message' | 'issues' | 'param' | 'retryAfter' | 'cause'>> {
  readonly requestId: string
  readonly instance?: string | undefined
  /** Languages the client would rather read, the most preferred first. */
  readonly languages?: readonly string[]
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

type Undefinable<T> = { [K in keyof T]?: T[K] | undefined }

const none: readonly never[] = []

/** The private details of an entry that declares none. */
export const nothing: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null) as {})

/** The failure an entry and its circumstances make. Never throws, whatever the details are. */
export function toFailure (entry: Entry, occurrence: Occurrence): Failure {
  const { requestId, instance, languages = none, message, issues = none, cause } = occurrence
  const given = projectAll(entry, occurrence.details)
  const { retryAfterDetail: linked } = entry
  const retryAfter = secondsOf(occurrence.retryAfter) ?? (linked === undefined ? undefined : secondsOf(given.details[linked])) ??
    entry.retryAfter
  if (retryAfter !== undefined) giveLinked(entry, retryAfter, given)
  const language = message === undefined && languages.length > 0 ? languages.find(language => entry.messages.has(language)) : undefined
  const param = occurrence.param ?? issues[0]?.path
  const template = language === undefined ? entry.message : entry.messages.get(language) as Template
  return {
    entry,
    code: entry.code,
    status: entry.status,
    message: message ?? fill(template, given.details),
    language,
    requestId,
    details: given.details,
    private: given.private ?? nothing,
    invalidDetails: given.invalid,
    issues,
    param,
    retryAfter,
    instance,
    cause
  }
}

interface Projected {
  readonly details: Record<string, unknown>
  private: Record<string, unknown> | undefined
  invalid: InvalidDetail[]
}

const Members = createMembers()

/** The declared details, sorted by who may see them. */
function projectAll ({ details }: Entry, values: Readonly<Record<string, unknown>> | null | undefined): Projected {
  const given: Projected = { details: new Members(), private: undefined, invalid: [] }
  for (const detail of details) {
    const { name, required, private: isPrivate, project } = detail
    try {
      const value = memberOf(values ?? {}, name)
      const copy = value === undefined ? undefined : project(value)
      if (copy !== undefined) (isPrivate ? given.private ??= new Members() : given.details)[name] = copy
      else if (required || value !== undefined) given.invalid.push(toInvalidDetail(detail, value))
    } catch {
      // A getter, a proxy or a toJSON of the value threw: the failure is sent without it.
      given.invalid.push(toUnreadableDetail(detail))
    }
  }
  if (given.invalid.length > 0) given.invalid = findMisspelled(given.invalid, details, values)
  return given
}

/** The detail that is the same number as Retry-After, where it was not given itself. */
function giveLinked ({ retryAfterDetail, details }: Entry, retryAfter: number, given: Projected) {
  const detail = details.find(({ name }) => name === retryAfterDetail)
  if (detail === undefined || detail.name in given.details || detail.project(retryAfter) === undefined) return
  given.details[detail.name] = retryAfter
  given.invalid = given.invalid.filter(({ name }) => name !== detail.name)
}

/** Whole seconds, rounded up so that nobody comes back too early (RFC 9110, section 10.2.3). */
function secondsOf (value: unknown): number | undefined {
  if (typeof value !== 'number') return undefined
  const seconds = Math.ceil(value)
  // Beyond, a number is no longer written in digits.
  return Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : undefined
}
