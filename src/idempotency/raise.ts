import type { FastifyRequest } from 'fastify'
import { entryOf } from '../catalog/catalog.ts'
import { CatalogError, type FailOptions } from '../failure/catalogError.ts'
import type { Role } from '../format/roles.ts'
import type { Code, FailArgs } from '../catalog/registerTypes.ts'
import { scopeOf } from '../server/scope/scope.ts'
import type { Scope } from '../server/scope/scope.ts'

/** @throws CatalogError with the code that the catalog of a request has for a role. */
export function raise (request: FastifyRequest, role: Role, options: FailOptions = {}): never {
  // The plugin is registered where a catalog is.
  const { catalog } = scopeOf(request) as Scope
  throw new CatalogError(entryOf(catalog, role).code as Code, ...[undefined, options] as unknown as FailArgs<Code, FailOptions>)
}
