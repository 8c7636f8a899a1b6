import fc, { type Arbitrary } from 'fast-check'
import t from 'tap'
import type { CatalogInput } from '../../src/format/catalogFile.ts'
import type { Entry } from '../../src/catalog/entry.ts'
import { toFailure, type Occurrence } from '../../src/failure/failure.ts'
import { readCatalog } from '../../src/catalog/read.ts'
import { readType } from '../../src/catalog/readType.ts'
import { toDetail } from '../../src/catalog/detail.ts'
import type { JsonSchema } from '../../src/format/jsonSchema.ts'
import { createProjection } from '../../src/catalog/project.ts'

async function entryWith (given: object): Promise<Entry> {
  const { entries } = await readCatalog({ extends: 'http', codes: { it: { status: 404, message: 'Gone.', ...given } } } as CatalogInput)
  return entries.get('it') as Entry
}

const schemaOf = (type: string | object): JsonSchema => readType('it', type as string | JsonSchema, ({ message }) => { throw new Error(message) })

/** A detail of a type as the failure contains it. */
function projected (type: string | object, value: unknown): unknown {
  const detail = toDetail('it', schemaOf(type), { required: true, isPrivate: false })
  const entry = { ...bare, details: [detail] }
  return toFailure(entry, { requestId: 'r', details: { it: value } }).details['it']
}

const bare: Entry = { code: 'it', status: 404, message: { text: 'Gone.', literals: ['Gone.'], holes: [] }, details: [], causes: [], messages: new Map(), aliases: [], headers: [], retry: 'never', log: 'info' }

class Order {
  id = 'o1'
  secret = 's'
  get total () { return 5 }
  toJSON () { return { id: 'forged', secret: 'forged' } }
}

class Price {
  amount = 5
}

const order = '{ id: string, total?: number, lines?: { sku: string }[] }'
const throwing = { get id (): string { throw new Error('no') } }
const cyclic: Record<string, unknown> = { id: 'o1' }
cyclic['self'] = cyclic
cyclic['lines'] = [{ sku: 'a', back: cyclic }]
const ownMap = Object.assign(['a'], { map: () => ['forged'], toJSON: () => 'forged' })
const plain = (value: unknown) => JSON.parse(JSON.stringify(value) ?? 'null') as unknown

