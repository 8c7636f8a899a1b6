import { readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { parse, stringify } from 'yaml'
import type { CatalogInput } from '../../src/format/catalogFile.ts'
import { editAll, editYaml, toValue, type Edit } from '../../src/source/editYaml.ts'
import { lintCatalogs } from '../../src/envelope/load.ts'
import { lint } from '../../src/lint/lint.ts'

const fix = (source: string) => lint(() => lintCatalogs(source), { fix: true })

t.test('an edit of a text', async t => {
  const take = (...path: string[]): Edit => ({ path })
  const put = (value: string | boolean, ...path: string[]): Edit => ({ path, value, before: 'b' })
  for (const [name, given, edits, want] of [
    ['takes out a line, and no comment above it', '# top\na: 1 # one\n# between\nb: 2 # two\n\nc: 3', [take('b')], '# top\na: 1 # one\n# between\n\nc: 3'],
    ['takes out the first line', 'm:\n    a: 1\n    b: 2\n', [take('m', 'a')], 'm:\n    b: 2\n'],
    ['takes out the last line of a file that ends with it', 'a: 1\nb: 2', [take('b')], 'a: 1\n'],
    ['takes out all lines of a value', 'a:\n  - x: |\n      text\n\n      more\n    y: >-\n      folded\n      text\n\nb: 1\n', [take('a')], '\nb: 1\n'],
    ['takes out a block of text', 'a: |\n  text\n\n  more\nb: 1\n', [take('a')], 'b: 1\n'],
    ['takes out a key without a value', 'a:\nb: 1\n', [take('a')], 'b: 1\n'],
    ['takes out a name in brackets that stands alone', 'a: { b, c: 1, d }\n', [take('a', 'b'), take('a', 'd')], 'a: { c: 1 }\n'],
    ['takes out an item', 'a:\n- x: 1\n  y: 2\n- x: 3\n', [take('a', '0')], 'a:\n- x: 3\n'],
    ['takes out an item that is indented', 'a:\n  -   x: 1\n      y: 2 # y\n  # z\n  -   z\n', [take('a', '0')], 'a:\n  # z\n  -   z\n'],
    ['takes out what would be empty', 'a:\n  b:\n    - c: 1\nd: 2\n', [take('a', 'b', '0', 'c')], 'd: 2\n'],
    ['takes out of brackets the first', 'a: {b: 1,  c: [1, 2, 3], d: 2}', [take('a', 'b'), take('a', 'c', '0')], 'a: {c: [2, 3], d: 2}'],
    ['takes out of brackets the last', 'a: { b: 1,  c: [1, 2, 3,], d: 2 }', [take('a', 'd'), take('a', 'c', '2')], 'a: { b: 1,  c: [1, 2,] }'],
    ['takes out of JSON', '{\n  "a": { "b": 1, "c": 2 },\n  "d": 3\n}\n', [take('a', 'c'), take('d')], '{\n  "a": { "b": 1 }\n}\n'],
    ['leaves what would be all', '{ a: 1 }', [take('a')], undefined],
    ['leaves what is not there', 'a: 1\nb: 2\n', [take('c')], undefined],
    ['leaves a line that begins with another', '- - a\n  - b\n', [take('0', '0')], undefined],
    ['leaves the first key behind a dash', '- a: 1\n  b: 2\n', [take('0', 'a')], undefined],
    ['leaves what an alias stands for', 'a: &x { b: 1, c: 2 }\nd: *x\n', [take('d', 'b')], undefined],
    ['leaves what an alias repeats', 'a: &x\n  b: 1\n  c: 2\nd: *x\n', [take('a', 'b')], undefined],
    ['leaves an anchor that is needed', 'a: &x 1\nb: *x\nc: 2\n', [take('a')], undefined],
    ['puts a value in the place of another', 'a: x # y\n', [put('z', 'a')], 'a: z # y\n'],
    ['keeps the quotes', "a: 'x'\nb: \"y\"\n", [put('it\'s', 'a'), put('"', 'b')], "a: it's\nb: \"\\\"\"\n"],
    ['sets quotes where they are needed', 'a: x\nb: { c: x }\n', [put('a: b', 'a'), put('1', 'b', 'c')], "a: 'a: b'\nb: { c: '1' }\n"],
    ['leaves a value that is a mapping', 'a: { b: 1 }\n', [put('x', 'a')], undefined],
    ['leaves an item of a list', 'a: [x]\n', [put('y', 'a', '0')], undefined],
    ['puts a key before another', 'm:\n  a: 1\n  b: 2\n', [put(true, 'm', 'c')], 'm:\n  a: 1\n  c: true\n  b: 2\n'],
    ['puts a key before the first, behind a dash', '- b: 2\n  a: 1\n', [put(true, '0', 'c')], '- c: true\n  b: 2\n  a: 1\n'],
    ['puts a key into brackets', '{"a": 1, "b": {"x": 2}}', [put('t', 'c')], '{"a": 1, "c": "t", "b": {"x": 2}}'],
    ['puts no key before one that is not there', 'a: 1\n', [put(true, 'c')], undefined],
    ['keeps the line ends of Windows', 'a: 1\r\nb: 2\r\nd: 3\r\n', [put(true, 'c'), take('d')], 'a: 1\r\nc: true\r\nb: 2\r\n'],
    ['keeps a byte order mark', '\uFEFFa: 1\nb: 2\n', [take('a')], '\uFEFFb: 2\n'],
    ['makes all edits or none', 'a: 1\nb: 2\nc: 3\n', [take('x'), take('a')], undefined],
    ['leaves an invalid text unchanged', 'a: 1\na: 2\n', [take('a')], undefined]
  ] as Array<[string, string, Edit[], string | undefined]>) {
    t.test(name, async t => t.equal(editYaml(given, edits), want))
  }
})

t.test('edits of one text are made together, and an edit that is not possible does not stop the others', async t => {
  const take = (...path: string[]): Edit => ({ path })
  for (const [name, given, edits, want, count] of [
    ['neighbours in a list', 'a: [1, 2, 3, 4]\n', [take('a', '2'), take('a', '1')], 'a: [1, 4]\n', 2],
    ['the end of a list', 'a: [1, 2, 3, 4]\n', [take('a', '3'), take('a', '2')], 'a: [1, 2]\n', 2],
    ['every other item', 'a: [1, 2, 3, 4]\n', [take('a', '3'), take('a', '1')], 'a: [1, 3]\n', 2],
    ['a list that would be empty', 'a: [1, 2]\nb: 1\n', [take('a', '1'), take('a', '0')], 'b: 1\n', 2],
    ['a mapping that would be empty', 'm:\n  a: 1\n  b: 2\nc: 3\n', [take('m', 'b'), take('m', 'a')], 'c: 3\n', 2],
    ['a document that would be empty', '{ a: 1, b: 2 }', [take('b'), take('a')], '{ a: 1 }', 1],
    ['a member of a removed mapping', 'm:\n  a: { x: 1 }\nc: 1\n', [take('m', 'a', 'x'), take('m', 'a', 'y')], 'c: 1\n', 1],
    ['a new key in the place of a removed one', '{ b: 1, c: 2 }', [{ path: ['a'], value: 'x', before: 'b' }, take('b')], '{ a: x, c: 2 }', 2],
    ['the same member twice', 'a: 1\nb: 2\n', [take('b'), take('b')], 'a: 1\n', 1],
    ['a needed anchor between others', 'c: 1\na: &x 1\nb: *x\nd: 2\n', [take('d'), take('a'), take('c')], 'a: &x 1\nb: *x\n', 2],
    ['an invalid text', 'a: 1\na: 2\n', [take('a')], 'a: 1\na: 2\n', 0]
  ] as Array<[string, string, Edit[], string, number]>) {
    const { text, done } = editAll(given, edits)
    t.same([text, done.size], [want, count], name)
  }
  const anchors = Array.from({ length: 40 }, (_, index) => `a${index}: &a${index} 1\nb${index}: *a${index}\n`).join('')
  t.same(editAll(anchors, Array.from({ length: 40 }, (_, index) => take(`a${index}`))), { text: anchors, done: new Set() }, 'the attempts have an end')
})

const layout = fc.record({ indent: fc.constantFrom(2, 4), indentSeq: fc.boolean(), collectionStyle: fc.constantFrom('any', 'flow'), defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE') })

/** The value without what stands at a path, and without what would be empty then. */
function without (value: unknown, [key = '', ...rest]: readonly string[]): unknown {
  const entries = Object.entries(value as object).flatMap(([name, part]) => {
    if (name !== key) return [[name, part] as const]
    const left = rest.length === 0 ? {} : without(part, rest) as object
    return Object.keys(left).length === 0 ? [] : [[name, left] as const]
  })
  return Array.isArray(value) ? entries.map(([, part]) => part as unknown) : Object.fromEntries(entries)
}

t.test('an edit of any text makes exactly the requested change', async t => {
  const key = fc.constantFrom('a', 'b', 'c d', 'e:f', '1', '- g', '#h')
  const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
    tree: fc.oneof({ maxDepth: 3, withCrossShrink: true }, fc.constantFrom('x', 'x y', 'a: b', '', true, null, 5, 'two\nlines\n', '# x'), fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(key, tie('tree'), { maxKeys: 3 }))
  }))
  let made = 0
  fc.assert(fc.property(fc.dictionary(key, tree, { minKeys: 2, maxKeys: 4 }), layout, fc.infiniteStream(fc.nat(9)), (value, options, picks) => {
    const text = stringify(value, options as object)
    const path: string[] = []
    for (let at: unknown = value; typeof at === 'object' && at !== null && Object.keys(at).length > 0 && (path.length === 0 || (picks.next().value as number) > 2);) {
      const keys = Object.keys(at)
      path.push(keys[(picks.next().value as number) % keys.length] as string)
      at = (at as Record<string, unknown>)[path.at(-1) as string]
    }
    const edited = editYaml(text, [{ path }])
    if (edited === undefined) return
    made++
    t.same(toValue(edited), without(value, path))
  }), { numRuns: 300 })
  t.ok(made > 150, `${made} of 300 edits were made`)
})

