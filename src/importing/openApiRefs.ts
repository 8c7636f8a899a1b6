export type Json = Readonly<Record<string, unknown>>

export function isObject (value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Follows `$ref` to another part of the document, through any number of references. */
export function createResolve (document: Json, report: (reference: string) => void): (value: unknown) => unknown {
  return value => {
    let at = value
    for (const seen = new Set<string>(); isObject(at) && typeof at['$ref'] === 'string';) {
      const reference: string = at['$ref']
      if (seen.has(reference)) return undefined
      seen.add(reference)
      at = reference.startsWith('#/') ? find(document, reference) : undefined
      if (at === undefined) report(reference)
    }
    return at
  }
}

function find (document: Json, reference: string): unknown {
  return reference.slice(2).split('/').reduce<unknown>((at, part) => {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    return typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Json)[name] : undefined
  }, document)
}
