import ajvErrors from 'ajv-errors'
import { Type as Type5, TypeBoxValidatorCompiler as compiler5 } from 'type-provider-typebox-5'
import { Type as Type6, TypeBoxValidatorCompiler as compiler6 } from '@fastify/type-provider-typebox'
import { validatorCompiler as zodCompiler } from 'fastify-type-provider-zod'
import t from 'tap'
import { z } from 'zod'
import errorCatalog from '../../../src/index.ts'
import { serve } from '../../serve.ts'

/** Unknown fields are reported, and bodies are not converted. */
const strict = { validation: { mode: 'strict' } } as const

const post = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })

/** Each issue as `path keyword message`. */
const told = (body: unknown) =>
  (body as { error: { issues: Array<Record<string, string>> } }).error.issues.map(({ path, keyword = '-', message }) => `${path} ${keyword} ${message}`)

const object = (properties: object, required = Object.keys(properties)) => ({ type: 'object', required, properties })
const text = { type: 'string' }
const address = object({ city: { type: 'string', minLength: 2 } })

type Case = readonly [what: string, schema: unknown, given: unknown, ...issues: string[]]

const cases: readonly Case[] = [
  ['the only branch of its type', { anyOf: [object({ a: text }), { type: 'null' }] }, {}, 'v.a required This field is required.'],
  ['a branch that may be null', { anyOf: [{ ...object({ a: text }), nullable: true }, { type: 'array' }] }, {}, 'v.a required This field is required.'],
  ['a null of a branch that may be null', { anyOf: [{ type: 'string', nullable: true, not: { type: 'null' } }, { type: 'array' }] }, null, 'v not Must not have this form.'],
  ['the only branch that names no other value', { anyOf: [{ enum: ['auto'] }, object({ a: text })] }, { a: 1 }, 'v.a type Must be a string.'],
  ['the branch with its tag', { oneOf: [object({ t: { const: 'a' }, x: text }), object({ t: { enum: ['b', 'c'] }, y: text })] }, { t: 'c' }, 'v.y required This field is required.'],
  ['a tag in another part of the branch', { oneOf: [{ allOf: [object({ t: { const: 'a' } }), object({ x: text })] }, object({ t: { const: 'b' }, y: text })] }, { t: 'a', x: 1 }, 'v.x type Must be a string.'],
  ['a tag that no branch has', { oneOf: [object({ t: { const: 'a' }, x: text }), object({ t: { enum: ['b', 'c'] }, y: text })] }, { t: 'd' }, 'v.t enum Must be one of "a", "b", "c".'],
  ['a tag of a union of literals', { oneOf: [object({ t: { anyOf: [{ const: 1 }, { enum: [2] }] }, x: text }), object({ t: { const: 3 }, y: text })] }, { t: 2, x: 1 }, 'v.x type Must be a string.'],
  ['no tag', { oneOf: [object({ t: { const: 'a' }, x: text }), object({ t: { const: 'b' }, y: text })] }, { y: 1 }, 'v.t required This field is required.'],
  ['a tag that fits two branches', { oneOf: [object({ t: { const: 'a' }, x: text }), object({ t: { const: 'a' }, y: text })] }, { t: 'a' }, 'v oneOf Must fit exactly one of the allowed forms.'],
  ['branches that take nothing', { anyOf: [false, false] }, 5, 'v anyOf Must fit one of the allowed forms.'],
  ['no way to tell branches apart', { anyOf: [{ required: ['a'] }, { required: ['b'] }] }, {}, 'v anyOf Must fit one of the allowed forms.'],
  ['branches that name no members', { anyOf: [{ type: 'object', required: ['a'] }, { type: 'object', required: ['b'] }] }, {}, 'v anyOf Must fit one of the allowed forms.'],
  ['one type for all branches', { oneOf: [object({ a: text }), object({ b: text })] }, 'x', 'v type Must be an object.'],
  ['types of every sort', { anyOf: [{ type: ['integer', 'number'] }, { type: 'boolean' }, { type: 'array', minItems: 1 }] }, [], 'v minItems Must have at least 1 item.'],
  ['literals', { anyOf: [{ const: 'a' }, { const: 'b' }] }, 'c', 'v enum Must be one of "a", "b".'],
  ['more than one branch fits', { oneOf: [{ minLength: 1 }, { minLength: 2 }] }, 'abc', 'v oneOf Must fit exactly one of the allowed forms.'],
  ['references that hold references', { oneOf: [{ $ref: '#/$defs/card' }, { $ref: 'iban#' }] }, { t: 'iban', at: { city: 'x' } }, 'v.iban required This field is required.', 'v.at.city minLength Must have at least 2 characters.'],
  ['the same of the other branch', { oneOf: [{ $ref: '#/$defs/card' }, { $ref: 'iban#' }] }, { t: 'card', at: {}, number: '1' }, 'v.at.city required This field is required.', 'v.number minLength Must have at least 8 characters.'],
  ['a union in a union', { anyOf: [{ anyOf: [object({ t: { const: 'a' }, x: text }), object({ t: { const: 'b' } })] }, { type: 'null' }] }, { t: 'a' }, 'v.x required This field is required.'],
  ['a union in the branch that was meant', { anyOf: [object({ in: { anyOf: [object({ a: text }), { type: 'null' }] } }), { type: 'null' }] }, { in: { a: 1 } }, 'v.in.a type Must be a string.'],
  ['a union in items', { type: 'array', items: { anyOf: [object({ a: text }), { type: 'string' }] } }, [{}, 1, { a: 'b' }], 'v.0.a required This field is required.', 'v.1 anyOf Must fit one of the allowed forms.'],
  ['keywords next to a union', { ...object({ b: text }), anyOf: [{ required: ['c'] }, { required: ['d'] }] }, { b: 1 }, 'v anyOf Must fit one of the allowed forms.', 'v.b type Must be a string.'],
  ['patterns that differ by branch', { oneOf: [object({ t: { const: 'a' }, n: { type: 'string', pattern: '^a' } }), object({ t: { const: 'b' }, n: { type: 'string', pattern: '^b' } })] }, { t: 'b', n: 'c' }, 'v.n pattern Must match ^b.'],
  ['members that only one branch knows', { oneOf: [{ ...object({ t: { const: 'a' } }), additionalProperties: false }, { ...object({ t: { const: 'b' }, n: text }), additionalProperties: false }] }, { t: 'a', n: 'x' }, 'v.n additionalProperties This field is not known here.'],
  ['a schema that holds itself', { $ref: '#/$defs/value' }, { a: [{ b: null }] }, 'v.a.0.b anyOf Must fit one of the allowed forms.'],
  ['a reference into a list', { anyOf: [{ $ref: '#/$defs/odd' }, { type: 'null' }] }, '', 'v minLength Must have at least 2 characters.'],
  ['a reference to no object', { anyOf: [{ $ref: '#/$defs/never' }, { type: 'null' }] }, 5, 'v anyOf Must fit one of the allowed forms.'],
  ['contains', { type: 'array', contains: { const: 1 } }, [2, 3], 'v contains Must hold an item that fits.'],
  ['names', { propertyNames: { maxLength: 1 } }, { ab: 1, c: 2 }, 'v.ab propertyNames This field must have another name.'],
  ['many values', { enum: Array.from({ length: 30 }, (_, index) => index) }, 'x', 'v enum Must be one of the allowed values.'],
  ['a tuple', { type: 'array', items: [text], additionalItems: false }, ['a', 'b'], 'v additionalItems Must have at most 1 item.'],
  ['no schema at all', false, 'x', 'v false schema Is not valid.']
]