t.test('a detail is sent as its type declares it', async t => {
  for (const [name, type, given, want] of [
    ['text', 'string', 'a', 'a'],
    ['no text object', 'string', Object('a'), undefined],
    ['no number for a text', 'string', 5, undefined],
    ['a number', 'number', 1.5, 1.5],
    ['no NaN', 'number', NaN, undefined],
    ['nothing infinite', 'number', Infinity, undefined],
    ['no minus infinity', 'number', -Infinity, undefined],
    ['no number written as text', 'number', '5', undefined],
    ['no BigInt', 'integer', 5n, undefined],
    ['a whole number', 'integer', 5, 5],
    ['no part of a whole number', 'integer', 1.5, undefined],
    ['false', 'boolean', false, false],
    ['null', 'null', null, null],
    ['null or text', 'string | null', null, null],
    ['one of the literals', "'a' | 'b'", 'b', 'b'],
    ['no other literal', "'a' | 'b'", 'c', undefined],
    ['a literal of its type', '1 | true', '1', undefined],
    ['a value of an enum', { enum: ['a', 1, null] }, null, null],
    ['no value of none', { enum: ['a', 1] }, ['a'], undefined],
    ['no symbol', 'string', Symbol('a'), undefined],
    ['no function', {}, () => 'a', undefined],
    ['no date for a text', 'string', new Date(0), undefined],

    ['declared members only', order, { id: 'o1', secret: 's', lines: [{ sku: 'a', cost: 1 }] }, { id: 'o1', lines: [{ sku: 'a' }] }],
    ['the members of an instance, whatever its toJSON says', order, new Order(), { id: 'o1', total: 5 }],
    ['a cycle, as far as it is declared', order, cyclic, { id: 'o1', lines: [{ sku: 'a' }] }],
    ['nothing without a required member', order, { total: 5 }, undefined],
    ['no member that does not fit', order, { id: 'o1', total: 'five' }, { id: 'o1' }],
    ['no list for an object', '{ id?: string }', [], undefined],
    ['no text for an object', order, 'o1', undefined],
    ['nothing whose getter throws', order, throwing, undefined],
    ['nothing of a proxy that throws', order, new Proxy({}, { get: () => { throw new Error('no') } }), undefined],
    ['no member that every object has', '{ constructor?: string, id: string }', { id: 'a' }, { id: 'a' }],
    ['a member of that name which was given', '{ constructor?: string }', { constructor: 'given' }, { constructor: 'given' }],
    ['what no schema names only where others may be', { type: 'object', properties: { a: { type: 'string' } } }, { a: 'x', b: 'y' }, { a: 'x' }],
    ['others of a type', { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'integer' } }, { a: 'x', b: 1, c: 'no', d: 2 }, { a: 'x', b: 1, d: 2 }],
    ['no declared member as one of the others', { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: true }, { a: 1, b: 1 }, { b: 1 }],
    ['others of any type', { type: 'object', additionalProperties: true }, { b: [1, { c: undefined }] }, { b: [1, {}] }],
    ['a record', 'Record<string, number>', { a: 1, b: 'no' }, { a: 1 }],
    ['a record of members that every object has', 'Record<string, number>', { toString: 1 }, { toString: 1 }],

    ['a list', 'string[]', ['a', 'b'], ['a', 'b']],
    ['no list with an item that does not fit', 'string[]', ['a', 5], undefined],
    ['no list with a hole in it', 'string[]', [, 'a'], undefined], // eslint-disable-line no-sparse-arrays
    ['no endless list', 'string[]', new Array(4_000_000_000), undefined],
    ['a list itself, whatever it says of itself', 'string[]', ownMap, ['a']],
    ['no object for a list', 'string[]', { 0: 'a', length: 1 }, undefined],
    ['a list of anything', { type: 'array' }, [1, 'a', { b: [] }], [1, 'a', { b: [] }]],
    ['no list that is too short', { type: 'array', items: {}, minItems: 2 }, [1], undefined],
    ['no list that is too long', { type: 'array', items: {}, maxItems: 1 }, [1, 2], undefined],
    ['the first form that fits', { anyOf: [{ type: 'integer' }, { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }] }, { a: 'x', b: 1 }, { a: 'x' }],
    ['no form where none fits', { oneOf: [{ type: 'integer' }, { const: 'a' }] }, 'b', undefined],
    ['a type of several', { type: ['integer', 'null'] }, null, null],

    ['a text as long as it may be, in characters', { type: 'string', minLength: 1, maxLength: 2 }, '😀😀', '😀😀'],
    ['no text that is longer', { type: 'string', maxLength: 2 }, '😀😀😀', undefined],
    ['no text that is shorter', { type: 'string', minLength: 2 }, '😀', undefined],
    ['a text of a pattern', { type: 'string', pattern: '^\\p{L}+$' }, 'é', 'é'],
    ['no text of another', { type: 'string', pattern: '^\\p{L}+$' }, '1', undefined],
    ['a number within its limits', { type: 'number', minimum: 1, maximum: 2 }, 2, 2],
    ['no number above', { type: 'number', maximum: 2 }, 2.5, undefined],
    ['no whole number below', { type: 'integer', minimum: 1 }, 0, undefined],

    ['anything that JSON can say', {}, { a: [1, null] }, { a: [1, null] }],
    ['a date where anything may be', {}, new Date(0), '1970-01-01T00:00:00.000Z'],
    ['no cycle', {}, cyclic, undefined],
    ['no BigInt where anything may be', {}, { a: 1n }, undefined],
    ['no undefined', {}, undefined, undefined],

    ['no Map for an object', '{ id?: string }', new Map([['id', 'a']]), undefined],
    ['no Set for an object', '{ id?: string }', new Set(['id']), undefined],
    ['no instance without a declared member', '{ name?: string }', new Order(), undefined],
    ['the declared members of an instance', '{ id?: string }', new Order(), { id: 'o1' }],
    ['no Map for a record', 'Record<string, number>', new Map([['a', 1]]), undefined],
    ['no list with a Map in it', '{ id?: string }[]', [{ id: 'a' }, new Map()], undefined],
    ['an object without members', '{ id?: string }', {}, {}],
    ['an object without a prototype and members', '{ id?: string }', Object.create(null), {}],
    ['no Map where anything may be', {}, new Map([['a', 1]]), undefined],
    ['no Set in an object where anything may be', {}, { a: [new Set([1])] }, undefined],
    ['no error where anything may be', {}, new Error('why'), undefined],
    ['an empty object and an empty list where anything may be', {}, { a: {}, b: [], c: Object.create(null) as object }, { a: {}, b: [], c: {} }],
    ['the members of an instance where anything may be', {}, { a: new Price() }, { a: { amount: 5 } }],
    ['a boxed number where anything may be', {}, Object(5), 5],
    ['a member that is required and has no separate schema', { type: 'object', required: ['b'], additionalProperties: { type: 'string' } }, { b: 'x' }, { b: 'x' }],
    ['nothing without a required member that has no separate schema', { type: 'object', required: ['b'], additionalProperties: { type: 'string' } }, { a: 'x' }, undefined]
  ] as Array<[string, string | object, unknown, unknown]>) {
    t.test(name, async t => {
      const value = projected(type, given)
      t.strictSame(value === undefined ? undefined : plain(value), want)
    })
  }

  t.test('a member called __proto__ like any other', async t => {
    const type = JSON.parse('{ "type": "object", "properties": { "__proto__": { "type": "string" }, "a": { "type": "string" } } }') as object
    t.equal(JSON.stringify(projected(type, JSON.parse('{ "a": "x", "__proto__": "y", "b": 1 }'))), '{"__proto__":"y","a":"x"}')
    t.equal(JSON.stringify(projected(type, { a: 'x' })), '{"a":"x"}')
    t.equal(JSON.stringify(projected('Record<string, string>', JSON.parse('{ "__proto__": "y" }'))), '{"__proto__":"y"}')
    t.equal(({} as Record<string, unknown>)['y'], undefined)
  })
})

