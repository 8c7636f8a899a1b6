import type { Diagnostic, Mistake, Place } from './diagnostic.ts'

/** The content of a catalog file or object, and the places its parts stand at. */
export interface Source {
  /** As the user named it, for diagnostics. */
  readonly file: string
  /** Absolute path, where it is a file: relative `extends` start from it. */
  readonly path?: string
  /** Nothing where the text cannot be understood. */
  readonly value: unknown
  /** Mistakes of the text itself. */
  readonly faults: readonly Diagnostic[]
  readonly placeOf: (path: readonly string[], atKey?: boolean) => Place
}

export function toDiagnostic (source: Source, { path, message, atKey }: Mistake): Diagnostic {
  return { level: 'error', message, path, place: source.placeOf(path, atKey) }
}

/** A source that was written in code: its places are paths. */
export function fromObject (value: unknown, file = 'catalog'): Source {
  return { file, value, faults: [], placeOf: () => ({ file }) }
}
