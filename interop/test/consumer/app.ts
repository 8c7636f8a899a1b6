// Compiled by test/package.test.ts against the packed package, by several compilers, as ESM, as CommonJS and for bundlers.
import Fastify from 'fastify'
import errorCatalog, { CatalogError, defineCatalog, isFailure, type CatalogTypeProvider, type Code, type DetailsOf, type Register } from 'fastify-error-catalog'
import idempotency, { createRedisStore, type IdempotencyStore } from 'fastify-error-catalog/idempotency'
import { createExpectFailure } from 'fastify-error-catalog/testing'
import { Redis } from 'ioredis'

/** A catalog in code, next to the generated one of catalog.d.ts: the program knows the codes of both. */
export const seats = defineCatalog({
  extends: 'merchant',
  codes: {
    seat_taken: { status: 409, message: 'Seat {seat} is taken.', details: { seat: 'string', 'near?': "('left' | 'right')[]" } },
    sold_out: { status: 410, message: 'All seats are sold.' },
    // The same text as in test/consumer/catalog.yaml.
    invoice_told: {
      status: 409,
      message: 'Invoice {invoiceId} is {state}.',
      details: { invoiceId: 'string', state: "'sent' | 'paid'", 'lines?': '{ sku: string, count?: integer }[]', by: { type: 'object', additionalProperties: { type: 'integer' } } }
    }
  }
})

declare module 'fastify-error-catalog' {
  interface Register { seats: typeof seats }
}

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
const yes = <T extends true> (value?: T) => value

// The codes of every catalog are known, inherited codes too.
yes<'seat_taken' | 'sold_out' | 'rate_limited_key' | 'invoice_locked' | 'not_found' extends Code ? true : false>()
yes<Equal<Code<Register['billing']> & `invoice_${string}`, 'invoice_locked' | 'invoice_closed' | 'invoice_hinted'>>()
// The generated types equal the inferred types.
yes<Equal<DetailsOf<'invoice_locked'>, DetailsOf<'invoice_told'>>>()
yes<Equal<DetailsOf<'invoice_locked'>['state'], 'sent' | 'paid'>>()

const app = Fastify()
app.register(errorCatalog, { catalog: seats })
app.get<{ Reply: { 200: { id: number } } }>('/', async (_request, reply) => {
  if (Math.random() > 2) return reply.fail('seat_taken', { seat: '1', near: ['left'] }, { retryAfter: 3 })
  if (Math.random() > 2) return reply.fail('not_found')
  if (Math.random() > 2) return reply.fail('invoice_hinted')
  if (Math.random() > 2) return reply.fail('invoice_hinted', { hint: 'a' })
  throw new CatalogError('sold_out', undefined, { cause: 1 })
})

app.get('/returned', async () => new CatalogError('invoice_locked', { invoiceId: 'a', state: 'paid', by: {}, lines: [{ sku: 'a' }, { sku: 'b', count: 1 }] }))

app.get('/wrong', async (_request, reply) => {
  // @ts-expect-error a code that does not exist
  reply.fail('seat_token')
  // @ts-expect-error a string that is not known to be a code
  reply.fail(String('seat_taken'))
  // @ts-expect-error details are missing
  reply.fail('seat_taken')
  // @ts-expect-error a detail is missing
  reply.fail('seat_taken', {})
  // @ts-expect-error a detail of the wrong type
  reply.fail('seat_taken', { seat: 1 })
  // @ts-expect-error an optional detail may be missing, but not undefined
  reply.fail('seat_taken', { seat: '1', near: undefined })
  // @ts-expect-error a literal that is not in the union
  reply.fail('seat_taken', { seat: '1', near: ['up'] })
  // @ts-expect-error a member of an item is missing
  reply.fail('invoice_locked', { invoiceId: 'a', state: 'paid', by: {}, lines: [{ count: 1 }] })
  // @ts-expect-error a member of a record of the wrong type
  reply.fail('invoice_locked', { invoiceId: 'a', state: 'paid', by: { a: 'b' } })
  // @ts-expect-error a detail of a code that has none
  reply.fail('sold_out', { seat: '1' })
  // @ts-expect-error a detail that does not exist
  reply.fail('invoice_hinted', { hnt: 'a' })
  // @ts-expect-error an option that does not exist
  reply.fail('sold_out', undefined, { retry: 1 })
  // @ts-expect-error a code that does not exist
  throw new CatalogError('invoice_lockd')
})

// The code narrows the type of a caught failure.
export function retryOf (error: unknown): string | undefined {
  if (isFailure(error, 'invoice_locked')) {
    yes<Equal<typeof error.code, 'invoice_locked'>>()
    const state: 'sent' | 'paid' = error.details.state
    return state
  }
  // @ts-expect-error a code that does not exist
  if (isFailure(error, 'seat_token')) return ''
  // @ts-expect-error the type of this detail is unknown
  return error.code
}

// A scope may know only one catalog: a catalog in code, or a generated catalog by its key.
app.register(async scope => {
  const one = scope.withTypeProvider<CatalogTypeProvider<typeof seats>>()
  one.get('/one', async (_request, reply) => reply.fail('sold_out'))
  // @ts-expect-error a code of the other catalog
  one.get('/other', async (_request, reply) => reply.fail('invoice_closed'))
  one.addHook('onRequest', async (_request, reply) => {
    if (Math.random() > 2) return reply.fail('seat_taken', { seat: '1' })
  })
  const two = scope.withTypeProvider<CatalogTypeProvider<Register['billing']>>()
  two.get('/two', async (_request, reply) => reply.fail('invoice_closed'))
  // @ts-expect-error a code of the other catalog
  two.get('/another', async (_request, reply) => reply.fail('sold_out'))
})

// A route declares its codes, and a test expects one.
app.get('/declared', { config: { errors: ['sold_out', 'not_found'] } }, async () => 1)
// @ts-expect-error a route declares a code that does not exist
app.get('/misdeclared', { config: { errors: ['sold_in'] } }, async () => 1)
const expectFailure = createExpectFailure(seats)
export const expected = [expectFailure(app.inject('/'), 'seat_taken', { seat: '1' }), expectFailure(fetch('/'), 'sold_out')]
// @ts-expect-error a detail of the wrong type is expected
expectFailure(app.inject('/'), 'seat_taken', { seat: 1 })

export const store: IdempotencyStore = createRedisStore(new Redis())
app.register(idempotency, { owner: request => request.ip, store })
app.post('/keyed', { config: { idempotency: { required: true } } }, async () => 1)
// @ts-expect-error an option of the wrong type
app.post('/mistyped', { config: { idempotency: { required: 'yes' } } }, async () => 1)
