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
  readonly code = 'ERR_CATALOG_INVALID'
  readonly diagnostics: readonly Diagnostic[]

  constructor (diagnostics: readonly Diagnostic[]) {
    const files = escapeControls([...new Set(diagnostics.map(({ place }) => place.file))].join(', '))
    super(`${counted(diagnostics.length, 'problem')} in ${files}\n\n${diagnostics.map(toText).join('\n')}`)
    this.diagnostics = diagnostics
  }
}
