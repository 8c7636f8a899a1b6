import { withoutExcerpt, type Diagnostic, type Finding, type Place } from './diagnostic.ts'

/** What a reader without places gives of a text that it can read. */
export interface Quick { readonly value: unknown }

/** Where a path of a source stands; with `atKey` its last key itself. */
export type PlaceOf = (path: readonly string[], atKey?: boolean) => Place

/** The content of a catalog file or object, and the places its parts stand at. */
export interface Source {
  /** As the user named it, for diagnostics. */
  readonly file: string
  /** Absolute path, where it is a file. */
  readonly path?: string
  /** The same without symbolic links: what the file refers to is looked for from there. */
  readonly realPath?: string
  /** The folder of the catalog that the user named. */
  readonly folder?: string
  /** The text of the file as it was read, to know whether it has changed since. */
  readonly text?: string
  /** Whether it belongs to a package, which others maintain: lint reports nothing about it. */
  readonly isPackage?: true
  /** Whether diagnostics must not quote the file, which may be anything: a reference leads to it, out of the folder of the catalog. */
  readonly isForeign?: true
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
