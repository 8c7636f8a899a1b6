import type { FastifyReply } from 'fastify'
import { entryOf } from '../catalog/catalog.ts'
import { toFailure, type Failure } from '../catalog/failure.ts'
import { given } from '../catalog/toEntry.ts'
import { declarationOf, nameOf, type Declaration } from './declaration.ts'
import { impliedOn } from './implied.ts'
import { contextOf } from './internal.ts'
import { log } from './log.ts'
import type { Scope } from './scope.ts'

/** What is done about a failure that its route does not declare. */
export type Undeclared = 'warn' | 'throw' | 'off'

/** A client in production gets what the route has answered, whatever was chosen for tests. */
const inProduction: Readonly<Record<Undeclared, Undeclared>> = { warn: 'warn', throw: 'warn', off: 'off' }

export function toUndeclared (given: Undeclared | undefined): Undeclared {
  return process.env['NODE_ENV'] === 'production' ? inProduction[given ?? 'off'] : given ?? 'warn'
}

/** The failure as it may leave: another code than its route declares is told to the log, or answered with `internal`. */
export function declaredOr (reply: FastifyReply, failure: Failure, scope: Scope): Failure {
  if (scope.undeclared === 'off') return failure
  const declaration = declarationOf(contextOf(reply.request))
  const { code } = failure
  if (declaration?.codes === undefined || isAllowed(code, declaration.codes, declaration)) return failure
  const name = nameOf(declaration.route)
  const message = `${name} answered "${code}", which it does not declare: add it to config.errors, or to the option errors where a hook of all routes raises it`
  if (scope.undeclared === 'throw') return toBug(failure, scope, message)
  if (!declaration.told.has(code)) log(reply, 'warn', { code, route: name }, message)
  declaration.told.add(code)
  return failure
}

/** Known when the first failure asks: what plugins add to a route is there by then. */
function isAllowed (code: string, codes: ReadonlySet<string>, declaration: Declaration): boolean {
  declaration.implied ??= impliedOn(declaration)
  return codes.has(code) || declaration.implied.has(code)
}

function toBug ({ requestId, instance, language, cause }: Failure, { catalog }: Scope, message: string): Failure {
  return toFailure(entryOf(catalog, 'internal'), {
    requestId,
    ...given({ instance }),
    languages: language === undefined ? [] : [language],
    cause: new Error(message, { cause })
  })
}
