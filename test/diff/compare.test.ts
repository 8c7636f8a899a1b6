import t from 'tap'
import type { CatalogInput } from '../../src/format/catalogFile.ts'
import { compareCatalogs } from '../../src/diff/compare.ts'
import { requiredBump, suffices, toGithub, toMarkdown, toText } from '../../src/diff/format.ts'
import { diffRules } from '../../src/diff/rules.ts'
import { loadContract } from '../../src/envelope/load.ts'

const entry = (more: object = {}) => ({ status: 409, message: 'M.', details: { a: 'string', 'b?': "'x' | 'y'" }, ...more })
const catalogOf = (own: object = {}, more: object = {}, others: object = {}) => ({
  envelope: 'mine',
  envelopes: { mine: { error: { error: '$code' }, success: { data: '$data' } } },
  roles: { validation: 'invalid', internal: 'internal' },
  codes: { invalid: { status: 400, message: 'I.' }, internal: { status: 500, message: 'F.' }, taken: entry(own), ...others },
  ...more
}) as unknown as CatalogInput

async function rulesOf (old: CatalogInput, next: CatalogInput, promise?: 'sdk'): Promise<string[]> {
  const [one, other] = [(await loadContract(old)).catalog, (await loadContract(next)).catalog]
  return compareCatalogs(one, other, promise).map(({ rule, code, subject }) => [rule, code, subject].filter(part => part !== undefined).join(' '))
}

const own = (more: object) => catalogOf(more)
const top = (more: object) => catalogOf({}, more)
const withCode = (code: string, more: object = {}) => catalogOf({}, {}, { [code]: { status: 404, message: 'N.', ...more } })
const without = catalogOf()
const schema = (b: unknown) => own({ details: { a: 'string', 'b?': b } })