/** Random schemas, and values of every kind for them. */
const { schema: anySchema } = fc.letrec<{ schema: JsonSchema, part: JsonSchema }>(tie => ({
  part: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<JsonSchema>({ type: 'string' }, { type: 'number' }, { type: 'integer', minimum: 0 }, { type: 'boolean' }, { type: 'null' }, { const: 'a' }, { enum: ['a', 1, null] }, { type: ['string', 'null'] }),
    tie('schema')
  ),
  schema: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<JsonSchema>({ type: 'string' }, { type: 'boolean' }),
    fc.tuple(fc.dictionary(fc.constantFrom('a', 'b', 'id', '__proto__', 'constructor'), tie('part'), { maxKeys: 3 }), fc.boolean()).map(([properties, isRequired]) => ({ type: 'object', properties, ...isRequired ? { required: Object.keys(properties).slice(0, 1) } : {} })),
    tie('part').map(additionalProperties => ({ type: 'object', additionalProperties })),
    tie('part').map(items => ({ type: 'array', items })),
    fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map(anyOf => ({ anyOf }))
  )
}))

const { value: anyValue } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<unknown>('a', 'b', '', 1, -1, 0, 1.5, NaN, Infinity, -0, true, null, undefined, 5n, Symbol('s'), () => 'f', new Date(0), cyclic, throwing, ownMap, new Order(), [, 1], new Map([['a', 1]]), new Proxy([], { get: () => { throw new Error('no') } })), // eslint-disable-line no-sparse-arrays
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'id', '__proto__', 'constructor', 'toJSON', 'secret'), tie('value'), { maxKeys: 4 })
  )
}))