const given = `# Invoices.
catalogs:
  v1:
    extends: http
    lint:
      allow:
        - { rule: status-below-400, codes: [wait, gone], reason: Documented so. }
        # Was needed once.
        - rule: message-leaks
          reason: >-
            It is
            a name.
    map:
      validation:   { id: gone,   /id: gone }   # by pointer
    codes:
      wait:   { status: 200,   message: "Wait." }
      gone:   { status: 410,   message: 'Gone.', replacedBy: lost }

      lost:
        status: 410   # as before
        message: Lost.
  v2:
    extends: v1
    map: { validation: { x: lost, /x: lost } }
    codes:
      old: { status: 410, message: Old., deprecated: true, replacedBy: gone }
  v3:
    extends: http
    map: { validation: { x: conflict, /x: conflict } }
`

const corrected = `# Invoices.
catalogs:
  v1:
    extends: http
    lint:
      allow:
        - { rule: status-below-400, codes: [wait], reason: Documented so. }
        # Was needed once.
    map:
      validation:   { /id: gone }   # by pointer
    codes:
      wait:   { status: 200,   message: "Wait." }
      gone:   { status: 410,   message: 'Gone.', deprecated: true, replacedBy: lost }

      lost:
        status: 410   # as before
        message: Lost.
  v2:
    extends: v1
    map: { validation: { /x: lost } }
    codes:
      old: { status: 410, message: Old., deprecated: true, replacedBy: lost }
  v3:
    extends: http
    map: { validation: { x: conflict, /x: conflict } }
`

