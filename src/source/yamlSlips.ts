export type Range = readonly [start: number, end: number]

/** One problem of a text, before its line and column are known. */
export interface Fault { readonly message: string, readonly range?: Range }

export const quoteIt = 'put a string with any of { } [ ] , | : # \' in double quotes'

/** What to do with the members of a key whose lines are not indented. */
export function toIndent (name: string, members: readonly string[]): string {
  return `the members of ${name} must be indented below it: indent ${members.join(', ')}`
}

const misplaced = 'a line must begin at the same column as its siblings: correct the indentation'

/** Openers of the brackets whose end the parser misses. */
const openers: Readonly<Record<string, string>> = { '}': '{', ']': '[' }

/** The slip behind a message of the parser, where the message or its place would lead the reader astray. */
export function findSlip (text: string, at: number, message: string): Fault | undefined {
  const start = text.lastIndexOf('\n', at - 1) + 1
  const [line] = /.*/.exec(text.slice(start)) as unknown as [string]
  const character = /^ *(\u00A0)|[‘’“”]/.exec(line)
  if (character !== null) return ofCharacter(character, start)
  const [, closer] = / and end with a (.)$/.exec(message) ?? []
  if (closer !== undefined) {
    const opener = openerBefore(text, at, closer)
    return { message: `a bracket that was opened must be closed: close it, or ${quoteIt}`, range: [opener, opener + 1] }
  }
  if (/^All (mapping|sequence) items/.test(message)) return { message: misplaced, range: lineFrom(text, start) }
  return /^Nested mappings are not allowed/.test(message) ? ofDeeperLine(text, start, line) : undefined
}

function ofCharacter ({ 0: found, 1: space, index }: RegExpExecArray, start: number): Fault {
  const end = start + index + found.length
  return space === undefined
    ? { message: `a string must be in straight quotes ' or ", got the typographic quote ${found}: replace it`, range: [end - 1, end] }
    : { message: 'a line must be indented with spaces, got a no-break space: replace it', range: [end - 1, end] }
}

/** Where the bracket begins that is still open at a place. */
function openerBefore (text: string, at: number, closer: string): number {
  let depth = 1
  let place = at
  while (depth > 0 && place > 0) {
    const character = text[--place]
    if (character === closer) depth++
    else if (character === openers[closer]) depth--
  }
  return place
}

/** The first line from a place on that is neither empty nor a comment. */
function lineFrom (text: string, start: number): Range {
  const [skipped] = /^(?:[ \t]*(?:#.*)?\r?\n)*/.exec(text.slice(start)) as unknown as [string]
  return [start + skipped.length, start + skipped.length + 1]
}

/** `status: 404` above a key that is indented further: YAML takes both lines for one string. */
function ofDeeperLine (text: string, start: number, line: string): Fault | undefined {
  const below = lineFrom(text, start + line.length + 1)
  const [, indent = '', key] = /^( *)([^\s#:]+: )?/.exec(text.slice(below[0])) as unknown as [string, string, string?]
  const isDeeper = key !== undefined && indent.length > line.search(/\S/)
  return isDeeper ? { message: misplaced, range: below } : undefined
}
