import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply, RouteShorthandOptions } from 'fastify'
import { CatalogError } from '../../src/index.ts'

/** What the next request with the key meets: it runs, it gets the same reply, or it gets a failure of keys. */
type Next = 'runs' | 'replay' | 'idempotency_key_expired'

/** One way in which a request with a key ends. `scripts/idempotencyPage.ts` writes the table of docs/guides/idempotency.md from these. */
export interface EndingCase {
  readonly ending: string
  /** Several rows of the page may share a sentence; their cases differ. */
  readonly next: Next
  /** The sentence of the page, where `next` alone does not tell all. */
  readonly told?: string
  readonly title: string
  readonly status: number
  readonly options?: RouteShorthandOptions
  readonly handler: (reply: FastifyReply) => unknown
}

export const endingCodes = {
  declined: { status: 402, message: 'The card was declined.' },
  look_first: { status: 502, message: 'The bank did not respond.', retry: 'check-first' },
  over: { status: 500, message: 'It is over.', retry: 'never' },
  busy: { status: 409, message: 'Come back.', retry: 'same-key' },
  later: { status: 503, message: 'Come back later.', retry: 'after', retryAfter: 5 },
  again: { status: 500, message: 'Send it again.', retry: 'idempotent' }
} as const

const fail = (code: string) => { throw new CatalogError(code) }

const replied = 'The handler replies, with any status'
const promised = 'The handler raises a failure of the catalog whose `retry` is `after`, `idempotent` or `same-key`, before any reply'
const final = 'The handler raises a failure whose `retry` is `never` or `check-first`'
const bug = 'The handler fails with any other error, or with a code that the catalog does not have'
const afterwards = 'The reply fails after the handler has returned: in a serializer or a hook'
const unstorable = 'The reply is a stream, larger than `maxBytes`, or sent past Fastify (`reply.hijack`)'

export const endings: readonly EndingCase[] = [
  { ending: replied, title: 'an object', next: 'replay', status: 201, handler: reply => reply.code(201).send({ done: true }) },
  { ending: replied, title: 'no body', next: 'replay', status: 204, handler: reply => reply.code(204).send() },
  { ending: replied, title: 'not modified', next: 'replay', status: 304, handler: reply => reply.code(304).header('etag', '"1"').send() },
  { ending: replied, title: 'no such resource', next: 'replay', status: 404, handler: reply => { reply.callNotFound() } },
  { ending: replied, title: 'bytes', next: 'replay', status: 200, handler: async () => Buffer.from([0, 255, 128]) },
  { ending: replied, title: 'a redirect', next: 'replay', status: 303, handler: reply => reply.redirect('/elsewhere', 303) },
  ...[400, 408, 425, 429, 500, 503].map(status => ({ ending: replied, title: `status ${status} by hand`, next: 'replay', status, handler: async (reply: FastifyReply) => reply.code(status).send('text') }) as const),
  { ending: promised, title: 'after, thrown', next: 'runs', status: 503, handler: async () => fail('later') },
  { ending: promised, title: 'after, thrown before any await', next: 'runs', status: 503, handler: () => fail('later') },
  { ending: promised, title: 'after, returned', next: 'runs', status: 503, handler: async () => new CatalogError('later') },
  { ending: promised, title: 'after, returned before any await', next: 'runs', status: 503, handler: () => new CatalogError('later') },
  { ending: promised, title: 'after, by reply.fail', next: 'runs', status: 503, handler: async reply => reply.fail('later') },
  { ending: promised, title: 'after, by reply.fail in a callback', next: 'runs', status: 503, handler: reply => { setTimeout(() => reply.fail('later'), 5) } },
  { ending: promised, title: 'idempotent', next: 'runs', status: 500, handler: async () => fail('again') },
  { ending: promised, title: 'same-key', next: 'runs', status: 409, handler: async () => fail('busy') },
  { ending: promised, title: 'rate limits of the handler', next: 'runs', status: 429, handler: async () => fail('rate_limited') },
  { ending: final, title: 'never below 500', next: 'replay', status: 402, handler: async () => fail('declined') },
  { ending: final, title: 'never by reply.fail', next: 'replay', status: 402, handler: async reply => reply.fail('declined') },
  { ending: final, title: 'never of 500', next: 'replay', status: 500, handler: async () => fail('over') },
  { ending: final, title: 'check-first', next: 'replay', status: 502, handler: async () => fail('look_first') },
  { ending: bug, title: 'an error', next: 'replay', status: 500, handler: async () => { throw new Error('bug') } },
  { ending: bug, title: 'an error before any await', next: 'replay', status: 500, handler: () => { throw new Error('bug') } },
  { ending: bug, title: 'an error with a status', next: 'replay', status: 503, handler: async () => { throw Object.assign(new Error('down'), { statusCode: 503 }) } },
  { ending: bug, title: 'no error at all', next: 'replay', status: 500, handler: () => Promise.reject(null) }, // eslint-disable-line prefer-promise-reject-errors
  { ending: bug, title: 'an unknown code', next: 'replay', status: 500, handler: async () => fail('latter') },
  { ending: bug, title: 'an unknown code by reply.fail', next: 'replay', status: 500, handler: async reply => reply.fail('latter') },
  { ending: bug, title: 'an error that is sent', next: 'replay', status: 503, handler: async reply => reply.send(new CatalogError('later')) },
  {
    ending: afterwards,
    title: 'a serializer fails',
    next: 'replay',
    status: 503,
    options: { serializerCompiler: () => () => { throw new CatalogError('later') }, schema: { response: { 200: { type: 'object' } } } },
    handler: async () => ({ done: true })
  },
  { ending: afterwards, title: 'a hook of preSerialization throws', next: 'replay', status: 503, options: { preSerialization: async () => fail('later') }, handler: async () => ({ done: true }) },
  { ending: afterwards, title: 'a hook of preSerialization throws while the handler runs', next: 'replay', status: 503, options: { preSerialization: async () => fail('later') }, handler: async reply => reply.send({ done: true }) },
  { ending: afterwards, title: 'a hook of preSerialization fails by reply.fail', next: 'replay', status: 503, options: { preSerialization: async (_request, reply) => reply.fail('later') }, handler: async reply => reply.send({ done: true }) },
  { ending: unstorable, title: 'a stream', next: 'idempotency_key_expired', status: 200, handler: async reply => reply.type('text/plain').send(Readable.from(['a', 'b'])) },
  { ending: unstorable, title: 'a large body', next: 'idempotency_key_expired', status: 200, handler: async () => 'x'.repeat(1001) },
  { ending: unstorable, title: 'hijacked', next: 'idempotency_key_expired', status: 200, handler: reply => { reply.hijack().raw.end('mine') } },
  { ending: unstorable, title: 'hijacked by a promise', next: 'idempotency_key_expired', status: 500, handler: async reply => { reply.hijack().raw.writeHead(500).end('mine') } },
  {
    ending: 'The handler outlives `handlerTimeout` and succeeds',
    title: 'a late result',
    next: 'replay',
    told: 'is in flight until then, and gets the result',
    status: 503,
    options: { handlerTimeout: 500 },
    handler: async () => wait(900, { done: 'late' })
  },
  {
    ending: 'The handler outlives `handlerTimeout` and fails',
    title: 'a late failure',
    next: 'replay',
    told: 'is in flight until then, and gets the reply of `handlerTimeout`',
    status: 503,
    options: { handlerTimeout: 500 },
    handler: async () => { await wait(900); fail('later') }
  },
  {
    ending: 'The handler outlives `handlerTimeout`, and its end cannot be seen (it replies by a callback and never does)',
    title: 'a callback that never comes',
    next: 'idempotency_key_expired',
    told: 'is in flight for `lockTtl`, and then `idempotencyExpired`',
    status: 503,
    options: { handlerTimeout: 500 },
    handler: () => {}
  }
]

