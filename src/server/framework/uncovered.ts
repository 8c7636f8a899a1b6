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

/** What leaves in another form on any server, and what makes it so. */
export const uncoverable: readonly Row[] = [
  {
    what: 'A stream that fails after its first byte',
    why: 'status and headers have left: the connection is closed, so that the body counts as incomplete'
  },
  { what: 'A hijacked reply, or one written through `reply.raw`', why: 'Fastify gives it out of its hands' },
  {
    what: 'A proxied response of an upstream, and any stream or `Response` with an error status',
    why: 'it is a body of its own, sent as it is'
  },
  { what: 'A handler or hook that never answers', why: 'nothing happens that could be told: set `handlerTimeout`' },
  {
    what: 'An exception outside of the lifecycle: in a timer, `genReqId`, `rewriteUrl`, a `querystringParser`, a constraint',
    why: 'it is the uncaught exception of the process'
  },
  {
    what: '`undefined` or `null` thrown from a hook with a callback or from a parser that is async',
    why: 'Fastify takes it for no error, and the request goes on'
  },
  {
    what: "`done(0)`, `done('')` or `done(false)` in `preSerialization` or `onSend`",
    why: 'Fastify takes what is falsy for no error, and the success goes on'
  },
  {
    what: 'A synchronous error handler of your own that throws something that is no error',
    why: 'Fastify sends what was thrown as a success'
  },
  {
    what: 'A request after `maxRequestsPerSocket`, `CONNECT`, a connection past `connectionTimeout`',
    why: 'Node answers or closes by itself'
  },
  { what: 'The handshake of a WebSocket that is refused', why: 'the library ws answers it on the socket' },
  { what: 'A broken TLS handshake or HTTP/2 session', why: 'there is no response to write to' },
  {
    what: 'Bytes that cannot be parsed, after a request that is still being answered',
    why: 'the client would take a response for the one to that request: ' +
      'the connection is closed once all whole requests are answered, at the latest after `requestTimeout`, or 10 s without one'
  }
]

/** The failures that a server answers itself although the plugin could. */
function uncoveredOf (root: FastifyInstance): string[] {
  const options = internal<{ frameworkErrors?: unknown }>(root, 'fastify.options')
  return [
    copyOf(options?.frameworkErrors) !== undefined ? [] : 'URLs that cannot be routed',
    passesWhileClosing(root) ? [] : 'requests while the server closes',
    passesWithoutHost(root) ? [] : 'requests without Host',
    hasOwnClientErrorHandler(root) ? 'malformed requests, which your clientErrorHandler answers' : []
  ].flat()
}

/** One line at start-up, at debug. */
export function reportUncovered (root: FastifyInstance) {
  const uncovered = uncoveredOf(root)
  const remedy = uncovered.length > 0
    ? 'build the server with Fastify(serverOptions({ … your options … })), without options of your own for them'
    : 'all that a plugin can reach is covered'
  safeLog(
    root,
    'debug',
    { uncovered },
    `failures that leave in another form than the catalog's: ${remedy}; docs/reference/failures.md lists what nothing covers`
  )
}
