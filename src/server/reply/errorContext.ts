import type { FastifyReply, FastifyRequest } from 'fastify'
import { entryOf } from '../../catalog/catalog.ts'
import type { Role } from '../../format/roles.ts'
import type { ErrorContext } from '../mapping/mapError.ts'
import type { ThrownError } from '../mapping/readThrown.ts'
import { roleOfLimiter, waitOf } from '../rateLimit/limiterHeaders.ts'
import { frameworkRoles } from '../roles/frameworkRoles.ts'
import { errorStatus } from '../roles/errorStatus.ts'
import type { Scope } from '../scope/scope.ts'
import { toValidationFailure } from '../validation/validationFailure.ts'
import { unmatchedRole } from './unmatchedRoute.ts'

/** The facts about a request and its reply that `mapError` needs; a class, so that no function is made for each error. */
class ReplyContext implements ErrorContext {
  readonly #reply: FastifyReply
  readonly #scope: Scope

  constructor (reply: FastifyReply, scope: Scope) {
    this.#reply = reply
    this.#scope = scope
  }

  get trustStatus () {
    return this.#scope.trustStatus
  }

  get unmatched (): Role | undefined {
    const { request } = this.#reply
    return request.is404 ? unmatchedRole(request) : undefined
  }

  get replyStatus (): number | undefined {
    return errorStatus(this.#reply)
  }

  validationFailure (thrown: ThrownError) {
    return validationFailureIn(this.#scope, thrown, this.#reply.request)
  }

  /**
   * Whether a `SyntaxError`, which has no code, comes from a body parser. From 5.5 Fastify closes the connection after any parser error
   * (lib/content-type-parser.js, onDone). Before 5.5 its own JSON parser sets the status 400, once the whole body is read.
   */
  isParserError (status: number | undefined): boolean {
    const { body, headers, raw } = this.#reply.request
    return (status ?? 400) === 400 && body === undefined && headers['content-type'] !== undefined &&
      (this.#reply.getHeader('connection') === 'close' || (status === 400 && raw.readableEnded))
  }

  limiterRole (status: number | undefined): Role | undefined {
    return roleOfLimiter(this.#reply, status)
  }

  limiterWait (status: number): number | undefined {
    return waitOf(this.#reply, status)
  }
}

function validationFailureIn (
  { catalog }: Scope, thrown: ThrownError, request: FastifyRequest | undefined
): ReturnType<ErrorContext['validationFailure']> {
  try {
    return toValidationFailure(thrown, catalog, request)
  } catch {
    // A member that is not a list, or a proxy of one.
    return { entry: entryOf(catalog, frameworkRoles.thrown.role), issues: undefined }
  }
}

export function errorContext (reply: FastifyReply, scope: Scope): ErrorContext {
  return new ReplyContext(reply, scope)
}

/** The context of an error without a reply: of a job or of a WebSocket message. */
export function contextWithoutReply (scope: Scope, request: FastifyRequest | undefined): ErrorContext {
  return {
    trustStatus: scope.trustStatus,
    unmatched: undefined,
    replyStatus: undefined,
    validationFailure: thrown => validationFailureIn(scope, thrown, request),
    isParserError: () => false,
    limiterRole: () => undefined,
    limiterWait: () => undefined
  }
}
