import type { FastifyInstance, FastifyRequest } from 'fastify'
import { docsUrl } from '../../catalog/catalog.ts'
import type { Code } from '../../catalog/registerTypes.ts'
import { headersOf } from '../../failure/headers.ts'
import type { Issue } from '../../failure/issue.ts'
import type { Retry } from '../../format/catalogFile.ts'
import { safeGet } from '../../support/safeGet.ts'
import { scopeOf, type Scope } from '../scope/scope.ts'
import { contextWithoutReply } from './errorContext.ts'
import { allowedValues, namesOf } from './headers.ts'
import { toErrorFailure, type ScopedFailure } from './toFailure.ts'

/** The public parts of a failure. */
export interface DescribedFailure {
  readonly code: Code
  /** The HTTP status. */
  readonly status: number
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
  /** The invalid fields. */
  readonly issues: readonly Issue[]
  /** The response headers, by lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** Whether the same request may be sent again. */
  readonly retry: Retry
  /** The URL of the page of the code, if the catalog has `docs`. */
  readonly docs: string | undefined
}

/** Describe an error with the scope that serves the request, or else with `scope`. */
export function describe (app: FastifyInstance, scope: Scope, error: unknown, given: FastifyRequest | undefined): DescribedFailure {
  // In other transports it may be any object, such as a request of Node.
  const request = safeGet(given, 'routeOptions') === undefined ? undefined : given
  const own = request === undefined ? scope : scopeOf(request) ?? scope
  const described = toErrorFailure({ request, log: request?.log ?? app.log }, own, error, () => contextWithoutReply(own, request))
  const { failure: { code, status, message, details, issues, entry }, scope: { catalog } } = described
  return {
    code: code as Code,
    status,
    message,
    details,
    issues,
    headers: headersIn(described),
    retry: entry.retry,
    docs: docsUrl(catalog, entry)
  }
}

function headersIn ({ failure, scope, headers }: ScopedFailure): Record<string, string | string[]> {
  const more = namesOf(headers).flatMap(name => {
    const key = name.toLowerCase()
    const values = allowedValues(key, safeGet(headers, name))
    return values === undefined ? [] : [[key, values.length === 1 ? values[0] as string : values] as const]
  })
  return Object.fromEntries([...headersOf(failure, scope.catalog).map(([name, value]) => [name.toLowerCase(), value] as const), ...more])
}
