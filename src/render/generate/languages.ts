import type { Catalog } from '../../catalog/catalog.ts'
import { toGo } from './go.ts'
import { markerOf } from './marker.ts'
import { toPython } from './python.ts'
import { toTypeScript } from './typescript.ts'

/** A language in which clients are generated. */
export interface Language {
  /** The start of the first line of a generated file. */
  readonly marker: string
  /** Ending of its files. */
  readonly extension: string
  readonly generate: (catalog: Catalog) => string
}

export const languages = {
  ts: { marker: markerOf('//'), extension: 'ts', generate: toTypeScript },
  python: { marker: markerOf('#'), extension: 'py', generate: toPython },
  go: { marker: markerOf('//'), extension: 'go', generate: toGo }
} as const satisfies Readonly<Record<string, Language>>

export type LanguageName = keyof typeof languages