/** Values that often fit a schema, with additional members. */
function fitting (schema: JsonSchema): Arbitrary<unknown> {
  const { type, properties = {}, items, additionalProperties, anyOf } = schema as { type?: string | string[], properties?: Record<string, JsonSchema>, items?: JsonSchema, additionalProperties?: JsonSchema, anyOf?: JsonSchema[] }
  if (anyOf !== undefined) return fc.oneof(...anyOf.map(fitting))
  if (items !== undefined) return fc.array(fitting(items), { maxLength: 3 })
  if (additionalProperties !== undefined) return fc.dictionary(fc.constantFrom('x', '__proto__', 'constructor'), fitting(additionalProperties))
  if (type === 'object') return fc.tuple(fc.record(Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, fitting(part)]))), fc.boolean()).map(([value, more]) => more ? { ...value, secret: 's' } : value)
  return { string: fc.string(), number: fc.double({ noNaN: true, noDefaultInfinity: true }), integer: fc.nat(), boolean: fc.boolean(), null: fc.constant(null) }[String(type)] ?? fc.constantFrom('a', 1, null)
}

/** Whether plain data holds only what a schema names. Written independently, so that it does not repeat the code under test. */
function holdsOnly (schema: JsonSchema, value: unknown): boolean {
  const { type, properties = {}, items = {}, additionalProperties, anyOf } = schema as Record<string, never>
  if (anyOf !== undefined) return (anyOf as JsonSchema[]).some(part => holdsOnly(part, value))
  if ('const' in schema) return value === schema['const']
  if ('enum' in schema) return (schema['enum'] as unknown[]).includes(value)
  if (Array.isArray(value)) return type === 'array' && value.every(item => item !== undefined && holdsOnly(items, item))
  if (typeof value === 'object' && value !== null) {
    return type === 'object' && inheritsNothing(value) && Reflect.ownKeys(value).every(key => {
      const part = Object.hasOwn(properties, key) ? properties[key as never] as JsonSchema : additionalProperties as JsonSchema | undefined
      return part !== undefined && holdsOnly(part, (value as Record<string, unknown>)[key as string])
    })
  }
  const name = value === null ? 'null' : typeof value
  return [type].flat().some(each => each === name || (each === 'integer' && Number.isInteger(value)))
}

/** Whether an object has no prototype with members. */
function inheritsNothing (value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === null || (Reflect.ownKeys(prototype).length === 0 && Object.getPrototypeOf(prototype) === null)
}

t.test('every value for every type', async t => {
  const both = anySchema.chain(schema => fc.tuple(fc.constant(schema), fc.oneof(anyValue, fitting(schema))))
  const given = both.map(([schema, value]) => ({ schema, value, public: toDetail('it', schema, { required: true, isPrivate: false }), private: toDetail('it', schema, { required: false, isPrivate: true }) }))

  t.test('only what the type declares is sent, at every depth, as plain data', async t => {
    let sent = 0
    fc.assert(fc.property(given, ({ schema, value, public: detail }) => {
      const { details, invalidDetails } = toFailure({ ...bare, details: [detail] }, { requestId: 'r', details: { it: value, undeclared: 'u' } })
      if ('it' in details) sent++
      JSON.stringify(details)
      return Object.keys(details).every(name => name === 'it') && ('it' in details ? holdsOnly(schema, details['it']) && invalidDetails.length === 0 : invalidDetails.length === 1)
    }), { numRuns: 1000 })
    t.ok(sent > 100, 'a property of nothing proves nothing')
  })

  t.test('what is sent would be sent again as it is', async t => {
    fc.assert(fc.property(given, ({ schema, public: detail, value }) => {
      const once = toFailure({ ...bare, details: [detail] }, { requestId: 'r', details: { it: value } }).details['it']
      if (once === undefined) return true
      const twice = createProjection(schema)(once)
      return JSON.stringify(twice) === JSON.stringify(once) && twice !== undefined
    }), { numRuns: 500 })
    t.pass()
  })

  t.test('a private detail is never among the details', async t => {
    fc.assert(fc.property(given, ({ value, private: detail }) => {
      const failure = toFailure({ ...bare, details: [detail] }, { requestId: 'r', details: { it: value } })
      return !('it' in failure.details) && ('it' in failure.private) !== (failure.invalidDetails.length > 0 || value === undefined)
    }), { numRuns: 300 })
    t.pass()
  })

  t.test('a failure is made', async t => {
    const details = [toDetail('a', schemaOf('string'), { required: true, isPrivate: false }), toDetail('b', schemaOf({}), { required: false, isPrivate: true })]
    const entry: Entry = { ...bare, details, message: { text: '{a}', literals: ['', ''], holes: ['a'] }, retryAfterDetail: 'a' }
    fc.assert(fc.property(anyValue, anyValue, (all, retryAfter) => {
      const failure = toFailure(entry, { requestId: 'r', details: all, retryAfter, cause: all } as Occurrence)
      return failure.code === 'it' && typeof failure.message === 'string'
    }), { numRuns: 500 })
    t.pass()
  })
})