const $defs = {
  card: object({ t: { const: 'card' }, at: { $ref: 'address#' }, number: { type: 'string', minLength: 8 } }),
  value: { anyOf: [{ type: 'string' }, { type: 'array', items: { $ref: '#/$defs/value' } }, { type: 'object', additionalProperties: { $ref: '#/$defs/value' } }] },
  odd: { $ref: '#/$defs/list/0' },
  list: [{ type: 'string', minLength: 2 }],
  never: false
}

t.test('a failed union reports one useful issue', async t => {
  // Of Ajv's one list, of the second pass, and with the first error alone.
  for (const [allErrors, issues] of [[true, 'all'], [false, 'all'], [false, 'first']] as const) {
    const { ask } = await serve(t, async app => {
      await app.register(errorCatalog, { validation: { mode: 'strict', issues } })
      app.addSchema({ $id: 'address', ...address })
      app.addSchema({ $id: 'iban', ...object({ t: { const: 'iban' }, at: { $ref: 'address#' }, iban: text }) })
      for (const [at, [, schema]] of cases.entries()) app.post(`/${at}`, { schema: { body: { $defs, type: 'object', properties: { v: schema } } } }, async () => 'done')
    }, { ajv: { customOptions: { strict: false, allErrors } } })
    for (const [at, [what, , given, ...want]] of cases.entries()) {
      const got = told((await ask(`/${at}`, post({ v: given }))).body)
      if (allErrors || issues === 'all') t.same(got, want, `${what}, ${allErrors}`)
      // Ajv stops at the first error, but not within a union.
      else t.ok(got.length > 0 && got.every(issue => want.includes(issue)), `${what}: ${got.join(', ')}`)
    }
  }
})

