// JSON Type Definition (RFC 8927) with Fastify's own Ajv; interop/test/validators.test.ts runs it with the inputs of all validators.
import t from 'tap'
import errorCatalog from '../../../src/index.ts'
import { toViolations } from '../../../src/server/validation/violations.ts'
import { serve } from '../../serve.ts'

const text = { type: 'string' }
const schema = {
  properties: { name: text },
  optionalProperties: {
    count: { type: 'int8' },
    size: { type: 'uint32' },
    rate: { type: 'float32' },
    at: { type: 'timestamp' },
    done: { type: 'boolean', nullable: true },
    kind: { enum: ['a', 'b'] },
    tags: { elements: text },
    labels: { values: text },
    address: { nullable: true, properties: { city: text } },
    pay: { discriminator: 'a/b', mapping: { card: { properties: { number: text } }, 'x/y': { properties: {} } } }
  }
}

const name = 'a'
const rows: ReadonlyArray<readonly [given: unknown, ...issues: string[]]> = [
  [{}, 'name required This field is required.'],
  [7, 'body type Must be an object.'],
  [{ name: 7 }, 'name type Must be a string.'],
  [{ name, other: 1 }, 'other additionalProperties This field is not known here.'],
  [{ name, count: 1.5 }, 'count type Must be an integer.'],
  [{ name, count: 'x' }, 'count type Must be an integer.'],
  [{ name, count: 128 }, 'count maximum Must be at most 127.'],
  [{ name, count: -129 }, 'count minimum Must be at least -128.'],
  [{ name, size: -1 }, 'size minimum Must be at least 0.'],
  [{ name, size: 4_294_967_296 }, 'size maximum Must be at most 4294967295.'],
  [{ name, rate: 'x' }, 'rate type Must be a number.'],
  [{ name, at: 'x' }, 'at format Must be in the format date-time.'],
  [{ name, done: 'x' }, 'done type Must be a boolean or null.'],
  [{ name, kind: 'x' }, 'kind enum Must be one of "a", "b".'],
  [{ name, tags: 'x' }, 'tags type Must be an array.'],
  [{ name, tags: ['a', 1] }, 'tags.1 type Must be a string.'],
  [{ name, labels: 'x' }, 'labels type Must be an object.'],
  [{ name, labels: { a: 1 } }, 'labels.a type Must be a string.'],
  [{ name, address: 'x' }, 'address type Must be an object or null.'],
  [{ name, address: { city: 'x', 'a/b': 1 } }, 'address.a/b additionalProperties This field is not known here.'],
  [{ name, pay: 'x' }, 'pay type Must be an object.'],
  [{ name, pay: {} }, 'pay.a/b required This field is required.'],
  [{ name, pay: { 'a/b': 1 } }, 'pay.a/b type Must be a string.'],
  [{ name, pay: { 'a/b': 'secret' } }, 'pay.a/b enum Must be one of "card", "x/y".'],
  [{ name, pay: { 'a/b': 'card' } }, 'pay.number required This field is required.']
]

t.test('errors of JSON Type Definition have the keywords and messages of JSON Schema', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.post('/', { schema: { body: schema } }, async () => 'done')
  }, { ajv: { mode: 'JTD', customOptions: { removeAdditional: false } } as never })
  const post = (body: unknown) => ask('/', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  for (const [given, ...want] of rows) {
    const { status, body, text } = await post(given)
    const { error: { issues } } = body as { error: { issues: ReadonlyArray<Readonly<Record<'path' | 'keyword' | 'message', string>>> } }
    t.same([status, issues.map(({ path, keyword, message }) => `${path} ${keyword} ${message}`)], [400, want], JSON.stringify(given))
    t.notMatch(text, 'secret')
  }
  t.equal((await post({ name, pay: { 'a/b': 'card', number: '1' }, address: null, count: 127 })).text, 'done')
})

t.test('without a schema the names of forms are not known', async t => {
  const error = (params: object) => ({ keyword: 'discriminator', instancePath: '/pay', schemaPath: '/properties/pay/mapping', params })
  t.match(toViolations([error({ error: 'tag', tag: 'method' })], undefined), [{ at: '/pay', pointer: '/pay/method', keyword: 'required' }])
  t.match(toViolations([error({ error: 'mapping', tag: 'method' })], undefined), [{ pointer: '/pay', keyword: 'enum', params: { allowedValues: undefined } }])
})

t.test('errors of JSON Schema are not taken for those of JSON Type Definition', async t => {
  for (const schemaPath of ['#/properties/a/type', 'order.json#/type', '']) {
    t.match(toViolations([{ keyword: 'type', instancePath: '/a', schemaPath, params: { type: 'timestamp' } }], undefined), [{ keyword: 'type' }], schemaPath)
  }
  t.match(toViolations([{ keyword: 'type', instancePath: '/a', schemaPath: '/type', params: { type: 'timestamp' } }], undefined), [{ keyword: 'format' }])
})
