import type { CatalogInput } from '../format/catalogFile.ts'
import { compiledCheck } from '../format/compiledCheck.ts'
import { isSimpleType } from './readType.ts'

/** Whether all that a catalog holds can be read without TypeBox. */
export function isSimple ({ codes = {}, envelopes = {} }: CatalogInput): boolean {
  const types = Object.values(codes).flatMap(({ details = {} }) => Object.values(details))
  return types.every(isSimpleType) && Object.values(envelopes).every(compiledCheck.style)
}