/** A pair of catalogs, the rules that report its change, and the rules that report the opposite change. */
const corpus: ReadonlyArray<readonly [old: CatalogInput, next: CatalogInput, rules: readonly string[], mirror: readonly string[]]> = [
  [withCode('gone'), without, ['code-removed gone'], ['code-added gone']],
  [withCode('gone', { deprecated: true, replacedBy: 'taken' }), without, ['deprecated-code-removed gone'], ['code-added gone']],
  [withCode('gone', { deprecated: true }), without, ['code-removed gone'], ['code-added gone']],
  [withCode('gone'), own({ aliases: ['gone'] }), ['code-renamed gone'], ['code-added gone', 'alias-removed gone']],
  [withCode('gone', { replacedBy: 'taken', deprecated: false }), without, ['code-removed gone'], ['code-added gone']],
  [own({ deprecated: true }), own({ deprecated: 'Old.' }), [], []],
  [without, own({ deprecated: 'Old.' }), ['code-deprecated taken'], []],
  [without, own({ status: 410 }), ['status-changed taken'], ['status-changed taken']],
  [without, own({ details: { a: 'string' } }), ['detail-removed taken b'], ['detail-added taken b']],
  [without, own({ private: ['a'] }), ['detail-made-private taken a'], ['detail-added taken a']],
  [own({ private: ['a'] }), own({ details: { 'b?': "'x' | 'y'" }, private: [] }), [], []],
  [without, own({ details: { a: 'integer', 'b?': "'x' | 'y'" } }), ['detail-retyped taken a'], ['detail-retyped taken a']],
  [without, schema("'x' | 'y' | 'z'"), ['detail-value-added taken b'], ['detail-values-narrowed taken b']],
  [schema({ enum: ['x', 'y'] }), schema({ const: 'x' }), ['detail-values-narrowed taken b'], ['detail-value-added taken b']],
  [schema({ enum: ['x', 'y'] }), schema({ enum: ['x', 'z'] }), ['detail-retyped taken b'], ['detail-retyped taken b']],
  [without, own({ details: { 'a?': 'string', 'b?': "'x' | 'y'" } }), ['detail-made-optional taken a'], ['detail-made-required taken a']],
  [without, own({ retry: 'after' }), ['retry-loosened taken'], ['retry-tightened taken']],
  [own({ retryAfter: 5 }), without, ['retry-after-removed taken'], ['retry-after-added taken']],
  [own({ headers: { 'X-Plan': 'pro' } }), without, ['header-removed taken x-plan'], ['header-added taken x-plan']],
  [own({ status: 401, challenge: 'Bearer' }), own({ status: 401, challenge: 'Basic' }), ['challenge-changed taken'], ['challenge-changed taken']],
  [without, own({ group: 'g' }), ['group-changed taken'], ['group-changed taken']],
  [without, own({ sdk: 'TakenError' }), ['class-renamed taken'], ['class-renamed taken']],
  [without, own({ message: 'Other.' }), ['text-changed taken'], ['text-changed taken']],
  [without, top({ envelopes: { mine: { error: { code: '$code' }, success: { data: '$data' } } } }), ['envelope-changed'], ['envelope-changed']],
  [without, top({ envelopes: { mine: { error: { error: '$code' } } } }), ['success-changed'], ['success-changed']],
  [top({ negotiate: true }), without, ['negotiation-removed'], ['negotiation-added']],
  [without, top({ requestId: { header: 'X-Trace' } }), ['request-id-header-changed'], ['request-id-header-changed']],
  [without, top({ requestId: { prefix: 'r_' } }), ['request-id-rules-changed'], ['request-id-rules-changed']],
  [top({ docs: 'https://a.test/{code}' }), top({ docs: 'https://b.test/{code}' }), ['docs-moved'], ['docs-moved']],
  [top({ retryHeader: 'X-Should-Retry' }), without, ['header-removed X-Should-Retry'], ['header-added X-Should-Retry']],
  [top({ locales: { de: { taken: 'T.' } } }), without, ['text-changed taken', 'language-removed de'], ['text-changed taken', 'language-added de']],
  [own({ aliases: ['was'] }), without, ['alias-removed was'], ['alias-added was']],
  [top({ roles: { validation: 'invalid', internal: 'internal', conflict: 'invalid' } }), top({ roles: { validation: 'invalid', internal: 'internal', conflict: 'taken' } }), ['role-moved conflict', 'role-moved idempotencyMismatch', 'role-moved idempotencyInFlight'], ['role-moved conflict', 'role-moved idempotencyMismatch', 'role-moved idempotencyInFlight']],
  [without, catalogOf({}, { roles: { validation: 'invalid', internal: 'internal', forbidden: 'denied' } }, { denied: { status: 403, message: 'D.' } }), ['code-added denied', 'role-code-added banned', 'role-code-added forbidden'], ['code-removed denied']],
  [top({ map: { errors: { A: 'taken' } } }), top({ map: { errors: { A: 'invalid' } } }), ['map-moved errors.A'], ['map-moved errors.A']],
  [without, top({ map: { statuses: { 409: 'taken' } } }), ['map-added statuses.409'], ['map-moved statuses.409']]
]

t.test('each change is reported by its rule, and the opposite change by its mirror', async t => {
  for (const [old, next, rules, mirror] of corpus) {
    t.same(await rulesOf(old, next), rules, rules.join())
    t.same(await rulesOf(next, old), mirror, `mirror of ${rules.join()}`)
    t.same(await rulesOf(old, old), [], 'a catalog equals itself')
  }
})

t.test('every rule has a pair of catalogs', async t => {
  const used = new Set(corpus.flatMap(([,, rules, mirror]) => [...rules, ...mirror]).map(text => text.split(' ')[0]))
  t.same(Object.keys(diffRules).filter(rule => !used.has(rule)), [])
  for (const [rule, row] of Object.entries(diffRules)) if ('mirror' in row) t.ok(row.mirror in diffRules, `${rule} has a mirror that is a rule`)
})

