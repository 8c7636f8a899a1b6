import { STATUS_CODES, type IncomingMessage, type OutgoingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { entryOf } from '../../catalog/catalog.ts'
import { toFailure } from '../../failure/failure.ts'
import type { Role } from '../../format/roles.ts'
import { headersOf } from '../../failure/headers.ts'
import { isHeader } from '../reply/headers.ts'
import { hasOwnClientErrorHandler, ownListenerOf } from '../fastify/clientErrorHandler.ts'
import { internal } from '../fastify/internals.ts'
import { envelopeFor, languagesFor, varyOf } from '../reply/negotiate.ts'
import { markReported, notify } from '../reply/notify.ts'
import { urlPath } from '../../support/urlPath.ts'
import { roleOfClientError } from '../roles/knownErrors.ts'
import { frameworkRoles } from '../roles/frameworkRoles.ts'
import { idOfRaw } from '../scope/requestId.ts'
import { rootScope, type Scope } from '../scope/scope.ts'

/** A socket, with the response that is being written and the request that is being read (Node, lib/_http_server.js). */
type Connection = Socket & {
  readonly _httpMessage?: (ServerResponse & { readonly _headerSent?: boolean }) | null
  readonly parser?: { readonly incoming?: IncomingMessage | null } | null
}

/** Respond to connection errors in the envelope: malformed HTTP, timeouts, oversized headers, an unsupported `Expect`. */
export function addClientErrors (root: FastifyInstance) {
  listenTo(root, root.server)
  // For `listen({ host: 'localhost' })` Fastify builds one server for each further address, without these listeners.
  root.addHook('onListen', done => {
    for (const server of new Set(internal<Server[]>(root, 'fastify.serverBindings'))) listenTo(root, server)
    done()
  })
}

function listenTo (root: FastifyInstance, server: Server) {
  if (!hasOwnClientErrorHandler(root)) {
    // Fastify's own listener would respond first. The user's listeners stay.
    const own = ownListenerOf(server.listeners('clientError'))
    if (own !== undefined) server.off('clientError', own as () => void)
    server.on('clientError', (error: Error, socket: Connection) => answerSocket(root, error, socket))
  }
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    // Another listener responds to the request, now or later: a second response would throw.
    if (server.listenerCount('checkExpectation') > 1) return
    const answer = toAnswer(root, frameworkRoles.expectation.role, request)
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
}

function answerSocket (root: FastifyInstance, error: Error & { code?: string }, socket: Connection) {
  const { _httpMessage: pending, parser } = socket
  const request = parser?.incoming?.complete === false ? parser.incoming : undefined
  if (error.code === 'ECONNRESET') return socket.destroy()
  // Node reports an error again for each further chunk that it cannot parse.
  if (closing.has(socket)) return
  closing.add(socket)
  destroyLater(socket, timeLimit(root))
  // A response was sent before.
  if (!socket.writable || (request !== undefined && pending === null)) socket.destroySoon()
  // The client would take this response for that of the complete request before it (RFC 9112, section 9.3.2).
  else if (pending?.req.complete === true) closeAfter(pending, socket)
  // Nothing can be written into a response that has begun. The client sees that it is incomplete.
  else if (pending?._headerSent === true) socket.destroy()
  else {
    socket.end(toText(toAnswer(root, roleOfClientError(error.code), request, error.message)))
    // A client that never closes its side would keep the socket open.
    socket.destroySoon()
  }
}

/** Sockets that are being closed after an error. */
const closing = new WeakSet<Socket>()

/** Milliseconds that a socket has to send the responses from before the error. */
function timeLimit ({ server: { requestTimeout } }: FastifyInstance): number {
  return requestTimeout > 0 ? requestTimeout : 10_000
}

function destroyLater (socket: Socket, delay: number) {
  const timer = setTimeout(() => socket.destroy(), delay).unref()
  socket.once('close', () => clearTimeout(timer))
}

/** Close a socket after the responses to all complete requests. */
function closeAfter (response: ServerResponse, socket: Connection) {
  // Node drops the responses after one that closes the connection.
  if (socket.parser?.incoming === response.req) response.shouldKeepAlive = false
  response.once('finish', () => {
    // Node has attached the next response of the pipeline by now (lib/_http_server.js, resOnFinish).
    const { _httpMessage: next } = socket
    if (next?.req.complete === true) closeAfter(next, socket)
    else socket.destroySoon()
  })
}

interface Answer {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: string
}

function toText ({ status, headers, body }: Answer): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`).join('')
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`
}

/** The cause is Node's message. It is only logged. */
function toAnswer (root: FastifyInstance, role: Role, request?: IncomingMessage, cause?: string): Answer {
  // The plugin was registered, so a scope exists.
  const scope = rootScope(root) as Scope
  const { catalog } = scope
  const given = request ?? { headers: {} }
  const envelope = envelopeFor(given, scope)
  const requestId = idOfRaw(root, request, catalog.requestId)
  const failure = toFailure(entryOf(catalog, role), {
    requestId,
    cause,
    languages: languagesFor(given, scope),
    ...request === undefined ? {} : { instance: urlPath(request.url as string) }
  })
  const body = envelope.serialize(failure)
  notify(root, failure, scope)
  if (request !== undefined) markReported(request)
  const headers: OutgoingHttpHeaders = {
    date: new Date().toUTCString(),
    connection: 'close',
    'content-type': envelope.contentType,
    'content-length': Buffer.byteLength(body),
    ...varyOf(scope).length > 0 ? { vary: varyOf(scope).join(', ') } : {},
    ...Object.fromEntries(headersOf(failure, scope.catalog).filter(([name, value]) => isHeader(name, value))),
    [catalog.requestId.header]: requestId
  }
  return { status: failure.status, headers, body }
}
