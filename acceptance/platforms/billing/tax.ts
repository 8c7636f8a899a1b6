import { CatalogError } from '../../../src/index.ts'
import { unreachable } from '../../unreachable.ts'
import type { Customer } from './customers.ts'
import { toAmount } from './money.ts'

/** The inputs of a tax computation. */
interface TaxInputs {
  readonly country: string
  readonly cents: number
  /** The inputs as one text, for comparisons. */
  readonly text: string
}

export interface Tax {
  readonly amount: string
  readonly inputs: string
}

/** The tax rules of a country. In some countries the tax depends on the street, and only an external engine knows it. */
const countries: ReadonlyMap<string, { readonly percent?: number, readonly taxId: RegExp }> = new Map([
  ['DE', { percent: 19, taxId: /^DE\d{9}$/ }],
  ['FR', { percent: 20, taxId: /^FR[A-Z\d]{2}\d{9}$/ }],
  ['US', { taxId: /^US\d{2}-\d{7}$/ }]
])

/** Tax IDs begin with the country. */
export function checkTaxId (taxId: string | undefined) {
  if (taxId !== undefined && !countries.get(taxId.slice(0, 2))?.taxId.test(taxId)) throw new CatalogError('tax.id_invalid')
}

export function toTaxInputs ({ address, tax_id: taxId }: Customer, cents: number): TaxInputs {
  if (address === undefined) throw new CatalogError('tax.address_required')
  return { country: address.country, cents, text: JSON.stringify([address, taxId, cents]) }
}

export async function computeTax ({ country, cents, text }: TaxInputs): Promise<Tax> {
  const percent = countries.get(country)?.percent ?? await askEngine(country)
  return { amount: toAmount(Math.round(cents * percent / 100)), inputs: text }
}

async function askEngine (country: string): Promise<number> {
  try {
    const answer = await fetch(`${unreachable}/rates/${country}`)
    if (!answer.ok) throw new Error(`The tax engine has answered with ${answer.status}`)
    return (await answer.json() as { percent: number }).percent
  } catch (cause) {
    throw new CatalogError('tax.engine_unavailable', {}, { cause })
  }
}
