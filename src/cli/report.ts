import { toLabelledText, type Diagnostic } from '../source/diagnostic.ts'
import { style } from './style.ts'
import { counted } from '../support/counted.ts'

const labels = {
  error: () => style('red', 'error:'),
  warning: () => style('yellow', 'warning:')
}

/** Problems as text: each with its position, then their number. */
export function report (diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return ''
  const errors = diagnostics.filter(({ level }) => level === 'error').length
  const counts = [counted(errors, 'error'), counted(diagnostics.length - errors, 'warning')]
  return `${diagnostics.map(diagnostic => toLabelledText(diagnostic, labels[diagnostic.level]())).join('\n')}\n\n${counts.join(', ')}\n`
}
