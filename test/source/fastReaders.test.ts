import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { stringify } from 'yaml'
import { fastJson } from '../../src/source/fastJson.ts'
import { fastYaml } from '../../src/source/fastYaml.ts'
import { readCatalogs } from '../../src/catalog/read.ts'
import { readYaml } from '../../src/source/readYaml.ts'
import type { Quick } from '../../src/source/source.ts'
import { yamlMistakes } from './yamlMistakes.ts'

/** Values with the order of their keys, in which two objects may differ and yet be the same to a comparison. */
const ordered = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? value.map(ordered) : Object.entries(value).map(([key, part]) => [key, ordered(part)])
}

/** The result of a quick reader for a text that is also read with positions; undefined if it skips the text or they agree. */
function disagreement (quick: Quick | undefined, text: string) {
  if (quick === undefined) return undefined
  const { value, faults } = readYaml(text, 'catalog.yaml', '/catalog.yaml')
  const agree = faults.length === 0 && isDeepStrictEqual(quick.value, value) && isDeepStrictEqual(ordered(quick.value), ordered(value))
  return agree ? undefined : { text, quick: quick.value, value, faults: faults.map(({ message }) => message) }
}

const agrees = (read: (text: string) => Quick | undefined, text: string) => {
  const found = disagreement(read(text), text)
  if (found !== undefined) throw new Error(JSON.stringify(found))
}

t.test('catalogs that people write are read without places', async t => {
  for (const file of ['catalog.yaml', 'examples/invoices.yaml']) {
    const text = readFileSync(file, 'utf8')
    t.ok(fastYaml(text), file)
    t.equal(disagreement(fastYaml(text), text), undefined, file)
    const json = JSON.stringify(fastYaml(text)?.value, null, 2)
    t.same(fastJson(json), fastYaml(text), `${file} as JSON`)
  }
})

t.test('a JSON text is read without places', async t => {
  for (const [name, given, want] of [
    ['with keys of all kinds', '{"08006":1,"__proto__":{"a":":"},"":[":"],"<<":{"a":1}}', true],
    ['indented by tabs, with Windows line ends', '{\r\n\t"a": [\r\n\t\t1\r\n\t]\r\n}\r\n', true],
    ['unless a key is there twice', '{"a":1,"a":1}', false],
    ['unless a key is there twice, once with an escape', '{"a":1,"\\u0061":{"b":2}}', false],
    ['unless it holds a colon that is not seen', '{"a":1,"a":"\\u003a"}', false],
    ['unless it has line ends that YAML does not take for one', '{"a":\r1}', false],
    ['unless it nests too deep', `${'['.repeat(60)}${']'.repeat(60)}`, false],
    ['unless it is a scalar, which YAML lets nothing stand before', '\t0', false],
    ['unless it is nothing', 'null', false],
    ['unless it is no JSON', '{"a":1,}', false]
  ] as const) {
    t.equal(fastJson(given) !== undefined, want, name)
    t.equal(disagreement(fastJson(given), given), undefined, name)
  }
})

t.test('a YAML text is read without places', async t => {
  for (const [name, given, want] of [
    ['with keys that could be something else', '08006: 1\n1e3: 2\ntrue: 3\n~: 4\n0x1F: 5\n', true],
    ['unless a key is what every object has', 'a: { __proto__: 1 }\n', false],
    ['unless a key is inherited by every object', 'a: { constructor: 1 }\n', false],
    ['with values of all kinds', 'a: [~, null, true, FALSE, 0o17, 0x1F, -0, +1, 1e3, .5, .inf, -.INF, .nan, 2001-01-01, 08, no, "1", \'1\', 1 a, nothing, { b }, { c: }]\nd:\n', true],
    ['with texts over several lines', 'a: |\n  b\n\n  c\nd: >-\n  e\n  f\ng: h\n  i\nj:\n  k\n  l\nm: "n\n  o\\\n  p"\n', true],
    ['with a mark where it begins, comments and Windows line ends', '# a\r\n---\r\nb: # c\r\n  # d\r\n\r\n  e: 1\r\n', true],
    ['with lists at the column of their key', 'a:\n- b: 1\n  c: [2]\n- d\n"e": 3\n', true],
    ['unless it has an anchor', 'a: &b 1\n', false],
    ['unless a list has an anchor', 'a: &b\n  - 1\n', false],
    ['unless it has an alias', 'a: &b 1\nc: *b\n', false],
    ['unless an alias is a key', 'a: &b 1\n*b : 2\n', false],
    ['unless it has a tag', 'a: !!str 1\n', false],
    ['unless it has a merge key', 'a: { <<: { b: 1 } }\n', false],
    ['unless a key is there twice', 'a: 1\n"a": 2\n', false],
    ['unless a key is no text', '{ [a]: 1 }\n', false],
    ['unless a key is empty', '{ : 1 }\n', false],
    ['unless a key has its own sign', '? a\n: 1\n', false],
    ['unless a key may be too long', `${'a'.repeat(1025)}: 1\n`, false],
    ['unless the last key may be too long', `${'a'.repeat(1025)}: 1`, false],
    ['unless a number is beyond all numbers', 'a: 1e999\n', false],
    ['unless it holds a tab', 'a:\t1\n', false],
    ['unless it holds several documents', 'a: 1\n---\nb: 2\n', false],
    ['unless it holds a directive', '%YAML 1.2\n---\na: 1\n', false],
    ['unless it contains a directive', '%A b\n---\na: 1\n', false],
    ['unless it has an end', 'a: 1\n...\n', false],
    ['unless it is empty', '# nothing\n', false],
    ['unless it nests too deep', `${'['.repeat(60)}${']'.repeat(60)}`, false],
    ['unless a block has an indentation indicator', '|1\n  a\n', false],
    ['unless a block keeps its last lines', '>+\n\n  ', false],
    ['unless a block begins below its key', 'a:\n\n# b\n  |\n=1: c', false],
    ['unless a text stands below a comment', 'a:\n\n# b\n  c\nd: 1\n', false],
    ['unless something stands behind an item of a list', "a:\n- 'It's late: b'\n", false],
    ['unless a key stands behind an item of a list', "a:\n- 'b'c: d\n", false],
    ['unless a sign of a key stands behind an item of a list', 'a:\n- { b: c }? \n  d\n', false]
  ] as const) {
    t.equal(fastYaml(given) !== undefined, want, name)
    t.equal(disagreement(fastYaml(given), given), undefined, name)
  }
})

