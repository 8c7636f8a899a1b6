import type { FastifyInstance } from 'fastify'
import { internal } from './internals.ts'

/** A text that only Fastify's own handler has (fastify.js, defaultClientErrorHandler): unlike its name it survives minifiers. */
const ownText = '"message":"Exceeded maximum allowed HTTP header size","statusCode":431'

/** Whether the user gave Fastify a `clientErrorHandler`: it wins over the plugin's. */
export function hasOwnClientErrorHandler (root: FastifyInstance): boolean {
  const handler = internal<{ clientErrorHandler: unknown }>(root, 'fastify.options')?.clientErrorHandler
  return !textOf(handler).includes(ownText)
}

/** Fastify's own listener among those of a server: it is the first that is bound. */
export function ownListenerOf<F> (listeners: readonly F[]): F | undefined {
  return listeners.find(listener => textOf(listener).includes('[native code]'))
}

function textOf (value: unknown): string {
  return typeof value === 'function' ? Function.prototype.toString.call(value) : ''
}
