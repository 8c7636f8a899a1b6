import type { FastifyReply, FastifyRequest } from 'fastify'
import { findEntry } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
import { isCatalogError } from '../failure/catalogError.ts'
import { failureOf, safeLog, scopeOf, type Scope } from '../server/forPlugins.ts'
import { pending, type Ending, type Keyed } from './keyed.ts'
import type { Settings } from './options.ts'

/** The retry verdicts of failures after which the same request may succeed. */
const promising: ReadonlySet<Entry['retry']> = new Set(['after', 'idempotent', 'same-key'])

/** How a request ended whose reply reaches the first onSend hook. */
export function toEnding (reply: FastifyReply, keyed: Keyed): Ending {
  const failure = failureOf(reply)
  const { statusCode: status } = reply
  const error = keyed.error === pending ? {} : { error: keyed.error }
  if (failure === undefined) return { status, by: keyed.error === pending ? 'handler' : 'error', ...error }
  const { code, entry } = failure
  return { status, code, retry: entry.retry, by: isRaised(reply, entry, keyed) ? 'handler' : 'error', ...error }
}

/** Whether the key is freed: only after a failure that the handler raised and whose verdict allows a retry, or if `keep` decides it. */
export function isFreed (ending: Ending, { keep }: Pick<Settings, 'keep'>, request: FastifyRequest): boolean {
  try {
    const kept = keep?.(ending, request)
    if (typeof kept === 'boolean') return !kept
  } catch (error) {
    safeLog(request, 'error', { err: error }, 'the option keep of fastify-error-catalog/idempotency threw: its default is used')
  }
  return ending.by === 'handler' && ending.retry !== undefined && promising.has(ending.retry)
}

/** Whether the handler itself raised the failure, before any reply: by `throw`, `return` or `reply.fail`. */
function isRaised (reply: FastifyReply, entry: Entry, { error, outcome, hasReplied }: Keyed): boolean {
  if (hasReplied) return false
  const { catalog } = scopeOf(reply.request) as Scope
  // Also for a code that the catalog does not have, which is a bug: `reply.fail` leaves no error to recognise it by.
  if (error === pending) return entry !== findEntry(catalog, catalog.roles.internal as string)
  return error === outcome && isCatalogError(error) && findEntry(catalog, error.code) === entry
}
