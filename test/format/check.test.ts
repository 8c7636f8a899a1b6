import { Kind, type TSchema } from '@sinclair/typebox'
import { Syntax } from '@sinclair/typebox/syntax'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import t from 'tap'
import { CatalogFile, Messages } from '../../src/format/catalogFile.ts'
import { check } from '../../src/format/check.ts'
import { EnvelopeInput } from '../../src/format/envelopeInput.ts'
import { parseType } from '../../src/format/parseType.ts'
import { SchemaInput } from '../../src/format/schemaInput.ts'
import type { Shape } from '../../src/format/shape.ts'
import { shippedEnvelopes } from '../../src/envelope/shippedEnvelopes.ts'

/** Invalid values. */
const stray = fc.constantFrom<unknown>(null, '', 'x', 0, -1, 1.5, 500, true, [], {}, [{}], { x: 1 }, { a: 'x' })

/** Values of a shape, some of them with an invalid part. Below so many levels objects have no optional members. */
function valuesOf (shape: Shape, levels: number): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 200, arbitrary: validValuesOf(shape, levels) }, { weight: 1, arbitrary: stray })
}

function validValuesOf (shape: Shape, levels: number): fc.Arbitrary<unknown> {
  const { type, anyOf, items = {}, minItems = 0, properties, required = [], additionalProperties } = shape
  const inner = (each: Shape) => valuesOf(each, properties === undefined ? levels : levels - 1)
  const names = fc.constantFrom('a', 'b', 'constructor', 'a b', '')
  if (anyOf !== undefined) return fc.oneof(...anyOf.map(inner))
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum)
  if ('const' in shape) return fc.constant(shape.const)
  if (type === 'array') return fc.array(inner(items), { minLength: minItems, maxLength: 2 })
  if (type === 'string') return fc.constantFrom('x', 'a text', '{hole}')
  if (type === 'integer') return fc.constantFrom(0, 1, 400, 599)
  if (type === 'number') return fc.constantFrom(0, 1.5)
  if (type === 'boolean') return fc.boolean()
  if (type !== 'object') return stray
  if (properties === undefined) return fc.dictionary(names, additionalProperties ? inner(additionalProperties) : stray, { maxKeys: 3 })
  return fc.tuple(
    fc.record(Object.fromEntries(Object.entries(properties).filter(([name]) => levels > 0 || required.includes(name)).map(([name, member]) => [name, inner(member)])), { requiredKeys: [...required] }),
    fc.oneof({ weight: 50, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.dictionary(names, stray, { maxKeys: 1 }) })
  ).map(([own, more]) => ({ ...own, ...more }))
}

/** The shape as Ajv reads it: what refers to itself by name; the names of keys are checked elsewhere. */
function toJsonSchema (shape: Shape): object {
  const root = shape
  const copy = (value: unknown, isRoot = false): unknown => {
    if (value === root && !isRoot) return { $ref: '#' }
    if (Array.isArray(value)) return value.map(part => copy(part as unknown))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'propertyNames' && key !== 'errorMessage').map(([key, part]) => [key, copy(part)]))
  }
  return copy(shape, true) as object
}

t.test('a value has findings exactly at the parts that Ajv rejects', async t => {
  for (const [name, shape, levels] of [['file', CatalogFile, 3], ['messages', Messages, 1], ['envelope', EnvelopeInput, 3], ['schema', SchemaInput, 1]] as const) {
    const validate = new Ajv({ strict: false }).compile(toJsonSchema(shape))
    const counts = { valid: 0, invalid: 0 }
    fc.assert(fc.property(valuesOf(shape, levels), value => {
      const isValid = check(shape, value).length === 0
      counts[isValid ? 'valid' : 'invalid']++
      return isValid === validate(value)
    }), { numRuns: 1000 })
    t.ok(counts.valid > 40 && counts.invalid > 3, `${name}: ${counts.valid} valid, ${counts.invalid} invalid`)
  }
})

