import t from 'tap'
import type { CatalogInput } from '../../src/format/catalogFile.ts'
import { compareCatalogs } from '../../src/diff/compare.ts'
import { parseVersion, requiredBump, suffices, type Version } from '../../src/diff/version.ts'
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
const withAlias = (code: 'invalid', alias: string) => catalogOf({}, {}, { [code]: { status: 400, message: 'I.', aliases: [alias] } })
const dated = { replacedBy: 'taken' }
/** A catalog where `code` is beside `taken`, unless it is `taken`, and has a role or a mapped error. */
const withTarget = (target: object, more: object, name: string) =>
  catalogOf({}, target, name === 'taken' ? {} : { [name]: entry(more) })
const withRole = (code: string, more: object = {}, name = code) =>
  withTarget({ roles: { validation: 'invalid', internal: 'internal', conflict: code } }, more, name)
const withMap = (code: string, more: object = {}, name = code) => withTarget({ map: { errors: { A: code } } }, more, name)
const detail = (a: unknown) => own({ details: { a } })
const object = (properties: object, more: object = {}) => detail({ type: 'object', properties, ...more })
const text = { type: 'string' }
const mapOf = (additionalProperties: unknown, properties: object = {}) => object(properties, { additionalProperties })
const enveloped = (error: object, more: object = {}) => top({ envelopes: { mine: { error, ...more } } })
const e = (more: object = {}) => ({ error: { code: '$code', issues: { $each: 'issues', as: { path: '$issue.path' } }, list: ['$code', { a: 1 }], ...more } })

