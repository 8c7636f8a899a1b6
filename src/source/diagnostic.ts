import type { RuleName } from './ruleNames.ts'

interface Spot {
  /** One-based, as editors count. */
  readonly line: number
  readonly column: number
  /** The source line itself. */
  readonly source: string
  /** How much of the line to underline. */
  readonly length: number
}

/** Where a mistake stands: a spot in a text, or only the name of what was given as an object. */
export type Place = { readonly file: string } & (Spot | { readonly [K in keyof Spot]?: never })

/** One mistake in a catalog: `message` says what it must be, what it got, and what to do. */
export interface Diagnostic {
  readonly level: 'error' | 'warning'
  readonly message: string
  readonly path: readonly string[]
  readonly place: Place
  /** The rule of lint that tells it; what a server would not start with has none. */
  readonly rule?: RuleName
}

/** A diagnostic before it is known where in which file its path stands. */
export interface Finding {
  readonly path: readonly string[]
  readonly message: string
  /** Point at the key of the path instead of its value: for keys that should not be there. */
  readonly atKey?: boolean
}

/** Of a line that no terminal shows whole, such as JSON in one line, this many characters around the place. */
const widest = 120

/** `catalog.yaml:12:5  warning: message (rule)`, then the source line with a caret below the place. */
export function toText ({ level, message, path, place, rule }: Diagnostic): string {
  const text = `${level === 'warning' ? 'warning: ' : ''}${message}${rule === undefined ? '' : ` (${rule})`}`
  if (place.line === undefined) return `${[place.file, path.join('.')].filter(part => part !== '').join(': ')}  ${text}`
  const { file, line, column, source } = place
  const start = Math.max(0, Math.min(column - widest / 2, source.length - widest))
  const shown = source.slice(start, start + widest)
  const at = column - 1 - start
  // A tab in the margin keeps its width only as a tab.
  const margin = shown.slice(0, at).replace(/[^\t]/g, ' ')
  const length = Math.max(1, Math.min(place.length, shown.length - at))
  return `${file}:${line}:${column}  ${text}\n    ${shown}\n    ${margin}${'^'.repeat(length)}`
}

export function inOrderOfPlace (a: Diagnostic, b: Diagnostic): number {
  return a.place.file.localeCompare(b.place.file) ||
    (a.place.line ?? 0) - (b.place.line ?? 0) ||
    (a.place.column ?? 0) - (b.place.column ?? 0)
}
