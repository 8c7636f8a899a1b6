import type { Catalog } from '../../catalog/catalog.ts'
import { markerOf } from './marker.ts'
import { toTypeScript } from './typescript.ts'

/** A language in which clients are generated. */
export interface Language {
  /** What the first line of a generated file begins with. */
  readonly marker: string
  /** Ending of its files. */
  readonly extension: string
  readonly generate: (catalog: Catalog) => string
}

export const languages = {
  ts: { marker: markerOf('//'), extension: 'ts', generate: toTypeScript }
} as const satisfies Readonly<Record<string, Language>>

export type LanguageName = keyof typeof languages
