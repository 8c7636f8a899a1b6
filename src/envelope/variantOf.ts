import type { Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
import type { EnvelopeDefinition, Variant, When } from './definition.ts'

/** The variant that writes an entry: the first whose condition matches. */
export function variantOf ({ variants }: EnvelopeDefinition, catalog: Catalog, entry: Pick<Entry, 'code' | 'status'>): Variant {
  return variants.find(({ when }) => holds(when, catalog, entry)) as Variant
}

function holds ({ class: statusClass, codes, roles }: When, catalog: Catalog, { code, status }: Pick<Entry, 'code' | 'status'>): boolean {
  return (statusClass === undefined || (statusClass === '5xx') === (status >= 500)) &&
    (codes === undefined || codes.includes(code)) &&
    (roles === undefined || roles.some(role => catalog.roles[role as keyof Catalog['roles']] === code))
}