t.test('--fix corrects the named catalog and the catalogs it extends, changes nothing else, and reports its corrections', async t => {
  const dir = t.testdir({ 'a.yaml': given })
  const { fixed, diagnostics, catalogs } = await fix(`${dir}/a.yaml#v2`)
  t.equal(readFileSync(`${dir}/a.yaml`, 'utf8'), corrected)
  t.same(diagnostics, [])
  t.same(catalogs.map(({ name }) => name), ['v2'])
  t.same(fixed.map(({ rule, message, place: { line, column } }) => `${line}:${column} ${message} (${rule})`), [
    '7:51 removed gone from the allowance of status-below-400 (unused-allowance)',
    '9:11 removed the allowance of message-leaks (unused-allowance)',
    '14:23 removed the rule for id (map-unreachable)',
    '17:62 made gone deprecated (replaced-not-deprecated)',
    '24:26 removed the rule for x (map-unreachable)',
    '22:72 old is now replaced by lost (replacement-deprecated)'
  ])
  t.same((await fix(`${dir}/a.yaml#v2`)).fixed, [], 'once')
  t.equal(readFileSync(`${dir}/a.yaml`, 'utf8'), corrected)
  t.equal((await fix(`${dir}/a.yaml`)).fixed.length, 1, 'the other catalog of the file')
})

