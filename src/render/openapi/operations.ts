/** An Operation Object of OpenAPI. */
export type Operation = Readonly<Record<string, unknown>> & { readonly responses?: Readonly<Record<string, unknown>> | null }

type Data = Readonly<Record<string, unknown>>

/** The fields of a Path Item Object that hold operations (OpenAPI 3.2, section 4.9.1). */
export const methods: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'])

/** The path to an operation, and its `x-error-codes`. A HEAD without codes has the codes of its GET. */
export interface Place {
  readonly path: readonly string[]
  readonly marker: unknown
}

/** The document with each operation replaced; all other parts are shared with the given document. */
export function mapOperations<D extends Data> (document: D, map: (operation: Operation, place: Place) => Operation): D {
  return { ...document, paths: mapValues(document['paths'], (item, url) => isData(item) ? mapItem(item, ['paths', url], map) : item) }
}

function mapItem (item: Data, path: readonly string[], map: (operation: Operation, place: Place) => Operation): Data {
  const visit = (operation: unknown, name: string, at: readonly string[]) => {
    if (!isData(operation)) return operation
    const { get } = item as { readonly get?: Data }
    return map(operation, {
      path: [...at, name],
      marker: operation['x-error-codes'] ?? (name === 'head' ? get?.['x-error-codes'] : undefined)
    })
  }
  return mapValues(item, (value, name) => {
    if (methods.has(name)) return visit(value, name, path)
    return name === 'additionalOperations' ? mapValues(value, (operation, method) => visit(operation, method, [...path, name])) : value
  })
}

function mapValues (from: unknown, map: (value: unknown, name: string) => unknown): Data {
  return Object.fromEntries(Object.entries(from ?? {}).map(([name, value]) => [name, map(value, name)]))
}

export function isData (value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
