import { withoutExcerpt, type Diagnostic, type Finding, type Place } from './diagnostic.ts'

/** The result of a reader without places. */
export interface Quick { readonly value: unknown }

/** The place of a path in a source; with `atKey` that of its last key. */
export type PlaceOf = (path: readonly string[], atKey?: boolean) => Place

/** The content of a catalog file or object, with the places of its parts. */
export interface Source {
  /** The name that the user gave, for diagnostics. */
  readonly file: string
  /** Absolute path, if it is a file. */
  readonly path?: string
  /** The path without symbolic links: references of the file start here. */
  readonly realPath?: string
  /** The folder of the catalog that the user named. */
  readonly folder?: string
  /** The text of the file as it was read, to detect changes. */
  readonly text?: string
  /** Whether it belongs to a package, which others maintain: lint skips it. */
  readonly isPackage?: true
  /** Whether diagnostics must not quote the file: it was found by a reference out of the folder of the catalog, and may be any file. */
  readonly isForeign?: true
  /** `undefined` if the text cannot be parsed. */
  readonly value: unknown
  /** Problems of the text itself. */
  readonly faults: readonly Diagnostic[]
  /** Called only to report a problem: reading the places of a text costs ten times as much as its value. */
  readonly places: () => Promise<PlaceOf>
}

export async function toDiagnostic ({ places }: Source, { path, message, atKey }: Finding): Promise<Diagnostic> {
  return { level: 'error', message, path, place: (await places())(path, atKey) }
}

/** The same source, whose diagnostics do not quote its lines. */
export function withoutExcerpts (source: Source): Source {
  return {
    ...source,
    isForeign: true,
    faults: source.faults.map(fault => ({ ...fault, place: withoutExcerpt(fault.place) })),
    places: async () => {
      const placeOf = await source.places()
      return (path, atKey) => withoutExcerpt(placeOf(path, atKey))
    }
  }
}

/** A source that was written in code: its places are paths. */
export function fromObject (value: unknown, file = 'catalog'): Source {
  return { file, value, faults: [], places: async () => () => ({ file }) }
}
