/** A message with placeholders: `Invoice {invoiceId} does not exist.` `{{` and `}}` escape braces. */
export interface Template {
  readonly text: string
  /** Literal texts around the placeholders: `literals` has one more item than `holes`. */
  readonly literals: readonly string[]
  readonly holes: readonly string[]
}

const token = /\{\{|\}\}|\{([A-Za-z_][\w-]*)\}|[{}]/g

/** Parse a template; `undefined` if a brace is neither part of a placeholder nor escaped. */
export function parseTemplate (text: string): Template | undefined {
  const literals = ['']
  const holes: string[] = []
  const add = (literal: string) => { literals[holes.length] += literal }
  let end = 0
  for (const match of text.matchAll(token)) {
    add(text.slice(end, match.index))
    end = match.index + match[0].length
    if (match[1] !== undefined) {
      holes.push(match[1])
      literals.push('')
    } else if (match[0].length === 2) {
      add(match[0].charAt(0))
    } else {
      return undefined
    }
  }
  add(text.slice(end))
  return { text, literals, holes }
}

/** Fill the placeholders. A missing value prints `?`. */
export function fill ({ literals, holes }: Template, values: Readonly<Record<string, unknown>>): string {
  let text = literals[0] as string
  for (let i = 0; i < holes.length; i++) {
    text += String(values[holes[i] as string] ?? '?') + (literals[i + 1] as string)
  }
  return text
}