/** The endings that need more than a handler; `tests` are the files and names of the tests that check them. */
export const otherEndings: ReadonlyArray<{ readonly ending: string, readonly told: string, readonly tests: ReadonlyArray<readonly [file: string, name: string]> }> = [
  {
    ending: 'A hook, a limit or the validation refuses the request before the handler',
    told: 'runs',
    tests: [['keyedRoute', 'a request that was refused before the handler does not use the key up']]
  },
  {
    ending: 'The client leaves',
    told: 'is in flight until the handler has ended, and gets the reply',
    tests: [['replies', 'a client that leaves gets the reply when it asks again']]
  },
  {
    ending: '`keep` returns `false` or `true`',
    told: 'runs, or gets the reply',
    tests: [['endings', 'keep overrides what is kept: for replies, failures and handlers that end too late']]
  },
  {
    ending: 'The store cannot be used when the request arrives',
    told: 'runs: nothing has run, the reply is `unavailable`',
    tests: [
      ['locks', 'a store that does not respond in time: nothing runs, and a lock that it gives later is released'],
      ['redis', 'while Redis is away nothing runs, and afterwards it does']
    ]
  },
  {
    ending: 'The store cannot be used when the handler has ended',
    told: 'is in flight until the store responds, and gets the reply',
    tests: [['locks', 'a failed call that ends a request is repeated until it succeeds; meanwhile the key is locked']]
  },
  {
    ending: 'The store has no room for the reply',
    told: 'is `idempotencyExpired`',
    tests: [['locks', 'a reply larger than the whole memory leaves its key'], ['restart', 'a full Redis refuses the reply and keeps the key']]
  },
  {
    ending: 'The process dies (Redis)',
    told: 'is in flight for `lockTtl`, and then runs',
    tests: [['redis', 'a process that is killed in the middle of a request frees its key when the lock ends, and not before']]
  }
]

export const nextTexts: Readonly<Record<Next, string>> = { runs: 'runs', replay: 'gets the same reply', idempotency_key_expired: 'is `idempotencyExpired`' }
