import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { stringify } from 'yaml'
import { editDocument } from '../../src/source/editDocument.ts'
import { toValue } from '../../src/source/editYaml.ts'
import type { Change } from '../../src/source/splice.ts'

const put = (...path: string[]): Change => ({ path, value: { x: 1 } })
const remove = (...path: string[]): Change => ({ path })

const rows: ReadonlyArray<readonly [title: string, text: string, changes: readonly Change[], want: string]> = [
  ['a block mapping', 'a:\n  b: 1 # one\n\nz: 1\n', [put('a', 'c')], 'a:\n  b: 1 # one\n  c:\n    x: 1\n\nz: 1\n'],
  ['a byte order mark and Windows line ends', '\uFEFFa: 1\r\nb:\r\n  c: 1\r\n', [put('b', 'd')], '\uFEFFa: 1\r\nb:\r\n  c: 1\r\n  d:\r\n    x: 1\r\n'],
  ['a key without a value', 'a:\nz: 1\n', [put('a', 'b')], 'a:\n  b:\n    x: 1\nz: 1\n'],
  ['a written null', 'a: ~ # none yet\nz: null\n', [put('a', 'b'), put('z', 'b')], 'a:  # none yet\n  b:\n    x: 1\nz: \n  b:\n    x: 1\n'],
  ['an empty mapping in braces', 'a: {}\n', [put('a', 'b')], 'a: {"b": {"x":1}}\n'],
  ['a mapping in braces', 'a: { b: 1, c: 2, d: 3 }\n', [remove('a', 'b'), remove('a', 'c'), put('a', 'e')], 'a: { d: 3, "e": {"x":1} }\n'],
  ['the end of a mapping in braces', 'a: { b: 1, c: 2, d: 3 }\n', [remove('a', 'c'), remove('a', 'd')], 'a: { b: 1 }\n'],
  ['a member without a value in braces', 'a: { b, c: 2 }\n', [remove('a', 'c')], 'a: { b }\n'],
  ['a null in braces', 'a: { b: null, c: , d: 1 }\n', [put('a', 'b', 'x'), put('a', 'c', 'x')], 'a: { b: {"x":{"x":1}}, c: {"x":{"x":1}}, d: 1 }\n'],
  ['a null in JSON', '{"a":null,"b":{"c":null}}', [put('a', 'x'), put('b', 'c', 'x')], '{"a": {"x":{"x":1}},"b":{"c": {"x":{"x":1}}}}'],
  ['texts that YAML 1.1 reads as other values', 'a:\n  b: 1\n', [{ path: ['a', 'c'], value: { on: 'on', time: '12:30:00' } }], 'a:\n  b: 1\n  c:\n    "on": "on"\n    time: "12:30:00"\n'],
  ['a document in braces', '{ a: { b: 1 } }\n', [put('a', 'c'), put('z')], '{ a: { b: 1, "c": {"x":1} }, "z": {"x":1} }\n'],
  ['anchors, tags and question marks before keys', '&k a: 1\n!!str b: 2\n? c\n: 3\n', [put('z')], '&k a: 1\n!!str b: 2\n? c\n: 3\nz:\n  x: 1\n'],
  ['an emptied mapping', 'a:\n  b:\n    c: 1\n  d: 1\n', [remove('a', 'b', 'c')], 'a:\n  d: 1\n'],
  ['an emptied mapping that gets a member', 'a:\n  b:\n    c: 1\n', [remove('a', 'b', 'c'), put('a', 'b', 'd')], 'a:\n  b:\n    d:\n      x: 1\n'],
  ['JSON on several lines', '{\n    "a": 1.0,\n    "b": {},\n    "n": 9223372036854775807,\n    "u": "\\u00e9"\n}\n', [put('b', 'c')], '{\n    "a": 1.0,\n    "b": {\n        "c": {\n            "x": 1\n        }\n    },\n    "n": 9223372036854775807,\n    "u": "\\u00e9"\n}\n'],
  ['JSON with Windows line ends and a byte order mark', '\uFEFF{\r\n\t"a": 1\r\n}', [put('b')], '\uFEFF{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"x": 1\r\n\t}\r\n}'],
  ['JSON on one line', '{"a":{"b":1}}', [remove('a', 'b'), put('c')], '{"c": {"x":1}}'],
  ['nothing to change', 'a: { x: 1.0 }\n', [put('a')], 'a: { x: 1.0 }\n']
]