t.test('a failure', async t => {
  const entry = await entryWith({
    status: 409,
    message: 'Invoice {id} of {owner} is {state}.',
    details: { id: 'string', state: "'sent' | 'paid'", 'owner?': 'string', rows: 'integer[]', 'trace?': 'string' },
    private: ['rows', 'trace']
  })
  const of = (occurrence: Partial<Occurrence>) => toFailure(entry, { requestId: 'req_1', ...occurrence })

  t.test('has all that its entry and its circumstances say', async t => {
    const cause = new Error('why')
    t.same({ ...of({ details: { id: 'i1', state: 'paid', owner: 'o1', rows: [1], other: 1 }, cause, instance: '/invoices/i1', param: 'id', retryAfter: 2 }), entry: undefined }, {
      entry: undefined,
      code: 'it',
      status: 409,
      message: 'Invoice i1 of o1 is paid.',
      requestId: 'req_1',
      details: { id: 'i1', state: 'paid', owner: 'o1' },
      private: { rows: [1] },
      invalidDetails: [],
      issues: [],
      param: 'id',
      retryAfter: 2,
      instance: '/invoices/i1',
      cause
    })
    const { param, retryAfter, instance, timestamp } = of({})
    t.same([param, retryAfter, instance, timestamp], [undefined, undefined, undefined, undefined], 'and nothing that it does not say')
  })

  for (const [name, given, message, flaws] of [
    ['prints ? for a detail that is missing, and names it', { id: 'i1', rows: [] }, 'Invoice i1 of ? is ?.', ['state']],
    ['prints ? for a detail that does not fit, and names it', { id: 5, state: 'void', owner: null, rows: [] }, 'Invoice ? of ? is ?.', ['id', 'state', 'owner']],
    ['names a private detail that does not fit', { id: 'i1', state: 'paid', owner: 'o', rows: 1, trace: 1 }, 'Invoice i1 of o is paid.', ['rows', 'trace']],
    ['names a detail whose getter throws', { get id () { throw new Error('no') }, state: 'sent', owner: 'o', rows: [] }, 'Invoice ? of o is sent.', ['id']],
    ['needs no details at all', undefined, 'Invoice ? of ? is ?.', ['id', 'state', 'rows']],
    ['is made of null', null, 'Invoice ? of ? is ?.', ['id', 'state', 'rows']]
  ] as Array<[string, Record<string, unknown>, string, string[]]>) {
    t.test(name, async t => {
      const failure = of({ details: given })
      t.equal(failure.message, message)
      t.same(failure.invalidDetails.map(({ name }) => name), flaws)
    })
  }

  t.test('does not take for a detail what every object has', async t => {
    const entry = await entryWith({ message: '{constructor} {toString}', details: { 'constructor?': 'string', toString: 'string' } })
    const failure = toFailure(entry, { requestId: 'r', details: {} })
    t.equal(failure.message, '? ?')
    t.match(failure.invalidDetails, [{ name: 'toString' }])
    t.equal(toFailure(entry, { requestId: 'r', details: { constructor: 'c', toString: 't' } }).message, 'c t')
  })

  t.test('prints numbers and booleans', async t => {
    const entry = await entryWith({ message: '{a} {b} {c}', details: { a: 'integer', b: 'boolean', c: 'string | null' } })
    t.equal(toFailure(entry, { requestId: 'r', details: { a: 0, b: false, c: null } }).message, '0 false ?')
  })

  t.test('has a custom message instead of the message of its code', async t => {
    t.equal(of({ message: 'No {id}.' }).message, 'No {id}.')
  })

  t.test('has the first issue for its param, unless it was given one', async t => {
    const issues = [{ path: 'lines.0.sku', message: 'Must be a string.' }, { path: 'total', message: 'Must be a number.' }]
    t.match(of({ issues }), { param: 'lines.0.sku', issues })
    t.match(of({ issues, param: 'lines' }), { param: 'lines' })
  })
})

