import type { Finding } from '../source/diagnostic.ts'
import { didYouMean } from '../support/didYouMean.ts'
import type { Detail } from './detail.ts'
import { parseTemplate, type Template } from './template.ts'

/** Parse a template whose placeholders must be public details. */
export function toTemplate (
  text: string, details: readonly Detail[], path: readonly string[], report: (mistake: Finding) => void
): Template {
  const template = parseTemplate(text)
  if (template === undefined) {
    report({ path, message: 'a brace must open a hole such as {name} and close it: write {{ or }} for the brace itself' })
    return { text, literals: [text], holes: [] }
  }
  for (const hole of new Set(template.holes)) {
    const fault = faultOfHole(hole, details)
    if (fault !== undefined) report({ path, message: `{${hole}} ${fault}` })
  }
  return template
}

function faultOfHole (hole: string, details: readonly Detail[]): string | undefined {
  const detail = details.find(({ name }) => name === hole)
  if (detail === undefined) {
    const fitting = details.filter(detail => !detail.private && detail.scalar)
    return `must be a declared detail${didYouMean(hole, fitting.map(({ name }) => name)) || ': add it to details'}`
  }
  if (detail.private) return 'is private and must not be sent: remove it here, or from private'
  return detail.scalar ? undefined : 'must be a string, number or boolean to be used in a message'
}