for (const [title, text, changes, want] of rows) {
  t.test(`an edit writes only what changes: ${title}`, async t => t.same(editDocument(text, changes), { text: want }))
}

t.test('what cannot be edited is reported with its path, and never written', async t => {
  const cannot = { message: 'this part of the document cannot be edited: write it without an alias, an anchor, a tag or a key with "?"' }
  const problems: ReadonlyArray<readonly [text: string, change: Change, problem: object]> = [
    ['a: &r\n  c: 1\nb: *r\n', put('b', 'z'), { path: ['b'], ...cannot }],
    ['a: &r\n  c: 1\nb: *r\n', put('a', 'z'), { path: ['a'], ...cannot }],
    ['a:\n  ? b\n  : c: 1\n', put('a', 'b', 'z'), { path: ['a', 'b'], ...cannot }],
    ['a: &r\n  c: 1\nb: *r\n', remove('a'), { path: [], ...cannot }],
    ['? a\nz: 1\n', put('a', 'b'), { path: ['a'], ...cannot }],
    ['a: text\n', put('a', 'b', 'c'), { path: ['a'], message: '"a" must be a mapping' }],
    ['a:\n  b: []\n', put('a', 'b', 'c'), { path: ['a', 'b'], message: '"a.b" must be a mapping' }]
  ]
  for (const [text, change, problem] of problems) t.same(editDocument(text, [change]), { problem }, text)
})

const key = fc.constantFrom('a', 'b', '404', 'x-y', '/p/{id}', 'é ü', '__proto__x')
const { tree } = fc.letrec<{ tree: Record<string, unknown> }>(tie => ({
  tree: fc.dictionary(key, fc.oneof({ maxDepth: 3 }, fc.constant(null), fc.integer(), fc.string(), fc.constant([1, 'x']), tie('tree')), { minKeys: 1, maxKeys: 4 })
}))

/** Every path of a value. */
function pathsIn (value: unknown, path: readonly string[] = []): Array<readonly string[]> {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isMap ? Object.entries(value).flatMap(([name, member]) => [[...path, name], ...pathsIn(member, [...path, name])]) : []
}

t.test('whatever a document looks like, an edit makes the change or reports a problem', async t => {
  const texts = [
    (value: unknown) => JSON.stringify(value),
    (value: unknown) => JSON.stringify(value, null, 2),
    (value: unknown) => stringify(value, { aliasDuplicateObjects: false }),
    (value: unknown) => stringify(value, { defaultStringType: 'QUOTE_SINGLE', indent: 4, aliasDuplicateObjects: false }),
    (value: unknown) => stringify(value, { collectionStyle: 'flow', aliasDuplicateObjects: false })
  ]
  fc.assert(fc.property(tree, fc.nat(), fc.nat(), fc.constantFrom(...texts), (value, at, removed, toText) => {
    const paths = pathsIn(value)
    const holder = paths[at % paths.length] as readonly string[]
    const gone = paths[removed % paths.length] as readonly string[]
    const isApart = (path: readonly string[], other: readonly string[]) => !path.every((name, index) => other[index] === name)
    const changes = [{ path: [...holder.slice(0, -1), 'added'], value: { x: [1] } }, ...isApart(gone, holder) && isApart(holder, gone) ? [{ path: gone }] : []]
    const edited = editDocument(toText(value), changes)
    if ('problem' in edited) return false
    const now = toValue(edited.text) as Record<string, unknown>
    const added = [...holder.slice(0, -1), 'added'].reduce<unknown>((from, name) => (from as Record<string, unknown>)[name], now)
    return isDeepStrictEqual(JSON.parse(JSON.stringify(added)), { x: [1] })
  }), { numRuns: 500 })
})
