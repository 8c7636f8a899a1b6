import type { FastifyInstance } from 'fastify'
import { hasOwnClientErrorHandler } from '../fastify/clientErrorHandler.ts'
import { copyOf } from '../fastify/copies.ts'
import { internal } from '../fastify/internals.ts'
import { passesWhileClosing, passesWithoutHost } from '../fastify/serverSettings.ts'
import { safeLog } from '../fastify/safeLog.ts'

interface Row {
  readonly what: string
  readonly why: string
}

/** Failures that no plugin can send in the form of the catalog, with the reason. */
export const uncoverable: readonly Row[] = [
  {
    what: 'A stream that fails after its first byte',
    why: 'status and headers were sent: the connection is closed, so that the body counts as incomplete'
  },
  { what: 'A hijacked reply, or one written through `reply.raw`', why: 'the program writes the response itself' },
  {
    what: 'A proxied response of an upstream, and any stream or `Response` with an error status',
    why: 'its body is sent unchanged'
  },
  { what: 'A handler or hook that never finishes', why: 'there is no event to react to: set `handlerTimeout`' },
  {
    what: 'An exception outside of the lifecycle: in a timer, `genReqId`, `rewriteUrl`, a `querystringParser`, a constraint',
    why: 'it is the uncaught exception of the process'
  },
  {
    what: '`undefined` or `null` thrown from a hook with a callback or from a parser that is async',
    why: 'Fastify does not treat it as an error, and the request continues'
  },
  {
    what: "`done(0)`, `done('')` or `done(false)` in `preSerialization` or `onSend`",
    why: 'Fastify does not treat a falsy value as an error, and the success is sent'
  },
  {
    what: 'A custom synchronous error handler that throws a value that is not an error',
    why: 'Fastify sends the thrown value as a success'
  },
  {
    what: 'A request after `maxRequestsPerSocket`, `CONNECT`, a connection past `connectionTimeout`',
    why: 'Node responds or closes the connection'
  },
  { what: 'A rejected WebSocket handshake', why: 'the library ws responds on the socket' },
  { what: 'A broken TLS handshake or HTTP/2 session', why: 'there is no response to write to' },
  {
    what: 'Bytes that cannot be parsed, after a request whose response is not complete',
    why: 'the client would take a response for the one to that request: ' +
      'the connection is closed once all whole requests are answered, at the latest after `requestTimeout`, or 10 s without one'
  }
]

/** The failures that the server handles itself because an option is missing. */
function uncoveredOf (root: FastifyInstance): string[] {
  const options = internal<{ frameworkErrors?: unknown }>(root, 'fastify.options')
  return [
    copyOf(options?.frameworkErrors) !== undefined ? [] : 'URLs that cannot be routed',
    passesWhileClosing(root) ? [] : 'requests while the server closes',
    passesWithoutHost(root) ? [] : 'requests without Host',
    hasOwnClientErrorHandler(root) ? 'malformed requests, which your clientErrorHandler handles' : []
  ].flat()
}

/** One line at start-up, at debug. */
export function reportUncovered (root: FastifyInstance) {
  const uncovered = uncoveredOf(root)
  const remedy = uncovered.length > 0
    ? 'build the server with Fastify(serverOptions({ … your options … })), without your own values for these options'
    : 'everything that a plugin can reach is covered'
  safeLog(
    root,
    'debug',
    { uncovered },
    `failures that leave in another form than the catalog's: ${remedy}; docs/reference/failures.md lists what nothing covers`
  )
}
