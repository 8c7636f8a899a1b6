import { safeGet } from '../../support/safeGet.ts'
import { toStatus } from '../roles/errorStatus.ts'
import { forwardedHeaders } from '../roles/forwardedHeaders.ts'
import { readReport, type ValidationReport } from '../roles/validationReport.ts'
import { readNames } from './readNames.ts'
import { readUpstream, type Upstream } from './readUpstream.ts'

/** Libraries whose errors are made to be responses. @fastify/sensible throws errors of http-errors. */
type ErrorLibrary = 'http-errors' | 'boom' | '@fastify/error'

/** What was thrown. Each member of the error is read once; only the paths of `map.errors` read more of it. */
export interface ThrownError {
  /** The error itself, for the log. */
  readonly error: unknown
  readonly message: string | undefined
  /** The messages of the error, of the members of an AggregateError and of all causes. */
  readonly messages: readonly unknown[]
  /** From 400 to 599. */
  readonly status: number | undefined
  /** The error's own code. */
  readonly code: unknown
  readonly library: ErrorLibrary | undefined
  /** The codes and names of the error, of the members of an AggregateError and of all causes. */
  readonly names: readonly string[]
  /** As `names`, with the names of classes. */
  readonly keys: readonly string[]
  /** The errors that have these keys, in order, and the number of keys up to the last one of each. */
  readonly errors: readonly unknown[]
  readonly ends: readonly number[]
  /** The upstream whose response the error reports. */
  readonly upstream: Upstream | undefined
  /** Headers that may be forwarded, by lower-case name. */
  readonly headers: Readonly<Record<string, unknown>> | undefined
  /** The invalid fields that the error lists. */
  readonly report: ValidationReport
}

/** Read a thrown value. Never throws: getters may throw; proxies and cycles are bounded. */
export function readThrown (error: unknown): ThrownError {
  const { ownKeys, names, keys, messages, errors, ends, code, name } = readNames(error)
  const [message] = messages
  const [statusCode, plainStatus, output] = [
    safeGet(error, 'statusCode'),
    safeGet(error, 'status'),
    safeGet(error, 'output')
  ]
  const isBoom = output !== undefined && safeGet(error, 'isBoom') === true
  const status = toStatus(statusCode) ?? toStatus(plainStatus) ?? toStatus(safeGet(output, 'statusCode'))
  const headers = safeGet(isBoom ? output : error, 'headers')
  return Object.freeze({
    error,
    message: typeof message === 'string' ? message : undefined,
    messages,
    status,
    code,
    library: status === undefined ? undefined : libraryOf(),
    names,
    keys,
    errors,
    ends,
    upstream: readUpstream(error, { keys: ownKeys, headers, status }),
    headers: headers === undefined || headers === null ? undefined : readHeaders(headers),
    report: readReport(error)
  })

  function libraryOf (): ErrorLibrary | undefined {
    if (isBoom) return 'boom'
    if (name === 'FastifyError' && typeof code === 'string') return '@fastify/error'
    // The test of http-errors itself (isHttpError).
    return typeof statusCode === 'number' && statusCode === plainStatus && typeof safeGet(error, 'expose') === 'boolean'
      ? 'http-errors'
      : undefined
  }
}

function readHeaders (headers: unknown): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const name of namesOf(headers)) {
    const key = name.toLowerCase()
    if (forwardedHeaders.has(key)) found[key] = safeGet(headers, name)
  }
  return Object.freeze(found)
}

function namesOf (headers: unknown): string[] {
  try {
    return Object.keys(headers as object)
  } catch {
    return []
  }
}
