import { channel } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { nothing, type Failure } from '../../failure/failure.ts'
import { fill } from '../../catalog/template.ts'
import { safeLog } from '../fastify/safeLog.ts'
import type { LogLevel } from '../../format/catalogFile.ts'
import type { Scope } from '../scope/scope.ts'

const kTold = Symbol.for('fastify-error-catalog.told')

type Told = IncomingMessage & { [kTold]?: true }

/** Note that the failure of what Node has read is told: that it cannot be read to its end is no second one. */
export function markReported (raw: IncomingMessage) {
  (raw as Told)[kTold] = true
}

/** Gets `{ failure, request, catalog }`, the catalog by its name, for each failure of every server of the process (node:diagnostics_channel). */
const failures = channel('fastify-error-catalog.failure')

/** Tell of a failure whoever wants to know, once: the log, the channel, and the scope's `onFailure`. */
export function notify (at: { log: FastifyBaseLogger }, failure: Failure, { catalog: { name }, onFailure }: Scope, request?: FastifyRequest) {
  if ((request?.raw as Told | undefined)?.[kTold] === true) return
  // Without a request it is a connection error: anybody can cause as many as they like.
  logFailure(at, failure, request === undefined ? 'debug' : failure.entry.log)
  if (failures.hasSubscribers) failures.publish({ failure, request, catalog: name })
  if (onFailure === undefined) return
  const complain = (error: unknown) => safeLog(at, 'error', { err: error }, 'onFailure has failed: the failure is answered all the same')
  try {
    Promise.resolve(onFailure(failure, request)).catch(complain)
  } catch (error) {
    complain(error)
  }
}

/** Write one line. Private details and causes are only here. */
function logFailure (at: { log: FastifyBaseLogger }, failure: Failure, level: LogLevel) {
  const { entry, code, status, requestId, details, invalidDetails: flaws, cause, language } = failure
  // One language for who searches the log.
  const message = language === undefined ? failure.message : fill(entry.message, details)
  const shown = failure.private === nothing ? details : { ...details, ...failure.private }
  safeLog(at, level, cause === undefined ? { code, status, requestId, details: shown } : { code, status, requestId, details: shown, err: cause }, message)
  if (flaws.length > 0) {
    safeLog(at, 'warn', { code, details: flaws }, `"${code}" was answered without details that are missing or do not fit their type`)
  }
}
