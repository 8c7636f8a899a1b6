import { toText, type Diagnostic } from '../source/diagnostic.ts'
import { counted } from '../support/counted.ts'

/** Mistakes for people: each with its place, then how many there are. */
export function report (diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return ''
  const errors = diagnostics.filter(({ level }) => level === 'error').length
  const counts = [counted(errors, 'mistake'), counted(diagnostics.length - errors, 'warning')]
  return `${diagnostics.map(toText).join('\n')}\n\n${counts.join(', ')}\n`
}