t.test('Ajv\'s keyword discriminator and the sentences of ajv-errors', async t => {
  const branch = (kind: string, schema: object) => ({ type: 'object', required: ['t'], properties: { t: { const: kind }, ...schema } })
  const authored = {
    type: 'object',
    required: ['a', 'b'],
    properties: { a: { type: 'string', minLength: 3, pattern: '^x', errorMessage: 'Say a.' }, c: { type: 'integer', errorMessage: { type: 'Say c.' } }, d: { type: 'object', required: ['e', 'f'], errorMessage: 'Say d.' } },
    errorMessage: { required: { a: 'Where is a?', b: 'Where is b?' } }
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, strict)
    app.post('/tagged', { schema: { body: { type: 'object', discriminator: { propertyName: 't' }, required: ['t'], oneOf: [branch('x', { n: { type: 'number' } }), branch('y', {})] } } }, async () => 'done')
    app.post('/authored', { schema: { body: authored } }, async () => 'done')
  }, { ajv: { customOptions: { discriminator: true, allErrors: true }, plugins: [ajvErrors as never] } })
  for (const [path, given, ...issues] of [
    ['/tagged', { t: 'x', n: 'a' }, 'n type Must be a number.'],
    ['/tagged', { t: 'z' }, 't enum Must be one of "x", "y".'],
    ['/tagged', {}, 't required This field is required.'],
    ['/tagged', { t: 5 }, 't enum Must be one of "x", "y".'],
    ['/authored', {}, 'a required Where is a?', 'b required Where is b?'],
    ['/authored', { a: 'b', b: 1, c: 'x', d: {} }, 'a minLength Say a.', 'c type Say c.', 'd required Say d.']
  ] as const) {
    t.same(told((await ask(path, post(given))).body), issues, JSON.stringify(given))
  }
})

t.test('error lists without a schema are reported without the issues of branches', async t => {
  const list = [
    { keyword: 'type', instancePath: '/v', schemaPath: '#/properties/v/anyOf/0/type', params: { type: 'string' } },
    { keyword: 'const', instancePath: '/v/0', schemaPath: '#/properties/v/contains/const', params: { allowedValue: 1 } },
    { keyword: 'anyOf', instancePath: '/v', schemaPath: '#/properties/v/anyOf', params: {} },
    { keyword: 'boolean', instancePath: '/w', schemaPath: '#/properties/w' },
    { keyword: 'boolean', instancePath: '/x/y', schemaPath: '#/properties/x/unevaluatedProperties' },
    { keyword: '~refine', instancePath: '/r', params: { index: 0 }, message: 'As agreed.' },
    { keyword: '~refine', instancePath: '/s', params: { index: 0 } },
    { keyword: 'discriminator', instancePath: '/t', params: {} },
    { keyword: 'maximum', instancePath: '/u', params: { limit: true } },
    { keyword: 'multipleOf', instancePath: '/big', params: { multipleOf: 5 } },
    { keyword: 'enum', instancePath: '/e', params: {} }
  ]
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, strict)
    app.get('/', async () => await Promise.reject(Object.assign(new Error('no'), { validation: list })))
  })
  t.same(told((await ask('/')).body), [
    'v anyOf Must fit one of the allowed forms.', 'w false schema Is not valid.', 'x.y unevaluatedProperties This field is not known here.',
    'r custom As agreed.', 's custom Is not valid.', 't discriminator Is not valid.', 'u maximum Is not valid.', 'big multipleOf Must be a multiple of 5.', 'e enum Is not valid.'
  ])
})

