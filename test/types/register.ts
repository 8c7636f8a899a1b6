// test/catalog/shipped.test.ts compiles this file as a separate program, because a registration applies to a whole program.
import { expectTypeOf } from 'expect-type'
import type { TypeBoxTypeProvider } from 'type-provider-typebox-5'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyContextConfig } from 'fastify'
import { CatalogError } from '../../src/failure/catalogError.ts'
import { defineCatalog, type Code, type DetailsOf } from '../../src/catalog/registerTypes.ts'
import type { RateLimitPolicy } from '../../src/server/rateLimit/policy.ts'
import type { ErrorCatalogOptions } from '../../src/server/options.ts'
import type { RouteError } from '../../src/server/routes/routeErrors.ts'
import type { CatalogTypeProvider } from '../../src/server/typeProvider.ts'
import '../../src/server/plugin.ts'

export const billing = defineCatalog({
  extends: 'http',
  codes: {
    invoice_locked: {
      status: 409,
      message: 'Invoice {invoiceId} is {state}.',
      details: { invoiceId: 'string', state: "'sent' | 'paid'", 'note?': 'string' },
      private: ['note'],
      aliases: ['invoice_closed'],
      causes: ['It was sent.']
    },
    invoice_hinted: { status: 409, message: 'M.', details: { 'hint?': 'string' } },
    invoice_plain: { status: 409, message: 'M.', details: { id: 'integer', amount: 'number', paid: 'boolean', none: 'null', tags: 'string[]' } },
    invoice_deep: { status: 409, message: 'M.', details: { lines: '{ sku: string, count?: integer }[]', by: 'Record<string, number>', at: 'string | null', one: '1' } },
    invoice_schema: {
      status: 409,
      message: 'M.',
      details: {
        text: { type: 'string', maxLength: 3 },
        many: { type: ['string', 'null'] },
        kind: { enum: ['a', 'b'] },
        only: { const: 5 },
        either: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
        one: { oneOf: [{ const: true }, { const: 'x' }] },
        list: { type: 'array', items: { type: 'number' } },
        whatever: { type: 'array' },
        part: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'boolean' } }, required: ['a'] },
        rest: { type: 'object', additionalProperties: { type: 'integer' } },
        open: { type: 'object', additionalProperties: true },
        anything: {}
      }
    },
    // A code of http, told anew.
    not_found: { status: 404, message: 'No {what}.', details: { what: 'string' } }
  }
})

export const shop = defineCatalog({
  extends: 'merchant',
  codes: { invoice_locked: { status: 423, message: 'M.', details: { until: 'integer' } } }
})

declare module '../../src/catalog/registerTypes.ts' {
  interface Register {
    billing: typeof billing
    shop: typeof shop
  }
}

// Codes are those of every registered catalog, inherited ones too.
expectTypeOf<'invoice_locked' | 'invoice_hinted' | 'not_found' | 'bad_request' | 'rate_limited_key'>().toExtend<Code>()
expectTypeOf<'invoice_unlocked'>().not.toExtend<Code>()
expectTypeOf<string>().not.toExtend<Code>()
expectTypeOf<RateLimitPolicy['code']>().toEqualTypeOf<Code>()
expectTypeOf<FastifyContextConfig['errors']>().toEqualTypeOf<readonly Code[] | undefined>()
expectTypeOf<ErrorCatalogOptions['errors']>().toEqualTypeOf<readonly Code[] | undefined>()
expectTypeOf<RouteError['code']>().toEqualTypeOf<Code>()

// Details are typed by their types, in either notation.
expectTypeOf<DetailsOf<'invoice_hinted'>>().toEqualTypeOf<{ readonly hint?: string }>()
expectTypeOf<DetailsOf<'invoice_plain'>>().toEqualTypeOf<{ readonly id: number, readonly amount: number, readonly paid: boolean, readonly none: null, readonly tags: readonly string[] }>()
expectTypeOf<DetailsOf<'invoice_deep'>>().toEqualTypeOf<{
  readonly lines: ReadonlyArray<{ readonly sku: string, readonly count?: number }>
  readonly by: { readonly [name: string]: number }
  readonly at: string | null
  readonly one: 1
}>()
expectTypeOf<DetailsOf<'invoice_schema'>>().toEqualTypeOf<{
  readonly text: string
  readonly many: string | null
  readonly kind: 'a' | 'b'
  readonly only: 5
  readonly either: string | number
  readonly one: true | 'x'
  readonly list: readonly number[]
  readonly whatever: readonly unknown[]
  readonly part: { readonly a: string, readonly b?: boolean }
  readonly rest: Readonly<Record<string, number>>
  readonly open: Readonly<Record<string, unknown>>
  readonly anything: unknown
}>()
expectTypeOf<DetailsOf<'rate_limited_key'>>().toEqualTypeOf<{ readonly resetSeconds: number }>()
expectTypeOf<DetailsOf<'bad_request'>>().toEqualTypeOf<{}>()

