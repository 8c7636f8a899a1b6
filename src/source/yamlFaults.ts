import type { YAMLError } from 'yaml'
import { findSlip, quoteIt, type Fault, type Range } from './yamlSlips.ts'

export type { Fault, Range } from './yamlSlips.ts'

/** Nobody corrects more at a time. */
export const maxMistakes = 20

/** The parser's frequent messages, translated for a catalog with what to do. */
const sayings: ReadonlyArray<readonly [complaint: RegExp, saying: string]> = [
  [/^Tabs are not allowed/, 'a line must be indented with spaces, got a tab'],
  [/^Source contains multiple documents/, 'a catalog must be one document, got a second: remove the line ---'],
  [/^With stringKeys/, 'a key must be a string: remove its tag, or put it in double quotes'],
  [/^Unresolved tag/, 'a value must have no tag: remove it, or put a string that begins with ! in double quotes'],
  [/ at node end$/, `the value ended before this: ${quoteIt}`],
  [/^Implicit (map )?keys need/, `a key must be followed by a colon and a space: add them, or ${quoteIt}`],
  [/^Nested mappings are not allowed/, `a string must not contain a colon and a space: ${quoteIt}`],
  [/^Missing closing/, 'a quote that was opened must be closed: close it'],
  [/^Invalid escape sequence/, 'a backslash in double quotes must begin an escape sequence: write two of them'],
  [/^The : indicator must be at most 1024 chars/, 'a key must have at most 1024 characters: shorten it']
]

/** The problem that the parser reports in a text, at the place to correct: the parser often stumbles only later. */
export function toFault ({ message, pos }: YAMLError, text: string): Fault {
  const slip = findSlip(text, pos[0], message)
  if (slip !== undefined) return slip
  const saying = sayings.find(([complaint]) => complaint.test(message))?.[1]
  return { message: saying ?? `${message}: ${quoteIt}`, range: pos }
}

export function rangeOf (node: { range?: readonly number[] | null | undefined }): Range {
  const [start, end] = node.range as unknown as Range
  return [start, end]
}
