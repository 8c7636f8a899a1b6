import { channel, type Channel } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { nothing, type Failure } from '../../failure/failure.ts'
import type { InvalidDetail } from '../../failure/invalidDetail.ts'
import { fill } from '../../catalog/template.ts'
import { compact } from '../../support/compact.ts'
import { safeLog } from '../fastify/safeLog.ts'
import type { LogLevel } from '../../format/catalogFile.ts'
import type { Scope } from '../scope/scope.ts'
import { routeName } from './routeName.ts'

/** Requests of Node for which a failure was reported. */
const reported = new WeakSet<IncomingMessage>()

/** Note that a failure was reported for a request, so that an incomplete body is not reported again. */
export function markReported (raw: IncomingMessage) {
  reported.add(raw)
}

export const channelName = 'fastify-error-catalog.failure'

/** What subscribers of the channel get for each failure of every server of the process (node:diagnostics_channel). */
export interface FailureMessage {
  readonly failure: Failure
  /** Missing for connection errors. */
  readonly request: FastifyRequest | undefined
  /** The name of the catalog. */
  readonly catalog: string
  /** Whether its code is that of the role `internal`: a bug. */
  readonly isInternal: boolean
}

const failures = channel(channelName) as Channel & { readonly _subscribers?: ReadonlyArray<(message: unknown, name: string) => void> }

/** Notify the observers of a failure once: the channel, the log, and the scope's `onFailure`. An observer that throws is logged. */
export function notify (at: { log: FastifyBaseLogger }, failure: Failure, scope: Scope, request?: FastifyRequest) {
  publish(at, failure, scope, request)
  report(at, failure, scope, request)
}

/** The level of failures without a request, which are connection errors: any client can cause as many as it likes. */
const connectionLevel = 'debug'

/** Notify the log and `onFailure`. */
export function report (at: { log: FastifyBaseLogger }, failure: Failure, { onFailure }: Scope, request?: FastifyRequest) {
  if (request !== undefined && reported.has(request.raw)) return
  logFailure(at, failure, request === undefined ? connectionLevel : failure.entry.log)
  if (failure.invalidDetails.length > 0) logInvalidDetails(at, failure, request)
  if (onFailure === undefined) return
  const complain = (error: unknown) => safeLog(at, 'error', { err: error }, 'onFailure threw: the response is sent unchanged')
  try {
    Promise.resolve(onFailure(failure, request)).catch(complain)
  } catch (error) {
    complain(error)
  }
}

/** Notify the channel. Before the response is sent: the span of a request ends with its last onSend hook (@fastify/otel). */
export function publish (at: { log: FastifyBaseLogger }, failure: Failure, { catalog: { name, roles } }: Scope, request?: FastifyRequest) {
  if (!failures.hasSubscribers || (request !== undefined && reported.has(request.raw))) return
  call(at, { failure, request, catalog: name, isInternal: failure.code === roles.internal })
}

/** Call the subscribers of the channel. With `channel.publish` an error of a subscriber would be the uncaught exception of the process. */
function call (at: { log: FastifyBaseLogger }, message: FailureMessage) {
  const { _subscribers: subscribers } = failures
  // A private member of Node (lib/diagnostics_channel.js).
  if (subscribers === undefined) return failures.publish(message)
  for (const subscriber of [...subscribers]) {
    try {
      subscriber(message, channelName)
    } catch (error) {
      safeLog(at, 'error', { err: error }, `a subscriber of the channel ${channelName} threw`)
    }
  }
}

/** Write one line. Private details and causes appear only here. */
function logFailure (at: { log: FastifyBaseLogger }, failure: Failure, level: LogLevel) {
  const { entry, code, status, requestId, details, cause, language } = failure
  // The log has one language, so that it can be searched.
  const message = language === undefined ? failure.message : fill(entry.message, details)
  const shown = failure.private === nothing ? details : { ...details, ...failure.private }
  safeLog(
    at,
    level,
    cause === undefined ? { code, status, requestId, details: shown } : { code, status, requestId, details: shown, err: cause },
    message
  )
}

/** Explain why details were left out, and the `?` that the client sees in their place. */
function logInvalidDetails (at: { log: FastifyBaseLogger }, failure: Failure, request: FastifyRequest | undefined) {
  const { code, entry, message, details, language, invalidDetails } = failure
  const route = request === undefined ? undefined : routeName(request)
  const on = route === undefined ? '' : ` on ${route}`
  const list = invalidDetails.map(toSentence).join('; ')
  const isFilled = language !== undefined || message === fill(entry.message, details)
  const holes = isFilled ? invalidDetails.map(({ name }) => name).filter(name => entry.message.holes.includes(name)) : []
  const gap = holes.length === 0 ? '' : `. The message shows "?" for ${holes.join(', ')}`
  const level = request === undefined ? connectionLevel : 'warn'
  safeLog(at, level, compact({ code, route, details: invalidDetails }), `"${code}"${on} was sent without invalid details: ${list}${gap}`)
}

/** `orderedAt must be string, got Date: pass value.toISOString()`. */
function toSentence ({ name, expected, given, pass, similar }: InvalidDetail): string {
  const hint = similar === undefined ? pass && `pass ${pass}` : `"${similar}" was given, which is not declared`
  return `${name} must be ${expected}, got ${given}${hint === undefined ? '' : `: ${hint}`}`
}
