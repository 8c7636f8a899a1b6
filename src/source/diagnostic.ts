import { escapeControls } from '../support/escapeControls.ts'
import type { RuleName } from './ruleNames.ts'

interface Spot {
  /** One-based, as editors count. */
  readonly line: number
  readonly column: number
}

interface Excerpt {
  /** The source line itself. */
  readonly source: string
  /** How much of the line to underline. */
  readonly length: number
}

type None<T> = { readonly [K in keyof T]?: never }

/** The place of a problem: a line and a column with an excerpt or without one, or only the name of a file or an object. */
export type Place = { readonly file: string } & ((Spot & (Excerpt | None<Excerpt>)) | None<Spot & Excerpt>)

/** One problem of a catalog: `message` says what was expected, what was found, and what to do. */
export interface Diagnostic {
  readonly level: 'error' | 'warning'
  readonly message: string
  readonly path: readonly string[]
  readonly place: Place
  /** The lint rule that reports it; problems that stop the server have none. */
  readonly rule?: RuleName
}

/** A diagnostic before the file and the place of its path are known. */
export interface Finding {
  readonly path: readonly string[]
  readonly message: string
  /** Point at the key of the path instead of its value: for unknown keys. */
  readonly atKey?: boolean
  /** Keys beside the last one of the path that belong into its value. */
  readonly besides?: readonly string[]
}

/** A place whose line is not quoted. */
export function withoutExcerpt ({ file, line, column }: Place): Place {
  return line === undefined ? { file } : { file, line, column }
}

/** Longer lines, such as JSON on one line, are cut to this many characters around the place. */
const maxWidth = 120

/** `catalog.yaml:12:5  warning: message (rule)`, then the source line with a caret below the place. */
export function toText (diagnostic: Diagnostic): string {
  return toLabelledText(diagnostic, diagnostic.level === 'warning' ? 'warning:' : '')
}

/** The same with a label before the message. */
export function toLabelledText ({ message, path, place, rule }: Diagnostic, label: string): string {
  const text = `${label === '' ? '' : `${label} `}${escapeControls(`${message}${rule === undefined ? '' : ` (${rule})`}`)}`
  const file = escapeControls(place.file)
  if (place.line === undefined) return `${[file, escapeControls(path.join('.'))].filter(part => part !== '').join(': ')}  ${text}`
  const head = `${file}:${place.line}:${place.column}  ${text}`
  return place.source === undefined ? head : `${head}\n${toExcerpt(place.source, place.column - 1, place.length)}`
}

function toExcerpt (source: string, at: number, length: number): string {
  const start = Math.max(0, Math.min(at + 1 - maxWidth / 2, source.length - maxWidth))
  const [before, marked, after] = [
    source.slice(start, at),
    source.slice(at, Math.min(at + length, start + maxWidth)),
    source.slice(Math.max(at, at + length), start + maxWidth)
  ]
    .map(part => part.split('\t').map(escapeControls).join('\t')) as [string, string, string]
  // A tab in the margin keeps its width only as a tab.
  return `    ${before}${marked}${after}\n    ${before.replace(/[^\t]/g, ' ')}${'^'.repeat(Math.max(1, marked.length))}`
}

export function inOrderOfPlace (a: Diagnostic, b: Diagnostic): number {
  return a.place.file.localeCompare(b.place.file) ||
    (a.place.line ?? 0) - (b.place.line ?? 0) ||
    (a.place.column ?? 0) - (b.place.column ?? 0)
}
