import { isCatalogError, type CatalogError } from '../failure/catalogError.ts'

/** What `expect` of Jest and of vitest gives an equality tester as `this`. */
interface Comparing {
  readonly equals: (a: unknown, b: unknown, customTesters?: unknown[]) => boolean
}

/**
 * Compares two `CatalogError`s by code, message, details and options: Jest by itself compares errors by their message only.
 *
 * Give it to `expect.addEqualityTesters([catalogErrorEquality])`. Any other pair is left to the other testers.
 */
export function catalogErrorEquality (this: Comparing, a: unknown, b: unknown, customTesters?: unknown[]): boolean | undefined {
  return isCatalogError(a) && isCatalogError(b) ? this.equals(membersOf(a), membersOf(b), customTesters) : undefined
}

function membersOf ({ name, code, message, details, options }: CatalogError) {
  return { name, code, message, details, options }
}
