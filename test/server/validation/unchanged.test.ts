// Registering the plugin does not change which requests are valid, nor what a handler is given.
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import { TypeBoxValidatorCompiler as typeboxCompiler, Type } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance, type FastifySchema, type FastifySchemaCompiler, type InjectOptions } from 'fastify'
import { validatorCompiler as zodCompiler } from 'fastify-type-provider-zod'
import t from 'tap'
import { z } from 'zod'
import errorCatalog from '../../../src/index.ts'

const text = { type: 'string' }
const integer = { type: 'integer' }
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })

/** Schemas of an object `v`: what Fastify converts, removes and fills in differs in each. */
const schemas: readonly object[] = [
  object({ v: integer }),
  object({ v: text }, { required: ['v'] }),
  object({ v: { type: 'boolean' } }, { additionalProperties: false }),
  object({ v: { type: 'array', items: integer } }),
  object({ v: { type: 'array', items: text, uniqueItems: true, maxItems: 2 } }),
  object({ v: { type: ['integer', 'null'], default: 5 } }),
  object({ v: { enum: ['a', 1, null] } }),
  object({ v: { type: 'string', maxLength: 3, pattern: '^\\w+$' } }),
  object({ v: { oneOf: [object({ t: { const: 'a' }, x: integer }, { required: ['t'] }), object({ t: { const: 'b' } }, { required: ['t'] })] } }),
  object({ v: { anyOf: [integer, { type: 'boolean' }] } }),
  object({ v: object({ a: { type: 'integer', default: 1 } }, { additionalProperties: false, maxProperties: 2 }) }, { required: ['v'] }),
  object({ v: {} }, { dependencies: { v: ['w'] }, patternProperties: { '^w': integer } }),
  object({ v: { if: text, then: { minLength: 2 }, else: { type: 'number' } } }),
  object({ v: { $ref: 'shared#' } }, { additionalProperties: integer })
]

const values: readonly unknown[] = [
  7, '7', 'a', '', null, true, 'true', 1.5, [], [1, 2], ['1', '1'], 'abcd', { t: 'a', x: '1' }, { t: 'b' }, { a: '2', b: 1 }, { t: 'c' }
]

const texts = ['7', 'a', '', 'true', '1.5', 'abcd', 'null']

interface Pair {
  readonly name: string
  readonly schema: FastifySchema
  readonly request: InjectOptions
  readonly compiler?: unknown
}

const json = (schema: unknown, payload: object, compiler?: unknown): Pair =>
  ({ name: `JSON ${JSON.stringify(payload)}`, schema: { body: schema }, request: { method: 'POST', payload }, ...compiler === undefined ? {} : { compiler } })

const part = (value: string) => `--x\r\ncontent-disposition: form-data; name="v"\r\n\r\n${value}\r\n--x--\r\n`

const pairs: readonly Pair[] = [
  ...schemas.flatMap(schema => [...values.map(v => json(schema, { v })), json(schema, {}), json(schema, { v: 7, w: '1', extra: 1 }), json(schema, [])]),
  ...schemas.flatMap(schema => texts.flatMap((v): Pair[] => {
    const query = `v=${v}&extra=1`
    return [
      { name: `form ${query}`, schema: { body: schema }, request: { method: 'POST', payload: query, headers: { 'content-type': 'application/x-www-form-urlencoded' } } },
      { name: `multipart ${v}`, schema: { body: schema }, request: { method: 'POST', payload: part(v), headers: { 'content-type': 'multipart/form-data; boundary=x' } } },
      { name: `query ${query}`, schema: { querystring: schema }, request: { method: 'GET', query } },
      { name: `headers ${v}`, schema: { headers: schema }, request: { method: 'GET', headers: { v } } },
      { name: `params ${v}`, schema: { params: schema }, request: { method: 'GET', url: `/${v}` } }
    ]
  })),
  ...values.flatMap(v => [
    json(z.object({ v: z.coerce.number() }), { v, w: 1 }, zodCompiler),
    json(z.strictObject({ v: z.union([z.string(), z.number()]) }), { v }, zodCompiler),
    json(Type.Object({ v: Type.Integer() }), { v }, typeboxCompiler),
    json(Type.Object({ v: Type.Union([Type.String(), Type.Null()]) }, { additionalProperties: false }), { v, w: 1 }, typeboxCompiler)
  ])
]

t.test(`${pairs.length} pairs of a schema and a request pass or fail as without the plugin, and handlers get the same`, async t => {
  t.ok(pairs.length > 200)
  const without = await build(t, pairs, () => {})
  const withPlugin = await build(t, pairs, app => app.register(errorCatalog))
  const passed = { yes: 0, no: 0 }
  for (const [index, { name, schema, request }] of pairs.entries()) {
    const ask = (app: FastifyInstance) => app.inject({ ...request, url: `/${index}${request.url as string | undefined ?? '/x'}` })
    const [want, got] = [await ask(without), await ask(withPlugin)]
    t.equal(got.statusCode, want.statusCode, `${name}: ${JSON.stringify(schema)}`)
    if (want.statusCode === 200) t.same(got.json(), want.json(), `${name}: what the handler got of ${JSON.stringify(schema)}`)
    passed[want.statusCode === 200 ? 'yes' : 'no']++
  }
  t.ok(passed.yes > 100 && passed.no > 100, `${passed.yes} pass and ${passed.no} do not`)
})

async function build (t: { teardown: (end: () => unknown) => unknown }, pairs: readonly Pair[], prepare: (app: FastifyInstance) => unknown): Promise<FastifyInstance> {
  const app = Fastify({ ajv: { customOptions: { strict: false } } })
  t.teardown(() => app.close())
  await prepare(app)
  await app.register(formbody)
  await app.register(multipart, { attachFieldsToBody: 'keyValues' })
  app.addSchema({ $id: 'shared', type: 'integer', minimum: 2 })
  for (const [index, { schema, request, compiler }] of pairs.entries()) {
    app.route({
      method: request.method as 'GET',
      url: `/${index}/:v?`,
      schema,
      ...compiler === undefined ? {} : { validatorCompiler: compiler as FastifySchemaCompiler<FastifySchema> },
      handler: async ({ body, query, params, headers }) => ({ body, query, params, v: headers['v'] })
    })
  }
  return app
}