t.test('seconds before a retry', async t => {
  const none = await entryWith({})
  const fixed = await entryWith({ status: 503, retryAfter: 5 })
  const linked = (await readCatalog('catalog.yaml#merchant')).entries.get('rate_limited') as Entry
  const limited = await entryWith({ status: 429, details: { 'wait?': { type: 'integer', maximum: 60 } }, retryAfter: '{wait}' })
  for (const [name, entry, given, retryAfter, details] of [
    ['are none by themselves', none, {}, undefined, {}],
    ['are those of the entry', fixed, {}, 5, {}],
    ['are those that were given', fixed, { retryAfter: 7 }, 7, {}],
    ['are rounded up', none, { retryAfter: 0.2 }, 1, {}],
    ['may be none', none, { retryAfter: 0 }, 0, {}],
    ['are not negative', fixed, { retryAfter: -1 }, 5, {}],
    ['are a number', fixed, { retryAfter: NaN }, 5, {}],
    ['are written in digits', fixed, { retryAfter: 1e300 }, 5, {}],
    ['have an end', fixed, { retryAfter: Infinity }, 5, {}],
    ['are no text', fixed, { retryAfter: '7' as never }, 5, {}],
    ['follow the detail that is the same number', linked, { details: { resetSeconds: 12 } }, 12, { resetSeconds: 12 }],
    ['give the detail that is the same number', linked, { retryAfter: 11.2 }, 12, { resetSeconds: 12 }],
    ['give it in place of one that does not fit', linked, { retryAfter: 3, details: { resetSeconds: 'soon' } }, 3, { resetSeconds: 3 }],
    ['and the detail stay as they were given', linked, { retryAfter: 20, details: { resetSeconds: 12 } }, 20, { resetSeconds: 12 }],
    ['do not follow a detail below zero', linked, { details: { resetSeconds: -3 } }, undefined, { resetSeconds: -3 }],
    ['do not give a detail that does not take them', limited, { retryAfter: 61 }, 61, {}],
    ['give an optional detail', limited, { retryAfter: 60 }, 60, { wait: 60 }]
  ] as Array<[string, Entry, Partial<Occurrence>, number | undefined, object]>) {
    t.test(name, async t => {
      const failure = toFailure(entry, { requestId: 'r', ...given })
      t.strictSame([failure.retryAfter, { ...failure.details }], [retryAfter, details])
      t.same(failure.invalidDetails, [])
    })
  }

  t.test('that are not known are a flaw of the detail, and a ? in the message', async t => {
    const failure = toFailure(linked, { requestId: 'r' })
    t.match(failure.invalidDetails, [{ name: 'resetSeconds' }])
    t.equal(failure.message, 'The request budget of this merchant is used up for another ? s.')
    t.equal(toFailure(linked, { requestId: 'r', retryAfter: 3 }).message, 'The request budget of this merchant is used up for another 3 s.')
  })
})