t.test('--fix corrects the files that a catalog extends', async t => {
  const dir = t.testdir({ 'a.yaml': 'extends: ./b.yaml\n', 'b.yaml': 'extends: http\nmap: { validation: { x: conflict, /x: conflict } }\n' })
  t.match((await fix(`${dir}/a.yaml`)).fixed, [{ place: { file: `${dir}/b.yaml`, line: 2 } }])
  t.equal(readFileSync(`${dir}/b.yaml`, 'utf8'), 'extends: http\nmap: { validation: { /x: conflict } }\n')
})

t.test('--fix leaves alone', async t => {
  const dir = t.testdir({
    'mistake.yaml': `${given}    envelope: nestd\n`,
    'alias.yaml': 'catalogs:\n  a: { extends: http, map: &m { validation: { x: conflict, /x: conflict } } }\n  b: { extends: http, map: *m }\n',
    'false.yaml': 'extends: http\ncodes: { a: { status: 409, message: A., deprecated: false, replacedBy: conflict } }\n',
    'dots.yaml': 'extends: http\nmap: { validation: { x.y: conflict, /x/y: conflict } }\n'
  })
  for (const [what, file, left] of [
    ['a file with an error that stops a server', 'mistake.yaml', [undefined]],
    ['what an alias stands for', 'alias.yaml', ['map-unreachable', 'map-unreachable']],
    ['what was written on purpose', 'false.yaml', ['replaced-not-deprecated']],
    ['what might change what is sent', 'dots.yaml', ['map-unreachable']]
  ] as const) {
    t.test(what, async t => {
      const before = readFileSync(`${dir}/${file}`, 'utf8')
      const { fixed, diagnostics } = await fix(`${dir}/${file}`)
      t.same([fixed, diagnostics.map(({ rule }) => rule)], [[], left])
      t.equal(readFileSync(`${dir}/${file}`, 'utf8'), before)
    })
  }

  const catalog = { extends: 'http', map: { validation: { x: 'conflict', '/x': 'conflict' } } }
  t.test('an object', async t => {
    const { fixed, diagnostics } = await lint(() => lintCatalogs(catalog), { fix: true })
    t.same([fixed, diagnostics.map(({ rule }) => rule)], [[], ['map-unreachable']])
  })

  for (const [what, change] of [
    ['a file that has changed since it was read', (file: string) => writeFileSync(file, 'extends: http\n')],
    ['a file whose spaces have changed since it was read', (file: string) => writeFileSync(file, `${readFileSync(file, 'utf8')}\n`)],
    ['a file that can no longer be parsed', (file: string) => writeFileSync(file, 'a: {')]
  ] as const) {
    t.test(what, async t => {
      const file = `${t.testdir({ 'c.yaml': stringify(catalog) })}/c.yaml`
      const reading = await lintCatalogs(file)
      change(file)
      const after = readFileSync(file, 'utf8')
      const { fixed, faults } = await lint(async () => reading, { fix: true })
      t.same([fixed, faults, readFileSync(file, 'utf8')], [[], [`${file} has changed since it was read and was not overwritten: run the command again`], after])
    })
  }
})

