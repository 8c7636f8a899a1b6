import type { FastifyInstance } from 'fastify'
import { rootOf } from './fastify/internals.ts'

/** The version of this package; test/server/copies.test.ts compares it with package.json. */
export const version = '0.1.0'

/** What one copy of the package does for a server. */
export interface Copy<O> {
  readonly version: string
  readonly register: (app: FastifyInstance, options: O) => Promise<void>
}

// Of the registry: copies of the package (import and require, a monorepo) meet on one server.
const kCopy = Symbol.for('fastify-error-catalog.copy')

/**
 * The copy of the package that serves a server: the first that was registered there. Its state is its own, so copies of one version share it.
 *
 * @throws where the first copy has another version.
 */
export function copyFor<O> (app: FastifyInstance, own: Copy<O>): Copy<O> {
  const root = rootOf(app) as FastifyInstance & { readonly [kCopy]?: Copy<O> }
  const { [kCopy]: first } = root
  if (first === undefined) {
    root.decorate(kCopy as unknown as string, own)
    return own
  }
  if (first.version === own.version) return first
  throw new Error(`fastify-error-catalog ${own.version} cannot be registered in the scope "${app.prefix || '/'}": ` +
    `the server has fastify-error-catalog ${first.version} already. Install one version of it, "npm ls fastify-error-catalog" lists both`)
}