// A code of two catalogs has the details of one or the other; a redefined code has its new details.
expectTypeOf<DetailsOf<'invoice_locked'>>().toEqualTypeOf<
  { readonly invoiceId: string, readonly state: 'sent' | 'paid', readonly note?: string } | { readonly until: number }
>()
expectTypeOf<DetailsOf<'not_found'>>().toEqualTypeOf<{ readonly what: string } | {}>()

// Codes that different catalogs have take what either takes.
expectTypeOf<DetailsOf<'invoice_hinted' | 'rate_limited_key'>>().toEqualTypeOf<{ readonly hint?: string } | { readonly resetSeconds: number }>()

// What fits compiles.
expectTypeOf(new CatalogError('invoice_locked', { invoiceId: 'a', state: 'sent' }).code).toEqualTypeOf<'invoice_locked'>()
new CatalogError('invoice_locked', { until: 5 }, { cause: new Error('x'), retryAfter: 5 }) // eslint-disable-line no-new
new CatalogError('invoice_hinted') // eslint-disable-line no-new
new CatalogError('invoice_hinted', { hint: 'a' }, { stack: true }) // eslint-disable-line no-new
new CatalogError('bad_request') // eslint-disable-line no-new
new CatalogError('bad_request', undefined, { message: 'M.', param: 'a', issues: [{ path: 'a', message: 'M.' }], headers: { 'X-A': 1 } }) // eslint-disable-line no-new
new CatalogError('rate_limited_key', { resetSeconds: 3 }) // eslint-disable-line no-new

// What does not fit does not.
// @ts-expect-error no such code
new CatalogError('invoice_lockd') // eslint-disable-line no-new
// @ts-expect-error details are missing
new CatalogError('invoice_plain') // eslint-disable-line no-new
// @ts-expect-error one detail is missing
new CatalogError('invoice_locked', { invoiceId: 'a' }) // eslint-disable-line no-new
// @ts-expect-error a detail is of another type
new CatalogError('rate_limited_key', { resetSeconds: '3' }) // eslint-disable-line no-new
// @ts-expect-error no such state
new CatalogError('invoice_locked', { invoiceId: 'a', state: 'void' }) // eslint-disable-line no-new
// @ts-expect-error no such detail
new CatalogError('invoice_hinted', { hnt: 'a' }) // eslint-disable-line no-new
// @ts-expect-error it has no details
new CatalogError('bad_request', { id: 'a' }) // eslint-disable-line no-new
// @ts-expect-error no such option
new CatalogError('bad_request', undefined, { retry: 5 }) // eslint-disable-line no-new

// A provider that types schemas and one that narrows the codes go together.
Fastify().withTypeProvider<CatalogTypeProvider<typeof shop, TypeBoxTypeProvider>>().post('/', { schema: { body: Type.Object({ until: Type.Integer() }) } }, async (request, reply) => {
  expectTypeOf(request.body).toEqualTypeOf<{ until: number }>()
  reply.fail('invoice_locked', { until: request.body.until })
  // @ts-expect-error a code of the other catalog
  return reply.fail('invoice_hinted')
})

// A catalog that is wrong in itself does not compile either.
// @ts-expect-error a status is a number
defineCatalog({ codes: { a: { status: '404', message: 'M.' } } })
// @ts-expect-error a message is missing
defineCatalog({ codes: { a: { status: 404 } } })
// @ts-expect-error no such retry
defineCatalog({ codes: { a: { status: 404, message: 'M.', retry: 'sometimes' } } })
// @ts-expect-error a role is a code
defineCatalog({ roles: { notFound: 404 } })
