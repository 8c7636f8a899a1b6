/** Where a mistake stands: one-based line and column, the source line itself, and how much of it to underline. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
  readonly source?: string
  readonly length?: number
}

/** One mistake in a catalog: `message` says what it must be, what it got, and what to do. */
export interface Diagnostic {
  readonly level: 'error' | 'warning'
  readonly message: string
  readonly path: readonly string[]
  readonly place: Place
}

/** A diagnostic before it is known where in which file its path stands. */
export interface Mistake {
  readonly path: readonly string[]
  readonly message: string
  /** Point at the key of the path instead of its value: for keys that should not be there. */
  readonly atKey?: boolean
  readonly level?: 'warning'
}

/** `catalog.yaml:12:5  message`, then the source line with a caret below the place. */
export function toText ({ level, message, path, place }: Diagnostic): string {
  const where = place.line === undefined
    ? [place.file, path.join('.')].filter(part => part !== '').join(': ')
    : `${place.file}:${place.line}:${place.column}`
  const head = `${where}  ${level === 'warning' ? 'warning: ' : ''}${message}`
  if (place.source === undefined) return head
  const column = place.column ?? 1
  // A tab in the margin keeps its width only as a tab.
  const margin = place.source.slice(0, column - 1).replace(/[^\t]/g, ' ')
  const length = Math.max(1, Math.min(place.length ?? 1, place.source.length - column + 1))
  return `${head}\n    ${place.source}\n    ${margin}${'^'.repeat(length)}`
}

export function inOrderOfPlace (a: Diagnostic, b: Diagnostic): number {
  return a.place.file.localeCompare(b.place.file) ||
    (a.place.line ?? 0) - (b.place.line ?? 0) ||
    (a.place.column ?? 0) - (b.place.column ?? 0)
}

/** `2 mistakes` or `1 mistake`. */
export function counted (count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
