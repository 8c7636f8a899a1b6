// Joi as a validator compiler: issues, and that the plugin does not change which requests are valid.
import Fastify, { type FastifyInstance, type FastifySchemaCompiler, type InjectOptions } from 'fastify'
import errorCatalog from 'fastify-error-catalog'
import Joi from 'joi'
import t from 'tap'

const compiler = (({ schema }: { schema: Joi.Schema }) => (data: unknown) => schema.validate(data)) as unknown as FastifySchemaCompiler<unknown>
const collecting = (({ schema }: { schema: Joi.Schema }) => (data: unknown) => schema.validate(data, { abortEarly: false })) as unknown as FastifySchemaCompiler<unknown>

interface Issue { readonly path: string, readonly keyword?: string, readonly message: string }

const schema = Joi.object({
  email: Joi.string().email().required(),
  id: Joi.string().guid(),
  name: Joi.string().min(2).max(4),
  code: Joi.string().pattern(/^\d+$/),
  kind: Joi.valid('a', 'b'),
  count: Joi.number().integer().min(1),
  rate: Joi.number().less(1),
  at: Joi.date().iso(),
  ref: Joi.alternatives(Joi.object(), Joi.array()),
  lines: Joi.array().max(1).items(Joi.object({ sku: Joi.string().required() }))
})

const email = 'a@example.com'

const given: ReadonlyArray<readonly [payload: object, ...issues: string[]]> = [
  [{ email: 'x' }, 'email format Must be in the format email.'],
  [{}, 'email required This field is required.'],
  [{ email, id: 'x' }, 'id format Must be in the format uuid.'],
  [{ email, name: 'a' }, 'name minLength Must have at least 2 characters.'],
  [{ email, name: 'abcde' }, 'name maxLength Must have at most 4 characters.'],
  [{ email, name: '' }, 'name minLength Must have at least 1 character.'],
  [{ email, name: 5 }, 'name type Must be a string.'],
  [{ email, code: 'x' }, 'code pattern Must match ^\\d+$.'],
  [{ email, kind: 'c' }, 'kind enum Must be one of "a", "b".'],
  [{ email, count: 0 }, 'count minimum Must be at least 1.'],
  [{ email, count: 1.5 }, 'count type Must be an integer.'],
  [{ email, rate: 1 }, 'rate exclusiveMaximum Must be less than 1.'],
  [{ email, at: 'x' }, 'at format Must be in the format date-time.'],
  [{ email, ref: 1 }, 'ref anyOf Must fit one of the allowed forms.'],
  [{ email, lines: [{}] }, 'lines.0.sku required This field is required.'],
  [{ email, lines: 1 }, 'lines type Must be an array.'],
  [{ email, lines: [{ sku: 'a' }, { sku: 'b' }] }, 'lines maxItems Must have at most 1 item.'],
  [{ email, extra: 1 }, 'extra additionalProperties This field is not known here.']
]

t.test('an entry of Joi is an issue with its path and the keyword of JSON Schema', async t => {
  const app = await build(t, withPlugin, app => app.post('/', { schema: { body: schema }, validatorCompiler: compiler }, async () => 'done'))
  for (const [payload, ...issues] of given) {
    const response = await app.inject({ method: 'POST', url: '/', payload })
    t.equal(response.statusCode, 400)
    t.same(issuesOf(response), issues, JSON.stringify(payload))
  }
})

t.test('with abortEarly: false all entries are reported', async t => {
  const app = await build(t, withPlugin, app => app.post('/', { schema: { body: schema }, validatorCompiler: collecting }, async () => 'done'))
  const response = await app.inject({ method: 'POST', url: '/', payload: { email: 'x', count: 0 } })
  t.same(issuesOf(response), ['email format Must be in the format email.', 'count minimum Must be at least 1.'])
})

const object = (v: Joi.Schema) => Joi.object({ v })

const schemas: readonly Joi.Schema[] = [
  object(Joi.number()), object(Joi.string().required()), object(Joi.boolean().default(true)), object(Joi.array().items(Joi.number()).single()),
  object(Joi.date()), object(Joi.string().trim().uppercase()), object(Joi.any()).options({ stripUnknown: true })
]
const values: readonly unknown[] = [7, '7', ' a ', '', null, true, 'true', [], [1, '2'], { a: 1 }, '2026-01-01']

const requests: ReadonlyArray<readonly [part: 'body' | 'querystring' | 'headers' | 'params', request: InjectOptions]> = [
  ...values.flatMap(v => [['body', { method: 'POST', payload: { v } }], ['body', { method: 'POST', payload: { v, extra: 1 } }]] as const),
  ...['7', 'a', 'true', ''].flatMap(v => [
    ['querystring', { method: 'GET', query: { v } }], ['headers', { method: 'GET', headers: { v } }], ['params', { method: 'GET', url: `/${v}` }]
  ] as const)
]

t.test('the plugin does not change which requests Joi accepts, and what handlers get', async t => {
  const add = (app: FastifyInstance) => {
    for (const [index, schema] of schemas.entries()) {
      for (const part of ['body', 'querystring', 'headers', 'params'] as const) {
        const schemaOfPart = part === 'headers' ? (schema as Joi.ObjectSchema).unknown() : schema
        app.route({
          method: part === 'body' ? 'POST' : 'GET',
          url: `/${index}/${part}/:v?`,
          schema: { [part]: schemaOfPart },
          validatorCompiler: compiler,
          handler: async ({ body, query, params, headers }) => ({ body, query, params, v: headers['v'] })
        })
      }
    }
  }
  const [without, app] = [await build(t, () => {}, add), await build(t, withPlugin, add)]
  const passed = { yes: 0, no: 0 }
  for (const index of schemas.keys()) {
    for (const [part, request] of requests) {
      const url = `/${index}/${part}${request.url as string | undefined ?? '/x'}`
      const [want, got] = [await without.inject({ ...request, url }), await app.inject({ ...request, url })]
      t.equal(got.statusCode, want.statusCode, `${url} ${JSON.stringify(request)}`)
      if (want.statusCode === 200) t.same(got.json(), want.json(), `${url} ${JSON.stringify(request)}`)
      passed[want.statusCode === 200 ? 'yes' : 'no']++
    }
  }
  t.ok(passed.yes > 50 && passed.no > 50, `${passed.yes} pass, ${passed.no} fail`)
})

function withPlugin (app: FastifyInstance) {
  return app.register(errorCatalog)
}

async function build (t: { teardown: (end: () => unknown) => unknown }, prepare: (app: FastifyInstance) => unknown, add: (app: FastifyInstance) => unknown): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(() => app.close())
  await prepare(app)
  await add(app)
  return app
}

function issuesOf (response: { json: () => unknown }): string[] {
  const { error: { issues } } = response.json() as { error: { issues: Issue[] } }
  return issues.map(({ path, keyword, message }) => `${path} ${keyword} ${message}`)
}
