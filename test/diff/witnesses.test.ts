import t, { type Test } from 'tap'
import { diffRuleNames, type DiffRule } from '../../src/format/diffRuleNames.ts'
import { compareCatalogs } from '../../src/diff/compare.ts'
import { diffRules, type Witness } from '../../src/diff/rules.ts'
import { fileOf, folders } from './corpus.ts'
import { createParty, witnesses, type Party } from './witnesses.ts'

/** The expected finding of each witness in the folder of its rule. */
const broken: Readonly<Partial<Record<DiffRule, string>>> = {
  'alias-moved': 'throwing order_locked sends taken',
  'alias-removed': 'throwing order_locked sends an internal error',
  'code-removed': 'throwing locked sends an internal error',
  'code-renamed': '/throw/locked: the code is unknown: order_locked',
  'detail-made-optional': '/throw/locked: no detail owner',
  'detail-made-private': '/throw/locked: no detail owner',
  'detail-removed': '/throw/locked: no detail owner',
  'detail-retyped': '/throw/locked: the detail owner is 1',
  'envelope-changed': '/throw/invalid: the response is undecodable',
  'header-removed': 'locked: no header x-plan',
  'map-moved': '/mapped/EEXIST: the code is locked',
  'negotiation-removed': 'invalid: application/json; charset=utf-8',
  'request-id-header-changed': 'invalid: no header x-request-id',
  'retry-after-removed': '/throw/locked: no Retry-After',
  'retry-loosened': 'locked: the write ran 2 times',
  'role-moved': '/nowhere: the code is taken',
  'status-changed': '/throw/locked: the status is 409',
  'success-changed': 'success: no data'
}

const names: readonly Witness[] = ['client', 'thrower', 'http', 'new client']

t.test('each breaking rule has a folder and an expected finding', async t => {
  t.same(Object.keys(broken).sort(), diffRuleNames.filter(rule => diffRules[rule].level === 'breaking').sort())
  t.same(Object.keys(broken).filter(rule => !folders.includes(rule as DiffRule)), [])
})

for (const folder of folders) {
  t.test(`${folder}: its witnesses find the breakage`, async t => {
    const [old, next] = await partiesOf(t, folder)
    const row = diffRules[folder]
    for (const name of names) t.same(await witnesses[name](old, old), [], `nothing changed: the ${name} passes`)
    if (row.level === 'breaking') t.equal((await witnesses[row.witness](old, next))[0], broken[folder], row.witness)
    for (const [one, other, way] of [[old, next, 'there'], [next, old, 'back']] as const) {
      const changes = compareCatalogs(one.contract.catalog, other.contract.catalog)
      if (changes.some(({ level }) => level === 'breaking' || level === 'risky')) continue
      for (const name of names) t.same(await witnesses[name](one, other), [], `${changes.map(({ rule }) => rule).join()} is safe, ${way}: the ${name} passes`)
    }
  })
}

t.test('a required member of the envelope keeps clients of the new catalog from reading old responses', async t => {
  const [old, next] = await partiesOf(t, 'envelope-member-required')
  t.match((await witnesses['new client'](old, next))[0], 'invalid: the response is undecodable')
  for (const name of ['client', 'thrower', 'http'] as const) t.same(await witnesses[name](old, next), [], name)
})

t.test('code that names a class of a generated client fails after the class is renamed', async t => {
  const [old, next] = await partiesOf(t, 'class-renamed')
  t.type(old.exported['LockedError'], 'function')
  t.equal(next.exported['LockedError'], undefined)
  t.same(compareCatalogs(old.contract.catalog, next.contract.catalog, 'sdk').map(({ rule, level }) => [rule, level]), [['class-renamed', 'breaking']])
})

async function partiesOf (t: Test, folder: DiffRule): Promise<[Party, Party]> {
  const dir = t.testdir({})
  const parties = await Promise.all(['old', 'new'].map(async name => await createParty(fileOf(folder, `${name}.yaml`), dir, name))) as [Party, Party]
  t.teardown(async () => await Promise.all(parties.map(async ({ close }) => await close())))
  return parties
}