/** Changes besides the corpus: a pair of catalogs, the rules of the change, and the rules of the opposite change. */
const pairs: ReadonlyArray<readonly [old: CatalogInput, next: CatalogInput, rules: readonly string[], mirror: readonly string[]]> = [
  [withCode('gone', { deprecated: true, replacedBy: 'taken' }), without, ['deprecated-code-removed gone'], ['code-added gone']],
  [withCode('gone', { deprecated: true }), without, ['code-removed gone'], ['code-added gone']],
  [withCode('gone', { replacedBy: 'taken' }), without, ['deprecated-code-removed gone'], ['code-added gone']],
  [catalogOf({}, {}, { gone: entry() }), own({ aliases: ['gone'] }), ['code-renamed gone'], ['code-added gone', 'alias-removed taken gone']],
  [
    catalogOf({}, {}, { gone: entry({ details: { c: 'string' } }) }), own({ aliases: ['gone'], status: 410, details: {} }),
    ['status-changed taken', 'detail-removed taken a', 'detail-removed taken b', 'code-renamed gone', 'status-changed gone', 'detail-removed gone c'],
    ['status-changed taken', 'detail-added taken a', 'detail-added taken b', 'code-added gone', 'alias-removed taken gone']
  ],
  [
    catalogOf({}, { locales: { de: { gone: 'G.' } } }, { gone: entry() }), catalogOf({ aliases: ['gone'] }, { locales: { de: { taken: 'H.' } } }),
    ['text-changed taken locales', 'code-renamed gone', 'text-changed gone locales'], ['text-changed taken locales', 'code-added gone', 'alias-removed taken gone']
  ],
  [own({ aliases: ['x'] }), withAlias('invalid', 'x'), ['alias-moved taken x'], ['alias-moved invalid x']],
  [catalogOf({}, {}, { gone: entry({ aliases: ['x'] }) }), own({ aliases: ['gone', 'x'] }), ['code-renamed gone'], ['code-added gone', 'alias-removed taken gone', 'alias-moved taken x']],
  [catalogOf({}, {}, { gone: entry({ aliases: ['x'] }) }), own({ aliases: ['x'] }), ['code-removed gone', 'alias-moved gone x'], ['code-added gone', 'alias-moved taken x']],
  [withRole('gone', dated), withRole('taken'), ['deprecated-code-removed gone', 'role-moved gone conflict'], ['code-added gone', 'role-code-added taken conflict']],
  [withRole('gone', dated), withRole('other', {}, 'other'), ['deprecated-code-removed gone', 'code-added other', 'role-moved gone conflict'], ['code-removed other', 'code-added gone']],
  [withRole('gone'), withRole('taken'), ['code-removed gone'], ['code-added gone', 'role-code-added taken conflict']],
  [withRole('gone'), withRole('taken', { aliases: ['gone'] }, 'other'), ['code-renamed gone', 'code-added other', 'role-moved gone conflict'], ['code-removed other', 'code-added gone', 'alias-removed other gone', 'role-code-added taken conflict']],
  [withRole('gone'), withRole('other', { aliases: ['gone'] }, 'other'), ['code-renamed gone', 'code-added other'], ['code-removed other', 'code-added gone', 'alias-removed other gone']],
  [withMap('gone', dated), withMap('taken'), ['deprecated-code-removed gone', 'map-moved gone errors.A'], ['code-added gone', 'map-moved taken errors.A']],
  [withMap('gone'), withMap('taken'), ['code-removed gone'], ['code-added gone', 'map-moved taken errors.A']],
  [withMap('gone'), withMap('taken', { aliases: ['gone'] }, 'other'), ['code-renamed gone', 'code-added other', 'map-moved gone errors.A'], ['code-removed other', 'code-added gone', 'alias-removed other gone', 'map-moved taken errors.A']],
  [own({ deprecated: true }), own({ deprecated: 'Old.' }), ['text-changed taken deprecated'], ['text-changed taken deprecated']],
  [own({ deprecated: true }), own({ deprecated: true, replacedBy: 'invalid' }), ['text-changed taken replacedBy'], ['text-changed taken replacedBy']],
  [without, own({ deprecated: 'Old.' }), ['code-deprecated taken'], ['text-changed taken deprecated']],
  [own({ details: { a: 'string' } }), without, ['detail-added taken b'], ['detail-removed taken b']],
  [own({ private: ['a'] }), own({ details: { 'b?': "'x' | 'y'" } }), [], []],
  [own({ private: ['a'] }), own({ private: ['a'], details: { a: 'integer', 'b?': "'x' | 'y'" } }), [], []],
  [detail('number'), detail('integer'), ['detail-narrowed taken a'], ['detail-retyped taken a']],
  [detail('string'), detail("'x'"), ['detail-narrowed taken a'], ['detail-retyped taken a']],
  [detail('integer'), detail({ const: 1.5 }), ['detail-retyped taken a'], ['detail-retyped taken a']],
  [detail('number'), detail({ enum: [1, 1.5] }), ['detail-narrowed taken a'], ['detail-retyped taken a']],
  [detail({ type: ['string', 'null'] }), detail({ const: null }), ['detail-narrowed taken a'], ['detail-retyped taken a']],
  [detail({ type: ['string', 'null'] }), detail({ oneOf: [{ type: 'null' }, { type: 'string' }] }), ['text-changed taken a'], ['text-changed taken a']],
  [detail({ enum: ['x', 'y'] }), detail({ const: 'x' }), ['detail-narrowed taken a'], ['detail-value-added taken a']],
  [detail({ enum: ['x', 'y'] }), detail({ enum: ['x', 'z'] }), ['detail-retyped taken a'], ['detail-retyped taken a']],
  [detail({ ...text, description: 'Old.' }), detail({ ...text, description: 'New.' }), ['text-changed taken a'], ['text-changed taken a']],
  [detail({ ...text, pattern: '^a' }), detail(text), ['detail-retyped taken a'], ['detail-narrowed taken a']],
  [detail({ ...text, maxLength: 9 }), detail({ const: 'x' }), ['detail-retyped taken a'], ['detail-retyped taken a']],
  [detail({ type: 'array', items: text }), detail({ type: 'array', items: { type: 'integer' } }), ['detail-retyped taken a'], ['detail-retyped taken a']],
  [detail({ type: 'array', items: text }), detail({ type: 'array' }), ['detail-retyped taken a'], ['detail-narrowed taken a']],
  [object({ b: text }), object({ b: text, c: text }), ['detail-narrowed taken a'], ['detail-retyped taken a']],
  [object({ b: text }, { required: ['b'] }), object({ b: text }), ['detail-retyped taken a'], ['detail-narrowed taken a']],
  [object({ b: text }), object({ b: { type: 'integer' } }), ['detail-retyped taken a'], ['detail-retyped taken a']],
  [mapOf(text), mapOf(text, { b: text }), ['detail-narrowed taken a'], ['detail-retyped taken a']],
  [mapOf(text), mapOf(text, { b: { type: 'integer' } }), ['detail-retyped taken a'], ['detail-retyped taken a']],
  [mapOf(true), mapOf(false, { b: text }), ['detail-retyped taken a'], ['detail-retyped taken a']],
  [mapOf(true, { b: text }), object({ b: text }), ['detail-retyped taken a'], ['detail-narrowed taken a']],
  [mapOf(true), mapOf(text), ['detail-narrowed taken a'], ['detail-retyped taken a']],
  [mapOf(true), mapOf({}), ['text-changed taken a'], ['text-changed taken a']],
  [mapOf(false, { b: text }), object({ b: text }), ['text-changed taken a'], ['text-changed taken a']],
  [detail({}), detail(text), ['detail-narrowed taken a'], ['detail-retyped taken a']],
  [own({ headers: { 'X-Plan': 'pro' } }), own({ headers: { 'x-plan': 'pro' } }), [], []],
  [top({ retryHeader: 'X-Should-Retry' }), top({ retryHeader: 'x-should-retry' }), [], []],
  [top({ retryHeader: 'X-Should-Retry' }), top({ retryHeader: 'X-Retry' }), ['header-removed X-Should-Retry', 'header-added X-Retry'], ['header-removed X-Retry', 'header-added X-Should-Retry']],
  [top({ envelope: 'rfc9457', negotiate: true }), top({ envelope: 'rfc9457' }), [], []],
  [enveloped(e()), enveloped(e(), { contentType: 'Application/JSON' }), [], []],
  [top({ retryHeader: 'X-Should-Retry' }), without, ['header-removed X-Should-Retry'], ['header-added X-Should-Retry']],
  [own({ details: { a: 'integer' }, retryAfter: '{a}' }), own({ details: { a: 'integer' } }), ['retry-after-removed taken'], ['retry-after-added taken']],
  [
    own({ retryAfter: 60, details: { 'a?': 'integer' } }), own({ retryAfter: '{a}', details: { 'a?': 'integer' } }),
    ['retry-after-removed taken'], ['retry-after-added taken']
  ],
  [own({ retryAfter: 60, details: { a: 'integer' } }), own({ retryAfter: '{a}', details: { a: 'integer' } }), ['retry-after-changed taken'], ['retry-after-changed taken']],
  [
    own({ retryAfter: '{a}', details: { a: 'integer' } }), own({ retryAfter: '{a}', details: { 'a?': 'integer' } }),
    ['detail-made-optional taken a'], ['detail-made-required taken a']
  ],
  [own({ retryAfter: '{a}', details: { 'a?': 'integer' } }), own({ details: { 'a?': 'integer' } }), ['retry-after-removed taken'], ['retry-after-added taken']],
  [without, own({ causes: ['C.'] }), ['text-changed taken causes'], ['text-changed taken causes']],
  [top({ locales: { de: { taken: 'T.' } } }), without, ['text-changed taken locales', 'language-removed de'], ['text-changed taken locales', 'language-added de']],
  [top({ docs: '/errors/{code}' }), without, ['page-removed docs'], ['page-added docs']],
  [top({ requestId: { trust: false } }), without, ['request-id-rules-changed requestId.trust'], ['request-id-rules-changed requestId.trust']],
  [top({ envelope: 'nested' }), top({ envelope: 'jsend' }), ['envelope-changed', 'success-changed'], ['envelope-changed', 'success-changed']],
  [enveloped(e()), enveloped(e({ docs: '$docs' })), ['envelope-member-added mine'], ['envelope-changed mine']],
  [enveloped(e()), enveloped(e({ issues: { $each: 'issues', as: { path: '$issue.path', code: '$issue.code' } } })), ['envelope-member-added mine'], ['envelope-changed mine']],
  [enveloped(e()), enveloped(e({ issues: { $each: 'issues', as: { path: '$issue.path' }, by: 'path' } })), ['envelope-changed mine'], ['envelope-changed mine']],
  [enveloped(e()), enveloped(e({ list: ['$code', { a: 1, b: 2 }] })), ['envelope-member-required mine'], ['envelope-changed mine']],
  [enveloped(e()), enveloped(e({ list: ['$code'] })), ['envelope-changed mine'], ['envelope-changed mine']],
  [enveloped(e({ more: { docs: '$docs' } })), enveloped(e({ more: { docs: '$docs', $optional: true } })), ['envelope-changed mine'], ['envelope-member-required mine']],
  [enveloped(e()), enveloped(e({ more: { status: '$status', docs: '$docs', $optional: true } })), ['envelope-member-added mine'], ['envelope-changed mine']],
  [enveloped(e({ more: '$details' })), enveloped({ ...e({ more: '$details' }), '...': '$details' }), ['envelope-changed mine'], ['envelope-changed mine']],
  [enveloped(e()), enveloped(e(), { contentType: 'application/vnd.acme+json' }), ['envelope-changed mine'], ['envelope-changed mine']],
  [enveloped(e()), top({ envelopes: { mine: { variants: [{ when: { class: '5xx' }, error: e() }, { error: e() }] } } }), ['envelope-changed mine'], ['envelope-changed mine']],
  [
    top({ envelopes: { mine: { variants: [{ when: { class: '5xx' }, error: e() }, { error: e() }] } } }),
    top({ envelopes: { mine: { variants: [{ when: { class: '4xx' }, error: e() }, { error: e() }] } } }), ['envelope-changed mine'], ['envelope-changed mine']
  ],
  [enveloped(e(), { success: { data: '$data' } }), enveloped(e()), ['success-changed mine'], ['success-changed mine']],
  [enveloped(e(), { success: { v: 1, data: '$data' } }), enveloped(e(), { success: { v: 1, w: 2, data: '$data' } }), ['success-member-added mine'], ['success-changed mine']],
  [enveloped(e(), { success: { v: 1, '...': '$data' } }), enveloped(e(), { success: { v: 1, w: 2, '...': '$data' } }), ['success-changed mine'], ['success-changed mine']],
  [enveloped(e(), { success: { v: 1, data: '$data' } }), enveloped(e(), { success: { v: 2, data: '$data' } }), ['success-changed mine'], ['success-changed mine']],
  [
    top({ negotiate: true }), top({ negotiate: true, envelopes: { mine: { error: { error: '$code' }, success: { data: '$data' } }, rfc9457: { error: { type: '$code' } } } }),
    ['envelope-changed rfc9457'], ['envelope-changed rfc9457']
  ],
  [
    top({ roles: { validation: 'invalid', internal: 'internal', conflict: 'invalid' } }), top({ roles: { validation: 'invalid', internal: 'internal', conflict: 'taken' } }),
    ['role-moved invalid conflict'], ['role-moved taken conflict']
  ],
  [
    without, catalogOf({}, { roles: { validation: 'invalid', internal: 'internal', forbidden: 'denied' } }, { denied: { status: 403, message: 'D.' } }),
    ['code-added denied', 'role-code-added invalid forbidden'], ['code-removed denied']
  ],
  [top({ map: { errors: { A: 'taken' } } }), without, ['map-moved taken errors.A'], ['map-added taken errors.A']],
  [top({ map: { statuses: { 409: 'taken' } } }), top({ map: { statuses: { 409: 'invalid' } } }), ['map-moved taken statuses.409'], ['map-moved invalid statuses.409']],
  [top({ map: { validation: { format: 'taken' } } }), without, ['map-moved taken validation.format'], ['map-added taken validation.format']],
  [
    top({ map: { errors: { A: { code: 'taken', details: { a: '$error.a' } } } } }), top({ map: { errors: { A: 'taken' } } }),
    ['map-details-changed errors.A'], ['map-details-changed errors.A']
  ]
]

