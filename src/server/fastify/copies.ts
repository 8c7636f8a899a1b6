import type { FastifyInstance } from 'fastify'
import { rootOf } from './internals.ts'

/** The version of this package; test/server/copies.test.ts compares it with package.json. */
export const version = '0.1.0'

type Register<O> = (app: FastifyInstance, options: O) => Promise<void>

/** One copy of the package: the functions that use the state it has put on a server. */
interface Copy {
  readonly version: string
}

interface Serving extends Copy {
  /** `register` of the further plugins of the package on the server, by name. */
  readonly plugins: Map<string, Register<never>>
}

// In the global registry, because several copies of the package (import and require, a monorepo) share one server.
const kCopy = Symbol.for('fastify-error-catalog.copy')

/**
 * The copy of the package that serves a server: the first that was used there. Its state is its own, so copies of one version share it.
 *
 * @throws where the first copy has another version.
 */
export function copyFor<C extends Copy> (app: FastifyInstance, own: C): C {
  const first = copyOf<C>(app)
  if (first === undefined) {
    rootOf(app).decorate(kCopy as unknown as string, { ...own, plugins: new Map() } as never)
    return own
  }
  checkVersion(app, first)
  return first
}

/** `register` of the first copy of a further plugin of the package that was registered on the server. */
export function firstOf<O> (app: FastifyInstance, name: string, register: Register<O>): Register<O> {
  const first = copyOf<Serving>(app) as Serving
  checkVersion(app, first)
  if (!first.plugins.has(name)) first.plugins.set(name, register)
  return first.plugins.get(name) as Register<O>
}

/** The copy that serves an instance, or has stamped an object. */
export function copyOf<C> (stamped: unknown): C | undefined {
  return (stamped as { readonly [kCopy]?: C } | undefined)?.[kCopy]
}

/** Let an object be recognised by all copies. */
export function stamp<T extends object> (target: T, copy: unknown): T {
  return Object.assign(target, { [kCopy]: copy })
}

function checkVersion (app: FastifyInstance, first: Copy) {
  if (first.version === version) return
  throw new Error(`fastify-error-catalog ${version} cannot be registered in the scope "${app.prefix || '/'}": ` +
    `the server has fastify-error-catalog ${first.version} already: install one version ("npm ls fastify-error-catalog" lists both)`)
}
