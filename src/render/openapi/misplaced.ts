import { isData, mapOperations, methods } from './operations.ts'

type Data = Readonly<Record<string, unknown>>
type Path = readonly string[]

/** The paths of `x-error-codes` outside of operations: on a path, in a webhook, a callback or a reusable path item. */
export function misplacedCodes (document: Data): Path[] {
  const found: Path[] = []
  const paths = isData(document['paths']) ? document['paths'] : {}
  for (const [url, item] of Object.entries(paths)) findCodes(withoutOperations(item), ['paths', url], found)
  findCodes(document['webhooks'], ['webhooks'], found)
  findCodes(isData(document['components']) ? document['components']['pathItems'] : undefined, ['components', 'pathItems'], found)
  mapOperations(document, (operation, { path }) => {
    findCodes(operation['callbacks'], [...path, 'callbacks'], found)
    return operation
  })
  return found
}

function withoutOperations (item: unknown): unknown {
  const isOperation = (name: string) => methods.has(name) || name === 'additionalOperations'
  return isData(item) ? Object.fromEntries(Object.entries(item).filter(([name]) => !isOperation(name))) : undefined
}

function findCodes (value: unknown, path: Path, found: Path[]) {
  if (!isData(value)) return
  for (const [name, member] of Object.entries(value)) {
    if (name === 'x-error-codes') found.push([...path, name])
    // Generated responses and schemas have the key too.
    else if (name !== 'responses') findCodes(member, [...path, name], found)
  }
}

/** The paths of references to components that the document no longer has. */
export function danglingRefs (document: Data, removed: readonly Path[]): Path[] {
  const found: Path[] = []
  const isThere = (path: Path) => path.reduce<unknown>((at, key) => (at as Data | undefined)?.[key], document) !== undefined
  const gone = new Set(removed.filter(path => path[0] === 'components' && !isThere(path)).map(path => `#/${path.join('/')}`))
  if (gone.size > 0) findRefs(document, [])
  return found

  function findRefs (value: unknown, path: Path) {
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      if (name === '$ref' && gone.has(String(member))) found.push([...path, name])
      else findRefs(member, [...path, name])
    }
  }
}
