import { CatalogError } from '../../../src/index.ts'

/** Places where merchants are not allowed. The codes are from the range that ISO 3166 leaves to its users. */
const restricted: ReadonlyMap<string, { readonly name: string, readonly reason: string }> = new Map([
  ['XA', { name: 'Testland', reason: 'The whole country is on the list of the demo.' }],
  ['XB-QA', { name: 'Sampleshire', reason: 'The state has rules of its own for wallets.' }]
])

export function checkJurisdiction (country: string, state: string | undefined) {
  for (const code of [country, `${country}-${state}`]) {
    const place = restricted.get(code)
    if (place !== undefined) throw new CatalogError('restricted_jurisdiction', { code, name: place.name, reason: place.reason })
  }
}
