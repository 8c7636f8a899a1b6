import type { Entry } from './entry.ts'

/** Why a code should no longer be used. */
export interface Deprecation {
  readonly reason?: string
  readonly replacedBy?: string
}

/** The deprecation of a code, if it is deprecated. A code with a replacement is deprecated, even without `deprecated`. */
export function deprecationOf (
  { deprecated = false, replacedBy }: Pick<Entry, 'deprecated' | 'replacedBy'>
): Deprecation | undefined {
  if (deprecated === false && replacedBy === undefined) return undefined
  return {
    ...typeof deprecated === 'string' ? { reason: deprecated } : {},
    ...replacedBy === undefined ? {} : { replacedBy }
  }
}
