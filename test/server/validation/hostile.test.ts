import { Type as Type6, TypeBoxValidatorCompiler as compiler6 } from '@fastify/type-provider-typebox'
import { validatorCompiler as zodCompiler } from 'fastify-type-provider-zod'
import t from 'tap'
import { Type as Type5, TypeBoxValidatorCompiler as compiler5 } from 'type-provider-typebox-5'
import errorCatalog from '../../../src/index.ts'
import { json, typebox, zod } from './hostileSchemas.ts'
import { serve } from '../../serve.ts'

const strict = { validation: { mode: 'strict' } } as const

const many = 100_000
const listed = (text: string, count = many) => `[${Array.from({ length: count }, () => text).join(',')}]`
const nested = (depth: number, leaf: string) => '{"a":'.repeat(depth) + leaf + '}'.repeat(depth)
const bodies: Readonly<Record<string, string>> = {
  'unknown keys': `{${Array.from({ length: many }, (_, index) => `"k${index}":1`).join(',')}}`,
  'bad items': `{"items":${listed('{}')}}`,
  'bad unions': `{"unions":${listed('{}')}}`,
  'items under a long name': `{"byName":{"${'n'.repeat(500_000)}":${listed('"x"')}}}`,
  'a long name': `{"${'n'.repeat(900_000)}":1}`,
  'names of many parts': `{"byName":{"${'n/~'.repeat(100_000)}":["x"]}}`,
  depth: `{"tree":${nested(1000, '{"leaf":5,"b":1}')}}`
}

// Not with Zod: its provider writes the path of an item twice for each of them, which no memory holds under a long name.
const servers: ReadonlyArray<[name: string, schema: unknown, compiler: unknown, bodies: string[]]> = [
  ['Ajv', json, undefined, Object.keys(bodies)],
  ['TypeBox 0.34', typebox(Type5), compiler5, ['unknown keys', 'bad items', 'a long name']],
  ['TypeBox 1', typebox(Type6 as unknown as typeof Type5), compiler6, ['unknown keys', 'bad items', 'a long name']],
  ['Zod', zod, zodCompiler, ['unknown keys', 'bad items', 'a long name', 'names of many parts']]
]

for (const [name, schema, compiler, names] of servers) {
  t.test(`${name}: the response and the log line are short, even for bodies with many errors`, async t => {
    const { ask, logs } = await serve(t, async app => {
      await app.register(errorCatalog, strict)
      if (compiler !== undefined) app.setValidatorCompiler(compiler as never)
      app.addSchema({ $id: 'tree', type: 'object', additionalProperties: false, properties: { a: { $ref: 'tree#' }, leaf: { type: 'string' } } })
      app.post('/', { schema: { body: schema } }, async () => 'done')
    }, { bodyLimit: 4 * 1024 * 1024 })
    for (const what of names) {
      logs.length = 0
      const got = await ask('/', { method: 'POST', body: bodies[what] as string, headers: { 'content-type': 'application/json' } })
      const { issues } = (got.body as { error: { issues: Array<{ path: string, message: string }> } }).error
      t.ok([400, 409].includes(got.status) && issues.length > 0 && issues.length <= 20, `${what}: ${got.status}, ${issues.length} issues`)
      t.ok(got.text.length < 60_000, `${what}: ${got.text.length} bytes`)
      t.ok(issues.every(({ path, message }) => path.length <= 500 && message.length < 100), `${what}: short paths and sentences`)
      const longest = Math.max(...logs.map(line => JSON.stringify(line).length))
      t.ok(longest < 60_000, `${what}: ${longest} characters of a log line`)
    }
  })
}

t.test('the log line of a list of errors has at most 20 of them, each of at most 500 characters', async t => {
  const errors = Array.from({ length: 60 }, (_, index) => ({ keyword: 'x', instancePath: `/${index}`, schemaPath: '', params: {}, message: 'm'.repeat(600) }))
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.setValidatorCompiler(() => Object.assign(() => false, { errors }))
    app.post('/', { schema: { body: {} } }, async () => 'done')
  })
  await ask('/', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
  const texts = String(logs.find(({ code }) => code === 'validation_failed')?.['err']).split(', ')
  t.equal(texts.length, 20)
  t.same([...new Set(texts.map(({ length }) => length))], [500])
})

t.test('an issue below the maximum depth is reported for its deepest ancestor with a path', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, strict)
    app.addSchema({ $id: 'tree', type: 'object', properties: { a: { $ref: 'tree#' }, leaf: { type: 'string' } } })
    app.post('/', { schema: { body: { $ref: 'tree#' } } }, async () => 'done')
  })
  for (const [depth, path, message] of [
    [10, `${'a.'.repeat(10)}leaf`, 'Must be a string.'],
    [1000, 'a.'.repeat(250).slice(0, -1), 'Is not valid.'],
    // Deeper than the stack.
    [100_000, 'body', 'Must not nest so deep.']
  ] as const) {
    const got = await ask('/', { method: 'POST', body: nested(depth, '{"leaf":5}'), headers: { 'content-type': 'application/json' } })
    t.match(got.body, { error: { issues: [{ path, message }] } }, String(depth))
  }
})

t.test('a validator that throws is a bug, for any input', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.post('/', { schema: { body: {} }, validatorCompiler: () => () => { throw new RangeError('Invalid array length') } }, async () => 'done')
  })
  t.equal((await ask('/', { method: 'POST', body: '{"a":{"b":1}}', headers: { 'content-type': 'application/json' } })).status, 500)
})

interface Shape { readonly schema: object, readonly large: string, readonly small: string }

t.test('bodies that were sent to block or end a server are each answered with 400, of 1 MiB and just below the limit', async t => {
  const { shapes } = await import(new URL('../../../bench/hostile/shapes.mjs', import.meta.url).href) as { shapes: Readonly<Record<string, Shape>> }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    for (const [index, { schema }] of Object.values(shapes).entries()) app.post(`/${index}`, { schema: { body: schema } }, async () => 'done')
    // Without its own limit first, 31 characters take minutes.
    app.post('/pattern', { schema: { body: { type: 'object', properties: { a: { type: 'string', maxLength: 20, pattern: '^(\\w+\\s?)+$' } } } } }, async () => 'done')
  }, { bodyLimit: 2 * 1024 * 1024 })
  const post = async (path: string, body: string) => await ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  for (const [index, [name, { large, small }]] of Object.entries(shapes).entries()) {
    const wide = await post(`/${index}`, large)
    t.match(wide.body, { error: { issues: [{ path: 'other', keyword: 'required' }] } }, `${name}: a large body reports the first issue`)
    t.equal((wide.body as { error: { issues: unknown[] } }).error.issues.length, 1, name)
    const narrow = await post(`/${index}`, small)
    t.equal(narrow.status, 400, `${name}: just below the limit`)
    const count = (narrow.body as { error: { issues: unknown[] } }).error.issues.length
    // `uniqueItems` compares at most 20 items, so only the first issue is found.
    t.ok(name === 'uniqueItems' ? count === 1 : count > 1 && count <= 20, `${name}: ${count} issues just below the limit`)
  }
  t.match((await post('/pattern', JSON.stringify({ a: `${'a'.repeat(30)}!` }))).body, { error: { issues: [{ path: 'a', keyword: 'maxLength' }] } })
})
