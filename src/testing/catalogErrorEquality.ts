import { isCatalogError, type CatalogError } from '../failure/catalogError.ts'

/** The value of `this` in an equality tester of Jest and vitest. */
interface Comparing {
  readonly equals: (a: unknown, b: unknown, customTesters?: unknown[]) => boolean
}

/**
 * Compares two `CatalogError`s by code, message, details and options: Jest compares errors only by their message.
 *
 * Add it with `expect.addEqualityTesters([catalogErrorEquality])`. It ignores any other pair of values.
 */
export function catalogErrorEquality (this: Comparing, a: unknown, b: unknown, customTesters?: unknown[]): boolean | undefined {
  return isCatalogError(a) && isCatalogError(b) ? this.equals(membersOf(a), membersOf(b), customTesters) : undefined
}

function membersOf ({ name, code, message, details, options }: CatalogError) {
  return { name, code, message, details, options }
}
