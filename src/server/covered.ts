import type { FastifyInstance } from 'fastify'
import { internal } from './internal.ts'

/** Which failures a server leaves to the plugin, for which it has no hook unless it was built so. */
export interface Covered {
  /** A URL that cannot be routed. */
  readonly url: boolean
  /** A request that comes while the server closes. */
  readonly closing: boolean
  /** A request without Host, or with several. */
  readonly host: boolean
}

const kCovered = Symbol.for('fastify-error-catalog.covered')

/** Note on the options of a server what they leave to the plugin. */
export function withCovered<O extends object> (options: O, covered: Covered): O {
  return Object.assign(options, { [kCovered]: covered })
}

/** What a server was built to leave to the plugin: nothing without `serverOptions`. */
export function coveredBy (root: FastifyInstance): Covered {
  const none: Covered = { url: false, closing: false, host: false }
  return internal<{ [kCovered]?: Covered }>(root, 'fastify.options')?.[kCovered] ?? none
}
