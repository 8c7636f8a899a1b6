import type { FastifyRequest } from 'fastify'
import type { Role } from '../../format/roles.ts'
import { methodsOf } from '../fastify/allowedMethods.ts'
import { frameworkRoles } from '../roles/frameworkRoles.ts'

/** The role of a request without a matching route: 405 if another method has one, else 404. */
export function unmatchedRole (request: FastifyRequest): Role {
  const methods = methodsOf(request)
  return methods.length === 0 || methods.includes(request.method) ? frameworkRoles.url.role : frameworkRoles.method.role
}