t.test('each finding names an invalid part once, with what it must be and what it is', t => {
  for (const [shape, given, want] of [
    [SchemaInput, { type: 'strin' }, ['type must be string, number, integer, boolean, null, object, array, or a list of these, got "strin"']],
    [SchemaInput, { anyOf: [] }, ['anyOf must be a list with at least one item, got a list']],
    [SchemaInput, { anyOf: [{ minLength: -1 }, 5] }, ['minLength must be a whole number, got -1', 'anyOf[1] must be a JSON Schema, got 5']],
    [SchemaInput, { maximum: NaN }, ['maximum must be a number, got NaN']],
    [SchemaInput, { const: [] }, ['const must be a text, a number, true, false or null, got a list']],
    [EnvelopeInput, { variants: [{ error: {}, when: {} }] }, ['when must be a mapping with class, codes or roles, got a mapping']],
    [EnvelopeInput, { variants: [{ when: { class: '4x' } }] }, ['variants[0] must have error: it must be a template: a mapping', 'class must be 4xx or 5xx, got "4x" (did you mean "4xx"?)']],
    [Messages, [], ['the catalog must be a mapping, got a list']],
    [Messages, { '': null }, ['the empty name must be a non-empty text, got nothing']],
    [CatalogFile, { codes: { a: { status: 700, message: 'x'.repeat(70), constructor: 1 } } }, [
      'status must be an integer from 400 to 599, or 200, 201 or 202, got 700',
      '"constructor" is not a known key: use status, message, meaning, action, causes, group, details, private, retry, retryAfter, challenge, headers, log, sdk, since, deprecated, replacedBy, public, aliases'
    ]],
    [CatalogFile, { language: 5, codes: { a: { status: 404, message: 2024, since: 1.5, deprecated: 2, details: { x: true } } } }, [
      "language must be a non-empty text, got 5: put it in quotes, '5'",
      "message must be a non-empty text, got 2024: put it in quotes, '2024'",
      "since must be a non-empty text, got 1.5: put it in quotes, '1.5'",
      "deprecated must be true or a reason, got 2: put it in quotes, '2'",
      "x must be a type in TypeScript syntax, in quotes, or a JSON Schema, got true: put it in quotes, 'true'"
    ]],
    [CatalogFile, { docs: [], requestId: { truts: 1 }, codes: { a: { status: 404, message: 'x', causes: ['', {}] } } }, [
      'docs must be a non-empty text, got a list',
      '"truts" is not a known key (did you mean "trust"?)',
      'causes[0] must be a non-empty text, got ""',
      'causes[1] must be a non-empty text, got a mapping'
    ]],
    [CatalogFile, { envelope: { a: 1 }, language: `${'x'.repeat(70)}`, codes: `${'x'.repeat(70)}` }, [
      'envelope must be a non-empty text, got a mapping',
      `codes must be a mapping from code to entry, such as order_lost: { status: 404, message: Lost. }, got "${'x'.repeat(56)}...`
    ]]
  ] as const) t.same(check(shape as Shape, given).map(({ message }) => message), want)
  t.end()
})

const someType = fc.letrec<{ type: string }>(tie => ({
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'true', 'false', '0', '12', '-1.5', "'a'", '"b c"', "'a|b'"),
    tie('type').map(type => `${type}[]`),
    tie('type').map(type => `Array<${type} >`),
    tie('type').map(type => `Record<string, ${type}>`),
    tie('type').map(type => `Record<'a' | 'b', ${type}>`),
    tie('type').map(type => `Partial<{ a: ${type} }>`),
    tie('type').map(type => `( ${type})`),
    fc.array(tie('type'), { minLength: 1, maxLength: 3 }).map(types => types.join(' | ')),
    fc.array(fc.tuple(fc.constantFrom('a', 'b', '_c', 'string', 'readonly d', 'new', 'toString', 'Array', "'a-b'"), fc.constantFrom('?:', ':', ' : '), tie('type'), fc.constantFrom(',', ';', ', ', '\n')), { minLength: 1, maxLength: 3 })
      .filter(members => new Set(members.map(([name]) => name)).size === members.length)
      .map(members => `{ ${members.map(parts => parts.join('')).join('')} }`)
  )
})).type

/** With unions of unions as one. */
function flat (schema: object): object {
  const entries = Object.entries(schema).map(([key, part]) => {
    if (key !== 'anyOf') return [key, typeof part === 'object' && !Array.isArray(part) ? flat(part as object) : part]
    return [key, (part as object[]).map(flat).flatMap(each => 'anyOf' in each ? each.anyOf : each)]
  })
  return Object.fromEntries(entries) as object
}

t.test('a type is parsed as TypeBox parses it', async t => {
  fc.assert(fc.property(someType, text => {
    const schema = Syntax(text) as TSchema
    return schema[Kind] === 'Never' || JSON.stringify(parseType(text)) === JSON.stringify(flat(schema))
  }), { numRuns: 4000 })
})

const someTokens = fc.array(fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('string', 'null', 'true', '0', '007', '-1', '1e5', "'a'", "''", '"b"', "'", '|', '&', '[]', '[', ']', '{', '}', '(', ')', '<', '>', '=>', ':', ';', ',', '?', 'a', 'b?: ', 'readonly', '__proto__', 'toString', 'any', 'keyof', 'Array<string>', 'Record<', '`a`', '\\', '\n', '\u00a0') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) }
), { maxLength: 8 }).chain(tokens => fc.constantFrom('', ' ').map(between => tokens.join(between)))

t.test('any text is a type or gets a message that says why not', async t => {
  fc.assert(fc.property(someTokens, text => {
    const schema = parseType(text)
    return typeof schema === 'string' ? schema.startsWith('must ') : JSON.stringify(schema) !== '{}'
  }), { numRuns: 4000 })
})

t.test('a type may have many parts, and may not nest deeper than the stack allows', async t => {
  const names = Array.from({ length: 2000 }, (_, index) => `'v${index}'`)
  t.equal(((parseType(names.join(' | ')) as { anyOf: unknown[] }).anyOf).length, 2000)
  t.equal(parseType(`${'('.repeat(300)}string${')'.repeat(300)}`), 'must be a type in TypeScript syntax')
})

t.test('the shipped envelopes have the shape of an envelope', async t => {
  for (const [name, style] of Object.entries(shippedEnvelopes)) t.same(check(EnvelopeInput, style), [], name)
})

t.test('a type with a duplicate member is invalid', async t => {
  t.equal(parseType('{ a: string, a: number }'), 'must be a type in TypeScript syntax')
})

t.test('an integer needs no limits', async t => {
  t.same(check({ type: 'integer' }, 5), [])
  t.equal(check({ type: 'integer', errorMessage: 'must be an integer' }, 5.5).length, 1)
})
