import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Role } from '../../format/roles.ts'
import { passesWhileClosing, passesWithoutHost } from '../fastify/serverSettings.ts'
import { toRoleFailure } from '../reply/toFailure.ts'
import { internal } from '../fastify/internals.ts'
import { frameworkRoles } from '../roles/frameworkRoles.ts'
import { sendFailure } from '../reply/sendFailure.ts'
import { scopeOf } from '../scope/scope.ts'
import { rootScope, type Scope } from '../scope/scope.ts'

/**
 * Reject requests without Host and requests during shutdown if Fastify and Node accept them.
 *
 * The current settings of the server decide, whether `serverOptions`, a copy of it or the user has set them.
 */
export function addRequestGuards (root: FastifyInstance) {
  const [closing, host] = [passesWhileClosing(root), passesWithoutHost(root)]
  const state = internal<{ readonly closing: boolean }>(root, 'fastify.state')
  if (!closing && !host) return
  root.addHook('onRequest', (request, reply, done) => {
    const role = roleOf(request.raw)
    if (role === undefined) return done()
    const scope = scopeOf(request) ?? rootScope(root) as Scope
    if (!scope.requestGuards) return done()
    reply.header('connection', 'close')
    sendFailure(reply, toRoleFailure(reply, scope, role), scope)
  })

  function roleOf (request: IncomingMessage): Role | undefined {
    if (closing && state?.closing === true) return frameworkRoles.closing.role
    return host && !namesOneHost(request) ? frameworkRoles.host.role : undefined
  }
}

/** The rule for every HTTP/1.1 request (RFC 9112, section 3.2). Node drops further Host lines from `headers`. */
function namesOneHost ({ httpVersion, rawHeaders }: IncomingMessage): boolean {
  if (httpVersion !== '1.1') return true
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts === 1
}
