import { Kind, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import fc from 'fast-check'
import t from 'tap'
import { compiledCheck } from '../src/format/compiledCheck.ts'
import { isSimple } from '../src/catalog/isSimple.ts'
import { parseSimple } from '../src/format/parseSimple.ts'
import { parseSyntax } from '../src/format/parseSyntax.ts'
import { schemas, type Shape } from '../src/format/schemas.ts'
import { shipped } from '../src/catalog/shipped.ts'
import { shippedEnvelopes } from '../src/envelope/shippedEnvelopes.ts'

/** What stands where something else should. */
const stray = fc.constantFrom<unknown>(null, undefined, '', 'x', 0, -1, 1.5, NaN, 500, true, [], {}, [{}], new Date(0), new Uint8Array(1), { x: 1 }, { a: 'x' })

interface Parts {
  readonly anyOf?: readonly TSchema[]
  readonly items: TSchema
  readonly minItems?: number
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly patternProperties?: Readonly<Record<string, TSchema>>
  readonly required?: string[]
}

/** Values of a schema, with something wrong in some of them. */
function valuesOf (schema: TSchema, self: fc.Arbitrary<unknown> = fc.constant({})): fc.Arbitrary<unknown> {
  const { anyOf = [], items, minItems = 0, properties = {}, patternProperties = {}, required = [] } = schema as unknown as Parts
  const inner = (each: TSchema) => valuesOf(each, self)
  const names = fc.constantFrom('a', 'b', '__proto__', 'a\nb', '')
  const forms: Record<string, () => fc.Arbitrary<unknown>> = {
    Object: () => fc.tuple(
      fc.record(Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, inner(member)])), { requiredKeys: required }),
      fc.oneof({ weight: 50, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.dictionary(names, stray, { maxKeys: 1 }) })
    ).map(([own, more]) => ({ ...own, ...more })),
    Record: () => fc.dictionary(names, inner(Object.values(patternProperties)[0] as TSchema), { maxKeys: 3 }),
    Array: () => fc.array(inner(items), { minLength: minItems, maxLength: 2 }),
    Union: () => fc.oneof(...anyOf.map(inner)),
    Literal: () => fc.constant(schema['const']),
    String: () => fc.constantFrom('x', 'a text', '{hole}'),
    Integer: () => fc.constantFrom(0, 1, 400, 599),
    Number: () => fc.constantFrom(0, 1.5),
    Boolean: () => fc.boolean(),
    Null: () => fc.constant(null),
    Unknown: () => stray,
    This: () => self
  }
  return fc.oneof({ weight: 200, arbitrary: (forms[schema[Kind]] as () => fc.Arbitrary<unknown>)() }, { weight: 1, arbitrary: stray })
}

t.test('what the generated code says of a shape is what TypeBox says, so no mistake gets by and no sound catalog is refused', async t => {
  for (const [name, schema] of Object.entries(schemas)) {
    const values = valuesOf(schema, valuesOf(schema))
    const said = new Map([[true, 0], [false, 0]])
    fc.assert(fc.property(values, value => {
      const is = compiledCheck[name as Shape](value)
      said.set(is, (said.get(is) as number) + 1)
      return is === Value.Check(schema, value)
    }), { numRuns: 4000, seed: 1 })
    t.comment(name, said)
  }
})

const someType = fc.letrec<{ type: string }>(tie => ({
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'true', 'false', '0', '12', "'a'", '"b c"', "'a|b'"),
    tie('type').map(type => `${type}[]`),
    tie('type').map(type => `( ${type})`),
    fc.array(tie('type'), { minLength: 1, maxLength: 3 }).map(types => types.join(' | ')),
    fc.array(fc.tuple(fc.constantFrom('a', 'b', '_c', 'string', 'null', 'readonly', 'readonlyA', 'new', 'toString', 'Array'), fc.constantFrom('?:', ':', ' : '), tie('type'), fc.constantFrom(',', ';', ', ')), { maxLength: 3 })
      .map(members => `{ ${members.map(parts => parts.join('')).join('')} }`)
  )
})).type

const someTokens = fc.array(fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('string', 'null', 'true', '0', '007', '-1', "'a'", "''", '"b"', "'", '|', '[]', '[', ']', '{', '}', '(', ')', ':', ';', ',', '?', 'a', 'b?: ', 'readonly', '__proto__', 'toString', 'any', 'keyof', 'Array<string>', '`a`', '\\', '\n', '\u00a0') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) }
), { maxLength: 8 }).chain(tokens => fc.constantFrom('', ' ').map(between => tokens.join(between)))

t.test('a simple type is read as TypeBox reads it, and what TypeBox refuses is none', async t => {
  for (const [texts, least] of [[someType, 2000], [someTokens, 100]] as const) {
    let simple = 0
    fc.assert(fc.property(texts, text => {
      const schema = parseSimple(text)
      if (schema === undefined) return true
      simple++
      return JSON.stringify(schema) === JSON.stringify(parseSyntax(text))
    }), { numRuns: 4000, seed: 1 })
    t.ok(simple > least, `${simple}`)
  }
  t.equal(parseSimple(`${'('.repeat(300)}string${')'.repeat(300)}`), undefined, 'brackets take up no more stack than there is')
})

t.test('the shipped catalogs and styles are read without TypeBox', async t => {
  for (const [name, catalog] of Object.entries(shipped.catalogs)) {
    t.ok(compiledCheck.catalogFile({ catalogs: { [name]: catalog } }) && isSimple(catalog), name)
  }
  for (const [name, style] of Object.entries(shippedEnvelopes)) t.ok(compiledCheck.style(style), name)
})
