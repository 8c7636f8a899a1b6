import { toText, type Diagnostic } from './diagnostic.ts'
import { escapeControls } from '../support/escapeControls.ts'
import { counted } from '../support/counted.ts'

/**
 * A catalog cannot be used: every mistake found in it, in the order of the file.
 *
 * Recognise it by `code`; two copies of a package are not `instanceof` each other.
 */
export class InvalidCatalogError extends Error {
  override readonly name = 'InvalidCatalogError'
  readonly code = 'ERR_CATALOG_INVALID'
  readonly diagnostics: readonly Diagnostic[]

  constructor (diagnostics: readonly Diagnostic[]) {
    const files = escapeControls([...new Set(diagnostics.map(({ place }) => place.file))].join(', '))
    super(`${counted(diagnostics.length, 'mistake')} in ${files}\n\n${diagnostics.map(toText).join('\n')}`)
    this.diagnostics = diagnostics
  }
}
