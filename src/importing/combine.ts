import type { Found, FoundEnvelope, FoundError, Unread } from './found.ts'

/** The errors of several readings as one, in their order. */
export function combine (all: readonly Found[]): Found {
  const envelope = all.find(({ envelope }) => envelope !== undefined)?.envelope
  return {
    errors: all.flatMap(({ errors }) => errors),
    unread: all.flatMap(({ unread }) => unread),
    ...envelope === undefined ? {} : { envelope }
  }
}

/** An error with all the lines that describe it. */
export interface Merged extends FoundError {
  readonly places: ReadonlyArray<FoundError['place']>
}

export interface MergedErrors {
  readonly errors: readonly Merged[]
  readonly unread: readonly Unread[]
  readonly envelope?: FoundEnvelope | undefined
}

/** Merge the descriptions of one code from several lines. The first line decides; a line with another status is reported. */
export function merge ({ errors, unread, envelope }: Found): MergedErrors {
  const merged = new Map<string, Merged>()
  const conflicts: Unread[] = []
  for (const error of errors) {
    const known = merged.get(error.code)
    if (known === undefined) merged.set(error.code, { ...error, places: [error.place] })
    else if (known.status === error.status) merged.set(error.code, { ...error, ...known, places: [...known.places, error.place] })
    else {
      const { file, line } = known.place
      conflicts.push({
        ...error.place,
        reason: `"${error.code}" has the status ${error.status} here and ${known.status} in ${file}:${line}: the first was taken`
      })
    }
  }
  return { errors: [...merged.values()], unread: [...unread, ...conflicts], envelope }
}
