import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FailureMessage } from '../server/forPlugins.ts'
import { onEachFailure } from './subscribe.ts'

interface Integration {
  readonly name: string
}

/** Sentry has its own types for requests and replies of Fastify. */
type ShouldHandleError = (error: Error, request: object, reply: object) => boolean

/** The part of `@sentry/node` that is used. */
export interface SentrySdk {
  fastifyIntegration (options: { shouldHandleError: ShouldHandleError }): Integration
  captureException (error: unknown, context: { tags: Record<string, string>, fingerprint?: string[] }): unknown
}

/**
 * Options for `Sentry.init`: an event for each failure from status 500 on, and none below.
 *
 * The exception of an event is the cause of the failure. Events are grouped by code, bugs by their stack. The tag
 * `error_catalog.code` has the code. For routes outside of all catalogs Sentry's default applies.
 */
export function sentryOptions (sentry: SentrySdk): { integrations: Integration[] } {
  const answered = new WeakSet<object>()
  onEachFailure(message => {
    const { failure: { status }, request } = message
    if (request !== undefined) answered.add(request.raw)
    if (status >= 500) capture(sentry, message)
  })
  const shouldHandleError: ShouldHandleError = (error, givenRequest, givenReply) => {
    const [request, reply] = [givenRequest as FastifyRequest, givenReply as FastifyReply]
    if ((request.server as { describeFailure?: unknown }).describeFailure === undefined) return isServerError(reply)
    // An error handler of the scope may respond instead of the catalog.
    reply.raw.once('close', () => {
      if (!answered.has(request.raw) && isServerError(reply)) sentry.captureException(error, { tags: {} })
    })
    return false
  }
  return { integrations: [sentry.fastifyIntegration({ shouldHandleError })] }
}

/** Sentry's default rule: the status of an error may be set after it was thrown. */
function isServerError ({ statusCode }: FastifyReply): boolean {
  return statusCode >= 500 || statusCode <= 299
}

function capture (sentry: SentrySdk, { failure: { code, entry, cause }, isInternal }: FailureMessage) {
  const fingerprint = isInternal ? {} : { fingerprint: [code] }
  sentry.captureException(cause ?? Object.assign(new Error(entry.message.text), { name: code }), {
    tags: { 'error_catalog.code': code },
    ...fingerprint
  })
}
