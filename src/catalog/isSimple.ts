import type { CatalogInput } from './catalogFile.ts'
import { isShaped } from './isShaped.ts'
import { isSimpleType } from './readType.ts'

/** Whether all that a catalog holds can be read without TypeBox. */
export function isSimple ({ codes = {}, envelopes = {} }: CatalogInput): boolean {
  const types = Object.values(codes).flatMap(({ details = {} }) => Object.values(details))
  return types.every(isSimpleType) && Object.values(envelopes).every(isShaped.style)
}
