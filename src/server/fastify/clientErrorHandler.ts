import type { FastifyInstance } from 'fastify'
import { internal } from './internals.ts'

/** A string that only Fastify's own handler contains (fastify.js, defaultClientErrorHandler). Minifiers keep it, unlike its name. */
const ownText = '"message":"Exceeded maximum allowed HTTP header size","statusCode":431'

/** Whether the user gave Fastify a `clientErrorHandler`: it overrides the plugin's. */
export function hasOwnClientErrorHandler (root: FastifyInstance): boolean {
  const handler = internal<{ clientErrorHandler: unknown }>(root, 'fastify.options')?.clientErrorHandler
  return !textOf(handler).includes(ownText)
}

/** Fastify's own listener of a server: the first bound function. */
export function ownListenerOf<F> (listeners: readonly F[]): F | undefined {
  return listeners.find(listener => textOf(listener).includes('[native code]'))
}

function textOf (value: unknown): string {
  return typeof value === 'function' ? Function.prototype.toString.call(value) : ''
}
