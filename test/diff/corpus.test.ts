import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { shippedNames } from '../../src/catalog/shipped.ts'
import type { CatalogInput } from '../../src/format/catalogFile.ts'
import { compare } from '../../src/diff/comparison.ts'
import { diffRules } from '../../src/diff/rules.ts'
import { toText } from '../../src/diff/text.ts'
import { diffRuleNames } from '../../src/format/diffRuleNames.ts'
import { roleNames } from '../../src/format/roles.ts'
import { fileOf, folders } from './corpus.ts'
import { readBuilt } from './read.ts'

const read = (file: string) => readFileSync(file, 'utf8')

/** The output of the command for one direction of a folder, without the two lines that count. */
async function printed (folder: string, from: string, to: string): Promise<string> {
  const text = toText(await compare(await readBuilt(fileOf(folder, from)), await readBuilt(fileOf(folder, to)), 'wire'))
  return `${from} → ${to}\n\n${text.replaceAll(`${fileOf(folder, '')}/`, '').split('\n').slice(0, -4).join('\n')}\n`
}

for (const folder of folders) {
  t.test(`${folder} reports its change and the opposite change with their positions`, async t => {
    t.equal(`${await printed(folder, 'old.yaml', 'new.yaml')}\n${await printed(folder, 'new.yaml', 'old.yaml')}`, read(fileOf(folder, 'expected.txt')))
  })
}

t.test('every rule has a folder, or is the mirror of a rule that has one', async t => {
  const mirrors = folders.map(folder => diffRules[folder].mirror)
  t.same(diffRuleNames.filter(rule => !folders.includes(rule) && !mirrors.includes(rule)), [])
  for (const folder of folders) {
    const [there, back] = read(fileOf(folder, 'expected.txt')).split('\n\nnew.yaml → old.yaml\n')
    t.match(there, `  ${folder}  `)
    const { mirror } = diffRules[folder]
    if (mirror !== undefined) t.match(back, `  ${mirror}  `, `${folder}: the way back is ${mirror}`)
  }
})

t.test('a catalog does not differ from itself', async t => {
  const files = [
    ...folders.flatMap(folder => ['old', 'new'].map(name => fileOf(folder, `${name}.yaml`))),
    ...shippedNames.map(name => `catalog.yaml#${name}`),
    'examples/invoices.yaml', 'examples/client/catalog.yaml'
  ]
  for (const file of files) t.same((await compare(await readBuilt(file), await readBuilt(file), 'sdk')).changes, [], file)
})

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly anyOf?: readonly Schema[]
}

/** The keys of catalogs whose values contain no further known keys, such as `codes.*.status`. */
function leavesOf (schema: Schema, path: readonly string[] = []): string[] {
  const { properties, additionalProperties: each, anyOf = [] } = schema
  if (properties !== undefined) return Object.entries(properties).flatMap(([name, inner]) => leavesOf(inner, [...path, name]))
  if (typeof each === 'object') {
    const inner = leavesOf(each, [...path, '*'])
    return inner.length === 1 && inner[0]?.endsWith('.*') === true ? [path.join('.')] : inner
  }
  const branch = anyOf.find(({ properties }) => properties !== undefined)
  return branch === undefined ? [path.join('.')] : leavesOf(branch, path)
}

const schema = JSON.parse(read('catalog.schema.json')) as Required<Schema>
const { catalogs, ...members } = schema.properties
const leaves = leavesOf({ properties: members })

/** The values of a catalog at a leaf, as text. */
function valuesAt (value: unknown, [name, ...rest]: readonly string[]): string {
  if (name === undefined) return JSON.stringify(value) ?? ''
  if (typeof value === 'string' && name === 'code') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return ''
  const entries = Object.entries(value).filter(([key]) => name === '*' || key === name)
  return entries.map(([key, inner]) => [key, valuesAt(inner, rest)]).filter(([, text]) => text !== '').join()
}

type Pair = readonly [old: CatalogInput | string, next: CatalogInput | string]

const inputOf = (source: CatalogInput | string) => typeof source === 'string' ? parse(read(source)) as CatalogInput : source
const differences = ([old, next]: Pair) => {
  const [before, after] = [inputOf(old), inputOf(next)]
  return leaves.filter(leaf => valuesAt(before, leaf.split('.')) !== valuesAt(after, leaf.split('.')))
}

const base = parse(read(fileOf('.', 'base.yaml'))) as CatalogInput
const withKeys = (more: object) => ({ ...base, ...more }) as CatalogInput
const locked = (more: object) => withKeys({ codes: { ...base.codes, locked: { status: 423, message: 'The order is locked.', ...more } } })

/** Pairs of catalogs that differ in one key, besides the pairs of the folders. */
const pairs: readonly Pair[] = [
  ...folders.map((folder): Pair => [fileOf(folder, 'old.yaml'), fileOf(folder, 'new.yaml')]),
  ...roleNames.map((role): Pair => [withKeys({ roles: { ...base.roles, [role]: 'missing' } }), withKeys({ roles: { ...base.roles, [role]: 'taken' } })]),
  ...[{ meaning: 'M.' }, { action: 'A.' }, { causes: ['C.'] }, { since: '1.2.0' }, { replacedBy: 'taken' }].map((more): Pair => [locked({}), locked(more)]),
  ...[{ log: 'warn' }].map((more): Pair => [locked({}), locked(more)]),
  ...[
    { envelope: 'nested' }, { retryHeader: 'X-Should-Retry' }, { requestId: { trust: false } }, { language: 'de' }, { lint: { allow: [{ rule: 'code-naming', reason: 'R.' }] } },
    { diff: { allow: [{ rule: 'code-added', reason: 'R.' }] } }, { map: { validation: { format: 'taken' } } }, { map: { statuses: { 409: 'taken' } } }, { $schema: './catalog.schema.json' }, { generator: 'error-catalog build' }
  ].map((more): Pair => [base, withKeys(more)])
]

/** Keys that are not part of the contract with clients. */
const withoutContract: Readonly<Record<string, string>> = {
  extends: 'what a catalog inherits is compared under the keys that hold it',
  'lint.allow': 'suppresses findings of lint',
  'diff.allow': 'approves changes',
  'codes.*.log': 'the level of a log line is seen by operators only',
  $schema: 'for editors',
  generator: 'names the command that wrote the file'
}

t.test('a rule checks each key of the file format, or the key is listed as not part of the contract', async t => {
  t.same(leavesOf(catalogs as Schema, ['catalogs']), leaves.filter(leaf => !['$schema', 'generator'].includes(leaf)).map(leaf => `catalogs.*.${leaf}`), 'several catalogs of a file have the same keys')
  const differing = pairs.map(pair => [pair, differences(pair).join()] as const)
  for (const leaf of leaves) {
    const own = differing.filter(([, keys]) => keys === leaf).map(([pair]) => pair)
    if (leaf !== 'extends') t.ok(own.length > 0, `a pair of catalogs differs in ${leaf} only`)
    for (const [old, next] of own) {
      const { changes } = await compare(await readBuilt(old), await readBuilt(next), 'sdk')
      t.equal(changes.length > 0, !Object.hasOwn(withoutContract, leaf), `${leaf}: ${changes.map(({ rule }) => rule).join()}`)
    }
  }
  t.same(Object.keys(withoutContract).filter(leaf => !leaves.includes(leaf)), [])
})
