import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Failure } from '../../failure/failure.ts'
import { safeLog } from '../fastify/safeLog.ts'
import type { Scope } from '../scope/scope.ts'

/** A failure with all it takes to send it, whatever becomes of its reply. */
export interface Answer {
  readonly reply: FastifyReply
  readonly failure: Failure
  readonly scope: Scope
  readonly contentType: string
  readonly body: string
}

type Method = (this: ServerResponse, ...args: any[]) => any

/** An answer, with the methods of its response as they were, and how far they have come. */
interface Held extends Answer {
  /** All of them, before any hook of onSend has run. */
  readonly headers: OutgoingHttpHeaders
  /** Bytes of the body. */
  readonly length: number
  readonly writeHead: Method
  readonly write: Method
  readonly end: Method
  /** Whether what is written is the answer in another encoding, or nothing, as to HEAD. */
  passes: boolean
  isWritten: boolean
  isTold: boolean
}

// Of the registry, since two copies of the package may meet in one server.
const kHeld = Symbol.for('fastify-error-catalog.held')

type Response = ServerResponse & { [kHeld]?: Held }

export function heldBy ({ raw }: FastifyReply): Answer | undefined {
  return (raw as Response)[kHeld]
}

/**
 * Hold the response of a reply to an answer: status, media type, request id and body leave as they are here.
 *
 * Hooks of onSend may add headers and encode the body. What else they make of it, and what was being sent before the
 * failure and comes to an end only now, is told to the log and not sent.
 */
export function hold (answer: Answer) {
  const raw = answer.reply.raw as Response
  const { writeHead, write, end } = raw
  raw[kHeld] = { ...answer, headers: answer.reply.getHeaders() as OutgoingHttpHeaders, length: Buffer.byteLength(answer.body), writeHead, write, end, passes: false, isWritten: false, isTold: false }
  raw.writeHead = heldWriteHead as typeof raw.writeHead
  raw.write = heldWrite as typeof raw.write
  raw.end = heldEnd as typeof raw.end
}

/** Send what a response is held to now, past all hooks. */
export function release ({ raw, request }: FastifyReply) {
  // Node throws for a reason phrase that no status line can carry; HTTP/2 has none.
  if (request.raw.httpVersionMajor === 1) raw.statusMessage = ''
  const held = (raw as Response)[kHeld] as Held
  writeAnswer(raw, held)
  endWith(raw, held)
}

function endWith (raw: ServerResponse, held: Held) {
  held.isWritten = true
  // `end` writes by `this.write` in HTTP/2 (Node, lib/internal/http2/compat.js) and under `inject` (light-my-request).
  held.passes = true
  return held.end.call(raw, held.body)
}

function heldWriteHead (this: Response, status: number, ...rest: unknown[]) {
  const held = this[kHeld] as Held
  if (this.headersSent) {
    complain(held)
    return this
  }
  const given = rest.find(value => typeof value === 'object') as OutgoingHttpHeaders | undefined
  const header = (name: string) => given?.[name] ?? this.getHeader(name)
  const { failure, scope, contentType, length } = held
  const isEncoded = header('content-encoding') !== undefined
  const isKept = status === failure.status && header('content-type') === contentType &&
    header(scope.idHeader) === failure.requestId &&
    (isEncoded || [undefined, length].includes(numberOf(header('content-length'))))
  if (isKept) {
    held.passes = isEncoded || held.reply.request.method === 'HEAD'
    return held.writeHead.call(this, status, ...rest)
  }
  complain(held)
  return writeAnswer(this, held)
}

function heldWrite (this: Response, chunk: unknown, ...rest: unknown[]): boolean {
  const held = this[kHeld] as Held
  if (!this.headersSent) this.writeHead(this.statusCode)
  if (held.passes && !this.writableEnded) return held.write.call(this, chunk, ...rest)
  const done = rest.find(value => typeof value === 'function') as (() => void) | undefined
  if (held.isWritten) {
    if (done !== undefined) process.nextTick(done)
    return true
  }
  held.isWritten = true
  if (!isBody(chunk, held)) complain(held)
  return done === undefined ? held.write.call(this, held.body) : held.write.call(this, held.body, done)
}

function heldEnd (this: Response, chunk?: unknown, ...rest: unknown[]) {
  const held = this[kHeld] as Held
  if (this.writableEnded) return this
  if (!this.headersSent) this.writeHead(this.statusCode)
  if (held.passes) return held.end.call(this, chunk, ...rest)
  if (held.isWritten) return held.end.call(this)
  if (!isBody(chunk, held)) complain(held)
  return endWith(this, held)
}

function isBody (chunk: unknown, { body }: Held): boolean {
  return chunk === body || (chunk instanceof Uint8Array && Buffer.from(body).equals(chunk))
}

function complain (held: Held) {
  if (held.isTold) return
  held.isTold = true
  safeLog(held.reply, 'error', {}, 'a failure was changed while it was sent, by a hook of onSend or by what was being sent before: it leaves as it was')
}

/** What was set since may be of the error that a hook has thrown (Fastify, lib/error-handler.js, setErrorHeaders). */
function writeAnswer (raw: ServerResponse, { failure, headers, length, writeHead }: Held) {
  for (const name of raw.getHeaderNames()) raw.removeHeader(name)
  return writeHead.call(raw, failure.status, { ...headers, 'content-length': length })
}

function numberOf (value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value)
}
