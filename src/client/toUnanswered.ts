import type { UnansweredFailure } from './types.ts'

interface Thrown {
  readonly name?: unknown
  readonly code?: unknown
  readonly syscall?: unknown
  readonly cause?: unknown
  readonly errors?: readonly unknown[]
}

/** The cause of a request without a complete response, from an error of fetch, undici, axios, ky or node:http. */
export function toUnanswered (error: unknown, isAborted = false): UnansweredFailure {
  const names = namesOf(error)
  const isUnsent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|CONNECT_TIMEOUT|,connect,|,getaddrinfo,/.test(names)
  const isTimeout = /timeout|timedout|ECONNABORTED/i.test(names)
  return {
    kind: 'unanswered',
    sent: isUnsent ? 'no' : 'maybe',
    reason: isAborted || (!isTimeout && /abort|cancel/i.test(names)) ? 'aborted' : isTimeout ? 'timeout' : isUnsent ? 'refused' : 'reset',
    cause: error
  }
}

/** Names and codes of an error, of its causes, and of the first of several errors (one for each address of a host). */
function namesOf (error: unknown): string {
  let names = ''
  let next = error as Thrown | undefined
  for (let depth = 0; next && depth < 9; depth++) {
    names += `,${String(next.name)},${String(next.code)},${String(next.syscall)},`
    next = (next.cause ?? next.errors?.[0]) as Thrown | undefined
  }
  return names
}
