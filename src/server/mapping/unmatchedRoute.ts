import type { FastifyRequest } from 'fastify'
import type { Role } from '../../format/roles.ts'
import { methodsOf } from '../fastify/allowedMethods.ts'
import { frameworkRoles } from '../roles/frameworkRoles.ts'

/** What is missing where no route matched: a method of this URL, or the URL. */
export function missingOf (request: FastifyRequest): Role {
  const methods = methodsOf(request)
  return methods.length === 0 || methods.includes(request.method) ? frameworkRoles.url.role : frameworkRoles.method.role
}
