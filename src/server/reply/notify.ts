import { channel, type Channel } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { nothing, type Failure } from '../../failure/failure.ts'
import type { InvalidDetail } from '../../failure/invalidDetail.ts'
import { fill } from '../../catalog/template.ts'
import { safeLog } from '../fastify/safeLog.ts'
import type { LogLevel } from '../../format/catalogFile.ts'
import type { Scope } from '../scope/scope.ts'

/** Requests of Node for which a failure was reported. */
const reported = new WeakSet<IncomingMessage>()

/** Note that a failure was reported for a request, so that an incomplete body is not reported again. */
export function markReported (raw: IncomingMessage) {
  reported.add(raw)
}

const channelName = 'fastify-error-catalog.failure'

/**
 * Gets `{ failure, request, catalog }`, the catalog by its name, for each failure of every server of the process
 * (node:diagnostics_channel).
 */
const failures = channel(channelName) as Channel & { readonly _subscribers?: ReadonlyArray<(message: unknown, name: string) => void> }

/** Notify the observers of a failure once: the log, the channel, and the scope's `onFailure`. An observer that throws is logged. */
export function notify (
  at: { log: FastifyBaseLogger }, failure: Failure, { catalog: { name }, onFailure }: Scope, request?: FastifyRequest
) {
  if (request !== undefined && reported.has(request.raw)) return
  // Without a request it is a connection error: any client can cause as many as it likes.
  logFailure(at, failure, request === undefined ? 'debug' : failure.entry.log)
  if (failures.hasSubscribers) publish(at, { failure, request, catalog: name })
  if (onFailure === undefined) return
  const complain = (error: unknown) => safeLog(at, 'error', { err: error }, 'onFailure threw: the response is sent unchanged')
  try {
    Promise.resolve(onFailure(failure, request)).catch(complain)
  } catch (error) {
    complain(error)
  }
}

/** Call the subscribers of the channel. With `channel.publish` an error of a subscriber would be the uncaught exception of the process. */
function publish (at: { log: FastifyBaseLogger }, message: object) {
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
  const { entry, code, status, requestId, details, invalidDetails, cause, language } = failure
  // The log has one language, so that it can be searched.
  const message = language === undefined ? failure.message : fill(entry.message, details)
  const shown = failure.private === nothing ? details : { ...details, ...failure.private }
  safeLog(
    at,
    level,
    cause === undefined ? { code, status, requestId, details: shown } : { code, status, requestId, details: shown, err: cause },
    message
  )
  if (invalidDetails.length > 0) {
    const list = invalidDetails.map(toSentence).join('; ')
    safeLog(at, 'warn', { code, details: invalidDetails }, `"${code}" was sent without invalid details: ${list}`)
  }
}

/** `orderedAt must be string, got Date: pass value.toISOString()`. */
function toSentence ({ name, expected, given, pass }: InvalidDetail): string {
  return `${name} must be ${expected}, got ${given}${pass === undefined ? '' : `: pass ${pass}`}`
}
