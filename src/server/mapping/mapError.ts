import { entryOf, findEntry, type Catalog } from '../../catalog/catalog.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { DetailPath } from '../../catalog/errorMap.ts'
import type { Issue } from '../../failure/issue.ts'
import type { Role } from '../../format/roles.ts'
import { frameworkRoles } from '../roles/frameworkRoles.ts'
import { safeGet } from '../../support/safeGet.ts'
import { roleOfStatus } from '../roles/errorStatus.ts'
import { roleOfCode, roleOfMessage } from '../roles/knownErrors.ts'
import { roleOfLibrary } from '../roles/libraryErrors.ts'
import { roleOfSdkName, upstreamRoles, upstreamStatuses } from '../roles/upstreamErrors.ts'
import { forwardHeaders, type ForwardedHeaders } from './forwardHeaders.ts'
import type { ThrownError } from './readThrown.ts'
import type { Upstream } from './readUpstream.ts'

/** Whose status to trust: every error without a sign of an upstream, or only errors of libraries whose errors are responses. */
type TrustStatus = 'own' | 'known'

/** Other facts that decide: the failed request and its reply. */
export interface ErrorContext {
  readonly trustStatus: TrustStatus
  /** The role of a request without a matching route. */
  readonly unmatched: Role | undefined
  /** The status that was set on the reply, from 400 to 599. */
  readonly replyStatus: number | undefined
  /** The entry and the issues of a validation error. */
  readonly validationFailure: (thrown: ThrownError) => { readonly entry: Entry, readonly issues: readonly Issue[] | undefined } | undefined
  /** Whether a custom body parser has failed. */
  readonly isParserError: (status: number | undefined) => boolean
  /** The role of a rate limiter's error. */
  readonly limiterRole: (status: number | undefined) => Role | undefined
  /** The seconds until a limit is renewed, for a reply with this status. */
  readonly limiterWait: (status: number) => number | undefined
}

/** What an error means in a catalog. */
export interface MappedError {
  readonly entry: Entry
  /** Read from the error by the paths of `map.errors`, not checked yet. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
  readonly issues?: readonly Issue[] | undefined
  /** Seconds, from the error's `Retry-After` or the headers of a limiter. */
  readonly retryAfter?: number | undefined
  readonly headers?: ForwardedHeaders['headers']
}

/** Find the entry for a thrown error that is not a `CatalogError`: the first matching table decides. */
export function mapError (thrown: ThrownError, catalog: Catalog, context: ErrorContext): MappedError {
  const mapped = lookUp(thrown, catalog, context)
  const { entry, details, issues } = mapped
  const { wait, headers } = forwardHeaders(thrown, entry.status)
  const retryAfter = wait ?? (issues === undefined ? context.limiterWait(entry.status) : undefined)
  return { entry, details, issues, retryAfter, headers }
}

function lookUp (thrown: ThrownError, catalog: Catalog, context: ErrorContext): Pick<MappedError, 'entry' | 'details' | 'issues'> {
  const { names, upstream } = thrown
  // Fastify also parses bodies of unmatched routes, so a wrong method looks like an invalid body.
  const missing = names.some(name => ofParser.test(name)) || isParserSyntaxError(thrown, context) ? context.unmatched : undefined
  if (missing !== undefined) return { entry: entryOf(catalog, missing) }
  const mapped = catalog.map.errors.size === 0 ? undefined : lookUpKeys(thrown, catalog)
  const invalid = upstream === undefined ? context.validationFailure(thrown) : undefined
  if (mapped !== undefined) {
    // Issues of a response or of the server's own data are not the client's.
    return invalid !== undefined && mapped.entry.status < 500 ? { ...mapped, issues: invalid.issues } : mapped
  }
  if (invalid !== undefined) return invalid
  if (upstream !== undefined) return { entry: entryOf(catalog, roleOfUpstream(thrown, upstream)) }
  const known = roleOf(thrown, context)
  if (known !== undefined) return { entry: entryOf(catalog, known) }
  return byStatus(trustedStatus(thrown, context) ?? context.replyStatus, catalog)
}

/** The row of `map.errors` for the first key that has one. */
function lookUpKeys (thrown: ThrownError, { map, entries }: Catalog): Pick<MappedError, 'entry' | 'details'> | undefined {
  const { keys } = thrown
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string
    const code = map.errors.get(key)
    if (code === undefined) continue
    const paths = map.errorDetails.get(key)
    return { entry: entries.get(code) as Entry, details: paths === undefined ? undefined : readDetails(thrown, index, paths) }
  }
  return undefined
}

function readDetails ({ errors, ends }: ThrownError, index: number, paths: readonly DetailPath[]): Record<string, unknown> {
  const error = errors[ends.findIndex(end => index < end)]
  return Object.fromEntries(paths.map(({ name, path }) => [name, path.reduce<unknown>(safeGet, error)]))
}

/** Also the router's own error, for a method that HTTP/2 accepts and Fastify does not know. */
const ofParser = /^FST_ERR_(CTP_|ROUTE_MISSING_CONTENT|NOT_FOUND$)/

function isParserSyntaxError ({ names, status }: ThrownError, context: ErrorContext): boolean {
  return names.includes('SyntaxError') && context.isParserError(status ?? context.replyStatus)
}

function byStatus (status: number | undefined, catalog: Catalog): { readonly entry: Entry } {
  if (status === undefined) return { entry: entryOf(catalog, frameworkRoles.thrown.role) }
  const code = catalog.map.statuses.get(String(status))
  return { entry: code === undefined ? entryOf(catalog, roleOfStatus(status)) : findEntry(catalog, code) as Entry }
}

/** The status of an error, if it may become that of the response. */
function trustedStatus ({ status, library }: ThrownError, { trustStatus }: ErrorContext): number | undefined {
  return trustStatus === 'own' || library !== undefined ? status : undefined
}

function roleOfUpstream ({ keys }: ThrownError, { status = 0 }: Upstream): Role {
  return upstreamStatuses[status] ?? firstFound(keys, roleOfUpstreamCode) ?? firstFound(keys, roleOfSdkName) ?? 'badGateway'
}

function roleOfUpstreamCode (code: string): Role | undefined {
  const role = roleOfCode(code)
  return role !== undefined && upstreamRoles.includes(role) ? role : undefined
}

function roleOf (thrown: ThrownError, context: ErrorContext): Role | undefined {
  const { names, keys, messages } = thrown
  const status = thrown.status ?? context.replyStatus
  const role = roleOfMessage(messages, names, status)
  if (role !== undefined) return role
  if (isParserSyntaxError(thrown, context)) return 'malformedBody'
  return firstFound(names, roleOfCode) ?? roleOfLibrary(keys) ?? context.limiterRole(status)
}

function firstFound<T> (keys: readonly string[], find: (key: string) => T | undefined): T | undefined {
  for (const key of keys) {
    const found = find(key)
    if (found !== undefined) return found
  }
  return undefined
}
