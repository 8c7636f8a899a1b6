import type { FastifyRequest } from 'fastify'
import { entryOf } from '../catalog/catalog.ts'
import type { Code, FailArgs } from '../catalog/registerTypes.ts'
import { CatalogError, type FailOptions } from '../failure/catalogError.ts'
import type { Role } from '../format/roles.ts'
import { scopeOf, type Scope } from '../server/forPlugins.ts'

/** @throws CatalogError with the code of a role in the request's catalog. */
export function raise (request: FastifyRequest, role: Role, options: FailOptions = {}): never {
  // The plugin is registered in a scope with a catalog.
  const { catalog } = scopeOf(request) as Scope
  throw new CatalogError(entryOf(catalog, role).code as Code, ...[undefined, options] as unknown as FailArgs<Code, FailOptions>)
}

/** The header that links to the documentation of keys, as draft-ietf-httpapi-idempotency-key-header-07 requires. */
export function docsLink (docs: string | undefined): Pick<FailOptions, 'headers'> {
  return docs === undefined ? {} : { headers: { link: `<${docs}>; rel="describedby"; type="text/html"` } }
}
