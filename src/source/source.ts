import type { Diagnostic, Finding, Place } from './diagnostic.ts'

/** What a reader without places gives of a text that it can read. */
export interface Quick { readonly value: unknown }

/** Where a path of a source stands; with `atKey` its last key itself. */
export type PlaceOf = (path: readonly string[], atKey?: boolean) => Place

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
  /** Asked only where there is something to tell: the places of a text cost ten times its value. */
  readonly places: () => Promise<PlaceOf>
}

export async function toDiagnostic ({ places }: Source, { path, message, atKey }: Finding): Promise<Diagnostic> {
  return { level: 'error', message, path, place: (await places())(path, atKey) }
}

/** A source that was written in code: its places are paths. */
export function fromObject (value: unknown, file = 'catalog'): Source {
  return { file, value, faults: [], places: async () => () => ({ file }) }
}