t.test('a renamed class breaks whom generated classes were promised to', async t => {
  const [one, other] = [(await loadContract(without)).catalog, (await loadContract(own({ sdk: 'TakenError' }))).catalog]
  t.equal(compareCatalogs(one, other)[0]?.level, 'text')
  t.equal(compareCatalogs(one, other, 'sdk')[0]?.level, 'breaking')
})

t.test('2,000 codes are compared in less than a second of CPU time', async t => {
  const codes = (message: string) => Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`code_${index}`, { status: 409, message, details: { a: 'string' } }]))
  const [one, other] = await Promise.all(['A.', 'B.'].map(async message => (await loadContract({ extends: 'http', codes: codes(message) } as CatalogInput)).catalog))
  const { user } = process.cpuUsage()
  t.equal(compareCatalogs(one as never, other as never).length, 2000)
  const took = (process.cpuUsage().user - user) / 1000
  t.ok(took < 1000, `${took} ms`)
})

t.test('the changes decide which part of the version to raise', async t => {
  const changesOf = async (next: CatalogInput) => compareCatalogs((await loadContract(without)).catalog, (await loadContract(next)).catalog)
  t.equal(requiredBump(await changesOf(own({ status: 410 }))), 'major')
  t.equal(requiredBump(await changesOf(withCode('more'))), 'minor')
  t.equal(requiredBump(await changesOf(own({ message: 'Other.' }))), 'patch')
  for (const [bump, from, to, want] of [
    ['major', '1.4.0', '2.0.0', true], ['major', '1.4.0', '1.5.0', false], ['major', '0.4.0', '0.5.0', true], ['major', '0.4.0', '0.4.1', false], ['minor', '1.4.0', '1.5.0', true],
    ['minor', '1.4.0', '1.4.1', false], ['patch', '1.4.0', '1.4.1', true], ['patch', '1.4.0', '1.4.0', false], ['minor', '1.4.0', '1.3.0', false], ['minor', '2.0.0', '1.9.0', false]
  ] as const) t.equal(suffices(bump, from.split('.').map(Number), to.split('.').map(Number)), want, `${bump} ${from} ${to}`)
})

t.test('the changes are written for people, for a release page and for GitHub', async t => {
  const [one, other] = [(await loadContract(without)).catalog, (await loadContract(catalogOf({ status: 410, message: 'Other.' }, { docs: 'https://a.test/100%,{code}' }, { more: { status: 404, message: 'N.' } }))).catalog]
  const comparison = { changes: compareCatalogs(one, other), codes: [3, 4] as const }
  t.match(toText(comparison), 'breaking  status-changed  taken (409 → 410)\n          Clients, proxies and retries decide by status.\nrisky     docs-moved  the catalog (https://a.test/100%,{code})\n')
  t.match(toText(comparison), /requires: major\ncompared 3 with 4 codes by \d+ rules: 1 breaking change, 1 risky change, 1 safe change, 1 text change\n$/)
  t.equal(toText({ changes: [], codes: [3, 3] }).split('\n')[0], 'requires: patch')
  t.match(toMarkdown(comparison), '## Breaking changes\n\n- `taken` (`409` → `410`): status-changed. Clients, proxies and retries decide by status.\n\n## Risky changes\n')
  t.match(toMarkdown(comparison), '## Texts\n\n- `taken`: text-changed.')
  t.equal(toMarkdown({ changes: [], codes: [3, 3] }), 'No changes.\n')
  t.equal(toGithub(comparison, 'a,b.yaml'), '::error file=a%2Cb.yaml,title=status-changed::taken (409 → 410). Clients, proxies and retries decide by status.\n::warning file=a%2Cb.yaml,title=docs-moved::the catalog (https://a.test/100%25,{code}). Links to the pages of codes lead elsewhere.\n::notice file=a%2Cb.yaml,title=code-added::more. Clients treat a code that they lack by its status.\n')
})
