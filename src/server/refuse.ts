import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Role } from '../catalog/roles.ts'
import { coveredBy } from './covered.ts'
import { toRoleFailure } from './fail.ts'
import { internal } from './internal.ts'
import { refusals } from './refusals.ts'
import { respond } from './respond.ts'
import { scopeOf } from './route.ts'
import { scopeOfServer, type Scope } from './scope.ts'

/** Refuse what Fastify or Node would refuse in a body of their own, had `serverOptions` not told them to leave it to us. */
export function addRefusals (root: FastifyInstance) {
  const { closing, host } = coveredBy(root)
  const state = internal<{ readonly closing: boolean }>(root, 'fastify.state')
  if (!closing && !host) return
  root.addHook('onRequest', (request, reply, done) => {
    const role = roleOf(request.raw)
    if (role === undefined) return done()
    reply.header('connection', 'close')
    const scope = scopeOf(request) ?? scopeOfServer(root) as Scope
    respond(reply, toRoleFailure(reply, scope, role), scope)
  })

  function roleOf (request: IncomingMessage): Role | undefined {
    if (closing && state?.closing === true) return refusals.closing.role
    return host && !namesOneHost(request) ? refusals.host.role : undefined
  }
}

/** What every request of HTTP/1.1 must do (RFC 9112, section 3.2). Node drops further ones from `headers`. */
function namesOneHost ({ httpVersion, rawHeaders }: IncomingMessage): boolean {
  if (httpVersion !== '1.1') return true
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts === 1
}