t.test('rules of Zod or TypeBox alone have messages too', async t => {
  const zod = z.object({
    starts: z.string().startsWith('ab'),
    lower: z.string().lowercase(),
    url: z.url(),
    big: z.bigint(),
    literals: z.union([z.literal('a'), z.literal('b')]),
    mixed: z.union([z.literal('a'), z.object({ b: z.string() })]),
    tagged: z.union([z.object({ t: z.literal('x'), n: z.number() }), z.object({ t: z.literal('y'), s: z.string() })]),
    either: z.union([z.string(), z.number()]),
    unclear: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
    once: z.xor([z.string().min(1), z.string().max(9)]),
    names: z.record(z.string().max(2), z.number()),
    set: z.array(z.string()).length(2),
    fine: z.object({}).refine(() => false, { message: 'As agreed.' }),
    limits: z.record(z.string(), z.number()).refine(() => true),
    date: z.date()
  })
  const never = { ...Type5.Object({ a: Type5.Never(), b: Type5.Not(Type5.String()), c: Type5.Date(), d: Type5.Tuple([Type5.String()]), e: Type5.Union([Type5.Object({ f: Type5.Array(Type5.String({ minLength: 2 })) }), Type5.Null()]), 'g/h': Type5.RegExp(/^a/) }) }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, strict)
    app.post('/zod', { schema: { body: zod }, validatorCompiler: zodCompiler as never }, async () => 'done')
    app.post('/raw', async request => await Promise.reject(zod.safeParse(request.body).error))
    app.post('/typebox', { schema: { body: never }, validatorCompiler: compiler5 as never }, async () => 'done')
    app.post('/refined', { schema: { body: Type6.Object({ a: Type6.Refine(Type6.String(), () => false, () => 'As agreed.') }) }, validatorCompiler: compiler6 as never }, async () => 'done')
  })
  const given = { starts: 'x', lower: 'A', url: 'x', big: 1, literals: 'c', mixed: { b: 1 }, tagged: { t: 'x', n: 'a' }, either: true, unclear: {}, once: 'abc', names: { abc: 1 }, set: ['a'], fine: {}, limits: {}, date: 5 }
  const issues = [
    'starts pattern Is not valid.', 'lower pattern Must match ^[^A-Z]*$.', 'url format Must be in the format uri.', 'big type Must be bigint.', 'literals enum Must be one of "a", "b".',
    'mixed.b type Must be a string.', 'tagged.n type Must be a number.', 'either anyOf Must fit one of the allowed forms.', 'unclear anyOf Must fit one of the allowed forms.', 'once oneOf Must fit exactly one of the allowed forms.',
    'names.abc propertyNames This field must have another name.', 'set minItems Must have at least 2 items.', 'fine custom As agreed.', 'date type Must be a string.'
  ]
  const byName = (list: string[]) => list.toSorted()
  t.same(byName(told((await ask('/zod', post(given))).body)), byName(issues))
  t.same(byName(told((await ask('/raw', post(given))).body)), byName(issues))
  t.same(told((await ask('/raw', post({}))).body).filter(issue => !/ required /.test(issue)), [
    'literals enum Must be one of "a", "b".'
  ], 'without the value a missing member can look like one of the wrong form')
  t.same(told((await ask('/typebox', post({ a: 1, b: 'x', c: 5, d: [1, 2], e: { f: ['a', 1] }, 'g/h': 'b' }))).body), [
    'a false schema Is not valid.', 'b not Must not have this form.', 'c - Is not valid.', 'd minItems Must have at least 1 item.',
    'e.f.0 minLength Must have at least 2 characters.', 'e.f.1 type Must be a string.', 'g/h pattern Must match ^a.'
  ])
  t.same(told((await ask('/refined', post({ a: 'x' }))).body), ['a custom As agreed.'])
})