/** Fragments for invalid texts. */
const pieces = [
  'codes:', 'a:', ' ', '  ', '\n', '\n  ', '\n    ', '\n\n', '- ', '? ', ': ', '{', '}', '[', ']', ',', '|', '>', '|-', '>+', '|2', '"', "'", '#', ' #', '# c\n', '\n\n# c\n    ', ': |\n    ', '|\n',
  '\n  - ', '\n- a', "\n- 'a'", '\n- [a]', '\n- {a: b}', "\n'a'", '  - a: b\n', '? a\n: b', '&a ', '*a', '!', '!!str ', '---\n', '---', '--', '-', '...\n', '...', '.', '%YAML', '%', '<<: ', '<<', '~',
  'status: 404', 'message: x', 'extends: http', 'key: value', '"k": "v"', "'k': 'v'", 'b: c', '[a, b]', '{a: b}', "''", '""', '\r\n', '\r', '\t', '\0', '\x7f', '\x85', '\xa0', '\u2028', '\uFEFF', 'é', '😀',
  '\\', '\\u0041', '\\ud83d', '\\x', '0x1F', '1e3', '1e999', '-0', '+1', '.inf', '.nan', '0o17', '08', '1', 'true', 'null', '=', '@', '`', '?', ':'
]
const piece = fc.constantFrom(...pieces)
const lines = readFileSync('catalog.yaml', 'utf8').split('\n')

/** Some lines of the catalog that ships, at their column or further left. */
const excerpt = fc.tuple(fc.nat(lines.length - 1), fc.integer({ min: 1, max: 12 }), fc.constantFrom(0, 2, 4))
  .map(([at, length, left]) => lines.slice(at, at + length).map(line => line.replace(new RegExp(`^ {${left}}`), '')).join('\n'))
const mistake = fc.constantFrom(...yamlMistakes.map(([, given]) => given).filter(given => given.length < 2000))
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), without: fc.nat(2), piece: fc.option(piece, { nil: '' }) })

/** The text with pieces put in and characters taken out. */
const edited = (text: fc.Arbitrary<string>) => fc.tuple(text, fc.array(edit, { maxLength: 4 })).map(([given, edits]) => edits.reduce((rest, { at, without, piece }) => {
  const start = Math.floor(at * rest.length)
  return rest.slice(0, start) + piece + rest.slice(start + without)
}, given))

const key = fc.oneof(fc.constantFrom('codes', '08006', '1e3', 'true', 'null', '~', '<<', '__proto__', 'constructor', 'a b', 'a: b', '#', '-', '', '404', '\u2028'), fc.string({ unit: 'grapheme' }))
const { value: anyValue } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof({ maxDepth: 4 },
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('404', '1e3', 'true', 'null', '~', '', ' a ', 'a\nb', 'a\n', '\n a', ': ', '# a', 'a #b', '{a}', '- a', '%', '---')),
    fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean(), fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.uniqueArray(fc.tuple(key, tie('value')), { maxLength: 5, selector: ([name]) => name }).map(Object.fromEntries)
  )
}))

t.test('reading without positions gives the same values as reading with them', async t => {
  for (const [name, property] of [
    ['any JSON', fc.property(fc.json(), fc.nat(4), (json, indent) => agrees(fastJson, JSON.stringify(JSON.parse(json), null, indent)))],
    ['JSON with errors', fc.property(edited(anyValue.map(value => JSON.stringify(value, null, 1))), text => agrees(fastJson, text))],
    ['any value', fc.property(anyValue, value => agrees(fastYaml, stringify(value)))],
    ['any value, folded', fc.property(anyValue, value => agrees(fastYaml, stringify(value, { lineWidth: 20, blockQuote: 'folded', indentSeq: false })))],
    ['pieces of YAML', fc.property(fc.array(piece, { maxLength: 14 }).map(parts => parts.join('')), text => agrees(fastYaml, text))],
    ['an invalid catalog', fc.property(edited(excerpt), text => agrees(fastYaml, text))],
    ['errors within errors', fc.property(edited(mistake), text => agrees(fastYaml, text))],
    ['any text', fc.property(fc.string({ unit: 'binary' }), text => agrees(fastYaml, text))]
  ] as const) {
    t.doesNotThrow(() => fc.assert(property as fc.IProperty<[unknown]>, { numRuns: 1500 }), name)
  }
})

t.test('the positions of a text are read once for all of its errors', async t => {
  const dir = t.testdir({ 'a.json': JSON.stringify({ extends: 'htp', docs: 'a b' }, null, 2) })
  const { diagnostics } = await readCatalogs(`${dir}/a.json`)
  t.same(diagnostics.map(({ place: { line, column } }) => `${line}:${column}`), ['2:14', '3:11'])
})
