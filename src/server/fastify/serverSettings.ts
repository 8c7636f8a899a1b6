import type { FastifyInstance } from 'fastify'
import { internal } from './internals.ts'

/** The options of a server that decide which requests reach the plugin. */
export interface Deciding {
  readonly http?: { readonly requireHostHeader?: boolean } | null
  readonly https?: { readonly requireHostHeader?: boolean } | boolean | null
}

/** The options of Node's server. */
export function settingsOf ({ http, https }: Deciding) {
  // Fastify builds the server from one of these two members.
  const isSecure = https !== undefined && https !== null && https !== false
  const given = isSecure ? https : http
  return { isSecure, settings: typeof given === 'object' && given !== null ? given : undefined }
}

/** Whether Fastify passes requests during shutdown to hooks and handlers. */
export function passesWhileClosing (root: FastifyInstance): boolean {
  return internal<{ return503OnClosing?: boolean }>(root, 'fastify.options')?.return503OnClosing === false
}

/** Whether Node's server passes requests without Host to hooks and handlers. A `serverFactory` may use other options. */
export function passesWithoutHost ({ server }: FastifyInstance): boolean {
  return (server as { requireHostHeader?: boolean }).requireHostHeader === false
}
