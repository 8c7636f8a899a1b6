import type { FailOptions } from './catalogError.ts'
import type { Entry } from './entry.ts'
import type { Issue } from './issue.ts'
import { fill } from './template.ts'

/** One occurrence of an entry: everything an envelope may write, and what only the log sees. */
export interface Failure {
  readonly entry: Entry
  readonly code: string
  readonly status: number
  readonly message: string
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
  readonly details?: Readonly<Record<string, unknown>>
}

/** The failure an entry and its circumstances make. Never throws, whatever the details are. */
export function toFailure (entry: Entry, occurrence: Occurrence): Failure {
  const { requestId, instance, message, issues = [], cause } = occurrence
  const given = { details: {}, private: {}, flaws: [] as string[] } as Projected
  for (const detail of entry.details) project(detail, occurrence.details, given)
  const retryAfter = secondsOf(occurrence.retryAfter) ?? linked(entry, given) ?? entry.retryAfter
  const { retryAfterDetail } = entry
  if (retryAfterDetail !== undefined && retryAfter !== undefined && given.details[retryAfterDetail] === undefined) {
    given.details[retryAfterDetail] = retryAfter
    given.flaws = given.flaws.filter(name => name !== retryAfterDetail)
  }
  const param = occurrence.param ?? issues[0]?.path
  return {
    entry,
    code: entry.code,
    status: entry.status,
    message: message ?? fill(entry.message, given.details),
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

function project (detail: Entry['details'][number], values: Readonly<Record<string, unknown>> | undefined, given: Projected) {
  const { name, required } = detail
  try {
    const value = values?.[name]
    const copy = value === undefined ? undefined : detail.project(value)
    if (copy !== undefined) (detail.private ? given.private : given.details)[name] = copy
    else if (required || value !== undefined) given.flaws.push(name)
  } catch {
    // A getter, a proxy or a toJSON of the value threw: the failure leaves without it.
    given.flaws.push(name)
  }
}

function linked ({ retryAfterDetail }: Entry, { details }: Projected): number | undefined {
  return retryAfterDetail === undefined ? undefined : secondsOf(details[retryAfterDetail])
}

/** Whole seconds, rounded up so that nobody comes back too early (RFC 9110, section 10.2.3). */
function secondsOf (value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.ceil(value) : undefined
}
