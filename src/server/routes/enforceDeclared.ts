import type { FastifyReply } from 'fastify'
import { entryOf } from '../../catalog/catalog.ts'
import { toFailure, type Failure } from '../../failure/failure.ts'
import { compact } from '../../support/compact.ts'
import { declarationOf, nameOf, type Declaration } from './declaredErrors.ts'
import { impliedOn } from './impliedErrors.ts'
import { safeLog } from '../fastify/safeLog.ts'
import type { Scope, Undeclared } from '../scope/scope.ts'

/** In production the client gets the failure of the route, whatever option was chosen for tests. */
const inProduction: Readonly<Record<Undeclared, Undeclared>> = { warn: 'warn', throw: 'warn', off: 'off' }

export function toUndeclared (given: Undeclared | undefined): Undeclared {
  return process.env['NODE_ENV'] === 'production' ? inProduction[given ?? 'off'] : given ?? 'warn'
}

/** The failure to send: an undeclared code is logged, or replaced by `internal`. */
export function enforceDeclared (reply: FastifyReply, failure: Failure, scope: Scope): Failure {
  if (scope.undeclared === 'off') return failure
  const declaration = declarationOf(reply.request.routeOptions)
  const { code } = failure
  if (declaration?.codes === undefined || isAllowed(code, declaration.codes, declaration)) return failure
  const name = nameOf(declaration.route)
  const message = `${name} answered "${code}", which it does not declare: ` +
    'add it to config.errors, or to the option errors where a hook of all routes raises it'
  if (scope.undeclared === 'throw') return toInternalFailure(failure, scope, message)
  if (!declaration.reported.has(code)) safeLog(reply, 'warn', { code, route: name }, message)
  declaration.reported.add(code)
  return failure
}

/** Computed at the first failure: by then plugins have added their hooks to the route. */
function isAllowed (code: string, codes: ReadonlySet<string>, declaration: Declaration): boolean {
  declaration.implied ??= impliedOn(declaration)
  return codes.has(code) || declaration.implied.has(code)
}

function toInternalFailure ({ requestId, instance, language, cause }: Failure, { catalog }: Scope, message: string): Failure {
  return toFailure(entryOf(catalog, 'internal'), {
    requestId,
    ...compact({ instance }),
    languages: language === undefined ? [] : [language],
    cause: new Error(message, { cause })
  })
}
