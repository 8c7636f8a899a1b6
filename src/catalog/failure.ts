import type { FailOptions } from './catalogError.ts'
import type { Entry } from './entry.ts'
import type { Issue } from './issue.ts'
import { memberOf } from './project.ts'
import { fill } from './template.ts'

/** One occurrence of an entry: everything an envelope may write, and what only the log sees. */
export interface Failure {
  readonly entry: Entry
  readonly code: string
  readonly status: number
  readonly message: string
  /** The language of the message, where it is not the catalog's own. */
  readonly language?: string
  readonly requestId: string
  /** The declared, public details that were given and fit their type. */
  readonly details: Readonly<Record<string, unknown>>
  /** The declared, private details: for the log. */
  readonly private: Readonly<Record<string, unknown>>
  /** Names of details that were required and not given, or did not fit their type. */
  readonly flaws: readonly string[]
  readonly issues: readonly Issue[]
  readonly param?: string
  /** Whole seconds. */
  readonly retryAfter?: number
  /** Path of the request, without its query. */
  readonly instance?: string
  readonly timestamp?: Date
  readonly cause?: unknown
}

export interface Occurrence extends Pick<FailOptions, 'message' | 'issues' | 'param' | 'retryAfter' | 'cause'> {
  readonly requestId: string
  readonly instance?: string
  /** Languages the client would rather read, the most preferred first. */
  readonly languages?: readonly string[]
  readonly details?: Readonly<Record<string, unknown>>
}

/** The failure an entry and its circumstances make. Never throws, whatever the details are. */
export function toFailure (entry: Entry, occurrence: Occurrence): Failure {
  const { requestId, instance, languages = [], message, issues = [], cause } = occurrence
  const given = projectAll(entry, occurrence.details)
  const retryAfter = secondsOf(occurrence.retryAfter) ?? secondsOf(given.details[entry.retryAfterDetail ?? '']) ?? entry.retryAfter
  if (retryAfter !== undefined) giveLinked(entry, retryAfter, given)
  const language = message === undefined ? languages.find(language => entry.messages.has(language)) : undefined
  const param = occurrence.param ?? issues[0]?.path
  return {
    entry,
    code: entry.code,
    status: entry.status,
    message: message ?? fill(entry.messages.get(language ?? '') ?? entry.message, given.details),
    ...(language === undefined ? {} : { language }),
    requestId,
    ...given,
    issues,
    ...(param === undefined ? {} : { param }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(instance === undefined ? {} : { instance }),
    cause
  }
}

interface Projected {
  details: Record<string, unknown>
  private: Record<string, unknown>
  flaws: string[]
}

/** The declared details, sorted by who may see them. */
function projectAll ({ details }: Entry, values: Readonly<Record<string, unknown>> | null | undefined): Projected {
  // Without a prototype, or a missing detail called `constructor` would be there.
  const given: Projected = { details: Object.create(null) as {}, private: Object.create(null) as {}, flaws: [] }
  for (const { name, required, private: isPrivate, project } of details) {
    try {
      const value = memberOf(values ?? {}, name)
      const copy = value === undefined ? undefined : project(value)
      if (copy !== undefined) (isPrivate ? given.private : given.details)[name] = copy
      else if (required || value !== undefined) given.flaws.push(name)
    } catch {
      // A getter, a proxy or a toJSON of the value threw: the failure leaves without it.
      given.flaws.push(name)
    }
  }
  return given
}

/** The detail that is the same number as Retry-After, where it was not given itself. */
function giveLinked ({ retryAfterDetail, details }: Entry, retryAfter: number, given: Projected) {
  const detail = details.find(({ name }) => name === retryAfterDetail)
  if (detail === undefined || detail.name in given.details || detail.project(retryAfter) === undefined) return
  given.details[detail.name] = retryAfter
  given.flaws = given.flaws.filter(name => name !== detail.name)
}

/** Whole seconds, rounded up so that nobody comes back too early (RFC 9110, section 10.2.3). */
function secondsOf (value: unknown): number | undefined {
  const seconds = typeof value === 'number' ? Math.ceil(value) : NaN
  // Beyond, a number is no longer written in digits.
  return Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : undefined
}
