import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { parse, stringify } from 'yaml'
import { fastPlaces } from '../../src/source/fastPlaces.ts'
import { readYaml } from '../../src/source/readYaml.ts'
import { corpus, fileOf, folders } from '../diff/corpus.ts'

/** Every path of a value. */
function pathsOf (value: unknown, path: readonly string[] = []): Array<readonly string[]> {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...path, key]))]
}

/** The paths of a text that the two readers place differently; none where the quick one leaves the text to the other. */
async function differences (text: string): Promise<string[] | 'left'> {
  const placeOf = fastPlaces(text, 'catalog.yaml')
  if (placeOf === undefined) return 'left'
  const source = readYaml(text, 'catalog.yaml', '/catalog.yaml')
  const slow = await source.places()
  return pathsOf(source.value).flatMap(path => [true, false].flatMap(atKey => {
    const [fast, want] = [placeOf(path, atKey), slow(path, atKey)]
    return fast.line === want.line && fast.column === want.column ? [] : [`${path.join('.')} ${String(atKey)}: ${fast.line}:${fast.column}, not ${want.line}:${want.column}`]
  }))
}

t.test('both readers find every key of the catalogs at the same line and column', async t => {
  const files = ['catalog.yaml', 'examples/invoices.yaml', 'examples/client/catalog.yaml', `${corpus}/base.yaml`, ...folders.flatMap(folder => [fileOf(folder, 'old.yaml'), fileOf(folder, 'new.yaml')])]
  for (const file of files) t.same(await differences(readFileSync(file, 'utf8')), [], file)
  t.same(await differences(JSON.stringify(parse(readFileSync('examples/invoices.yaml', 'utf8')), null, 2)), [], 'JSON')
  t.same(await differences('a: "quoted"\ni: ["j"]\n\'b\': [1, { c: d }]\ne: |\n  text\n  more\nf: >\n  folded\ng: {}\nh: []\n'), [])
})

t.test('both readers agree on any values that are written as YAML', async t => {
  await fc.assert(fc.asyncProperty(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 }), async value => {
    const found = await differences(stringify(value, { aliasDuplicateObjects: false }))
    if (found !== 'left' && found.length > 0) throw new Error(found.join('\n'))
  }), { numRuns: 300 })
})

t.test('texts that only one reader reads are left to it', async t => {
  for (const text of ['a: &x 1\nb: *x\n', 'a: [', '', '%YAML 1.2\n---\na: 1\n']) t.equal(fastPlaces(text, 'catalog.yaml'), undefined, JSON.stringify(text))
})

t.test('a path that the text lacks is at the nearest part', async t => {
  t.match(fastPlaces('a:\n  b: 1\n', 'catalog.yaml')?.(['a', 'c']), { file: 'catalog.yaml', line: 2, column: 3 })
})