t.test('a correction is reported only if the file can be written, and files are never half written', async t => {
  const file = `${t.testdir({ 'c.yaml': given })}/c.yaml`
  const reading = await lintCatalogs(file)
  const changed = { ...reading, built: reading.built.map(each => ({ ...each, draft: { ...each.draft, source: { ...each.draft.source, path: `${file}.gone` } } })) }
  const { fixed } = await lint(async () => changed, { fix: true })
  t.same([fixed, readFileSync(file, 'utf8')], [[], given])
})

t.test('the responses do not change, for any formatting of the file', async t => {
  const code = fc.constantFrom('a', 'b', 'c', 'd')
  const entry = fc.record({ status: fc.constantFrom(200, 401, 409), message: fc.constantFrom('A.', 'B.'), deprecated: fc.constantFrom(true, 'Old.'), replacedBy: code, meaning: fc.constantFrom('Two\nlines.\n', 'One: line.') }, { requiredKeys: ['status', 'message'] })
  const catalog = fc.record({
    lint: fc.record({ allow: fc.array(fc.record({ rule: fc.constantFrom('status-below-400', 'challenge-missing'), codes: fc.array(code, { maxLength: 3 }), reason: fc.constantFrom('So.', 'a\nb\n') }, { requiredKeys: ['rule', 'reason'] }), { minLength: 1, maxLength: 3 }) }),
    map: fc.record({ validation: fc.dictionary(fc.constantFrom('x', '/x', 'y.z', '/y/z', 'type'), code, { minKeys: 1 }) }),
    codes: fc.record({ a: entry, b: entry, c: entry, d: entry })
  }).map(catalog => ({ extends: 'http', ...catalog }))
  const file = `${t.testdir({ 'c.yaml': '' })}/c.yaml`
  const sent = ({ codes, map: { validation = {}, ...map } = {}, extends: base }: CatalogInput) => ({
    base,
    codes: Object.entries(codes ?? {}).map(([code, { deprecated, replacedBy, ...entry }]) => [code, entry]),
    map,
    rules: Object.entries(validation).filter(([key]) => validation[`/${key}`] === undefined)
  })
  let count = 0
  await t.resolves(fc.assert(fc.asyncProperty(catalog, layout, async (catalog, options) => {
    const text = stringify({ ...catalog, codes: Object.fromEntries(Object.entries(catalog.codes).map(([code, entry]) => [code, entry.replacedBy === code ? { ...entry, replacedBy: 'conflict' } : entry])) }, options as object)
    writeFileSync(file, text)
    const before = await lint(() => lintCatalogs(file))
    const { fixed, diagnostics } = await fix(file)
    count += fixed.length
    const after = readFileSync(file, 'utf8')
    t.same(sent(parse(after) as CatalogInput), sent(parse(text) as CatalogInput))
    return before.catalogs.length === 1 && diagnostics.every(({ rule }) => rule !== undefined && rule !== 'replaced-not-deprecated' && rule !== 'unused-allowance') && (await fix(file)).fixed.length === 0
  }), { numRuns: 150 }))
  t.ok(count > 100, `${count} were corrected`)
})
