import { lintCatalogs, loadContract } from './src/envelope/load.ts'
import { toText } from './src/catalog/diagnostic.ts'
import { toFailure } from './src/catalog/failure.ts'
const t0 = performance.now()
const r = await lintCatalogs('./catalog.yaml')
console.log(performance.now() - t0, r.catalogs.map(c => [c.name, c.entries.size]))
for (const d of r.diagnostics) console.log(toText(d))
for (const n of ['kyc', 'billing', 'settlement', 'merchant', 'cards']) {
  const c = await loadContract(`./catalog.yaml#${n}`)
  const e = [...c.catalog.entries.values()].find(e => e.details.length > 0) ?? [...c.catalog.entries.values()][0]!
  const f = toFailure(e, { requestId: 'r1', details: { requiredScope: 'a', grantedScopes: ['x'], code: 'US', name: 'x', reason: 'y', next_action: { type: 'redirect', foo: 1 } } })
  const t = c.envelope.serialize(f)
  console.log(n, e.code, t, JSON.stringify(c.envelope.decode(e.status, {}, JSON.parse(t))))
}