t.test('each change is reported by its rule, and the opposite change by its mirror', async t => {
  for (const [old, next, rules, mirror] of pairs) {
    t.same(await rulesOf(old, next), rules, rules.join())
    t.same(await rulesOf(next, old), mirror, `mirror of ${rules.join()}`)
    t.same(await rulesOf(old, old), [], 'a catalog equals itself')
  }
})

t.test('a renamed class breaks users of generated classes', async t => {
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
  t.equal(requiredBump(await changesOf(without)), undefined)
  for (const [bump, from, to, want] of [
    ['major', '1.4.0', '2.0.0', true], ['major', '1.4.0', '1.5.0', false], ['major', '0.4.0', '0.5.0', true], ['major', '0.4.0', '0.4.1', false], ['minor', '1.4.0', '1.5.0', true],
    ['minor', '1.4.0', '1.4.1', false], ['patch', '1.4.0', '1.4.1', true], ['patch', '1.4.0', '1.4.0', false], ['minor', '1.4.0', '1.3.0', false], ['minor', '2.0.0', '1.9.0', false],
    ['major', '2.0.0-rc.1', '2.0.0-rc.2', true], ['major', '2.0.0-rc.2', '2.0.0-rc.10', true], ['major', '2.0.0-rc.2', '2.0.0-rc.1', false], ['major', '2.0.0-rc.1', '2.0.0-rc.1', false],
    ['major', '2.0.0-rc.1', '2.0.0', true], ['patch', '2.0.0', '2.0.0-rc.1', false], ['patch', '2.0.0-alpha', '2.0.0-beta+build.5', true], ['patch', '2.0.0-beta', '2.0.0-alpha', false],
    ['patch', '2.0.0-rc', '2.0.0-rc.1', true], ['patch', '2.0.0-rc.1', '2.0.0-rc', false], ['patch', '2.0.0-1', '2.0.0-rc', true], ['patch', '2.0.0-rc', '2.0.0-1', false],
    ['major', '1.4.0', 'v2.0.0-rc.1', true], ['major', '2.0.0-rc.1', '2.1.0', false]
  ] as const) t.equal(suffices(bump, parseVersion(from) as Version, parseVersion(to) as Version), want, `${bump} ${from} ${to}`)
})
