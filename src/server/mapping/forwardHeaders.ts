import { isForwarded } from '../roles/forwardedHeaders.ts'
import type { ThrownError } from './readThrown.ts'

/** The headers of an error that are sent with its failure. */
export interface ForwardedHeaders {
  /** Seconds of its `Retry-After`. */
  readonly wait?: number
  /** Other headers, by lower-case name. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined
}

const none: ForwardedHeaders = {}

/** Headers are sent only for errors that are made to be responses, with the status that they were made for. */
export function forwardHeaders ({ headers: given, library, upstream, status }: ThrownError, sent: number): ForwardedHeaders {
  if (given === undefined || library === undefined || upstream !== undefined || status !== sent) return none
  const { 'retry-after': retryAfter, ...others } = given
  const seconds = toSeconds(retryAfter)
  const headers = Object.fromEntries(Object.entries(others).filter(([name]) => isForwarded(name, sent)))
  return seconds >= 0 ? { wait: seconds, headers } : { headers }
}

/** `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3). */
function toSeconds (wait: unknown): number {
  if (typeof wait !== 'string') return typeof wait === 'number' ? wait : NaN
  return /^\d+$/.test(wait) ? Number(wait) : (Date.parse(wait) - Date.now()) / 1000
}
