import { toText, type Diagnostic } from './diagnostic.ts'
import { escapeControls } from '../support/escapeControls.ts'
import { counted } from '../support/counted.ts'

/**
 * A catalog is invalid: every problem in it, in the order of the file.
 *
 * Recognise it by `code`: with two copies of a package, `instanceof` fails.
 */
export class InvalidCatalogError extends Error {
  override readonly name = 'InvalidCatalogError'
  declare readonly diagnostics: readonly Diagnostic[]

  constructor (diagnostics: readonly Diagnostic[]) {
    const files = escapeControls([...new Set(diagnostics.map(({ place }) => place.file))].join(', '))
    super(`${counted(diagnostics.length, 'problem')} in ${files}\n\n${diagnostics.map(toText).join('\n')}`)
    // Node prints the stack and all members of an uncaught error. The message says all of it, and the stack shows only this package.
    this.stack = `${this.name}: ${this.message}`
    Object.defineProperty(this, 'diagnostics', { value: diagnostics })
  }

  get code (): 'ERR_CATALOG_INVALID' {
    return 'ERR_CATALOG_INVALID'
  }
}
