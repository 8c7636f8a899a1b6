import type { FastifyInstance } from 'fastify'
import { internal } from './internals.ts'

/** Which failures a server leaves to the plugin, for which it has no hook unless it was built so. */
export interface Covered {
  /** A URL that cannot be routed. */
  readonly url: boolean
  /** A request that comes while the server closes. */
  readonly closing: boolean
  /** A request without Host, or with several. */
  readonly host: boolean
}

/** Those of a server's options that decide about it. */
export interface Deciding {
  readonly frameworkErrors?: unknown
  readonly return503OnClosing?: boolean
  readonly http?: { readonly requireHostHeader?: boolean } | null
  readonly https?: { readonly requireHostHeader?: boolean } | boolean | null
}

const kCovered = Symbol.for('fastify-error-catalog.covered')

interface Built extends Deciding {
  readonly [kCovered]?: Covered & { readonly frameworkErrors: unknown }
}

/** Note on the options of a server what they leave to the plugin. */
export function withCovered<O extends Deciding> (options: O, covered: Covered): O {
  return Object.assign(options, { [kCovered]: { ...covered, frameworkErrors: options.frameworkErrors } })
}

/** The options of Node's server. */
export function settingsOf ({ http, https }: Deciding) {
  // Fastify builds a server of the one or of the other.
  const isSecure = https !== undefined && https !== null && https !== false
  const given = isSecure ? https : http
  return { isSecure, settings: typeof given === 'object' && given !== null ? given : undefined }
}

/** What a server leaves to the plugin: nothing without `serverOptions`, and nothing that was set again beside them. */
export function coveredBy (root: FastifyInstance): Covered {
  const built: Built = { ...internal<Built>(root, 'fastify.options') }
  const covered = built[kCovered]
  return {
    url: covered?.url === true && built.frameworkErrors === covered.frameworkErrors,
    closing: covered?.closing === true && built.return503OnClosing === false,
    host: covered?.host === true && settingsOf(built).settings?.requireHostHeader === false
  }
}
