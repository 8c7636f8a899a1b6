import type { Catalog } from '../../catalog/catalog.ts'
import type { Entry } from '../../catalog/entry.ts'
import { groupBy } from '../../support/groupBy.ts'

/** A part of `components`, before its name is settled. */
export interface Component {
  /** The name it has unless another catalog uses that name differently. */
  readonly base: string
  /** The name of its catalog, or an empty text. */
  readonly owner: string
  readonly value: Readonly<Record<string, unknown>>
}

/** The base names of the entries of a catalog: the `sdk` of an entry where no other has it, else its code. */
export function namesOf ({ entries }: Catalog): ReadonlyMap<Entry, string> {
  const taken = new Set<string>()
  const own = [...entries.values()]
  const wanted = own.map(entry => {
    const isOnly = own.filter(({ sdk }) => sdk === entry.sdk).length === 1
    return [entry, entry.sdk !== undefined && isOnly ? entry.sdk : toClassName(entry.code)] as const
  })
  return new Map(wanted.map(([entry, name]) => [entry, unique(name, taken)]))
}

/** `payment.declined` as `PaymentDeclinedError`. */
function toClassName (code: string): string {
  const name = toPascal(code)
  return name.endsWith('Error') ? name : `${name}Error`
}

export function toPascal (text: string): string {
  return text.split(/[^A-Za-z0-9]+/).map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function unique (name: string, taken: Set<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name}${number}`
  taken.add(free)
  return free
}

/**
 * The names of the components of one document.
 *
 * Equal components share a name. If catalogs define a name differently, the name gets the catalog's name as a prefix, or a number
 * if the catalog has no name. An existing component of the document keeps its name and replaces ours, unless `isOwn` says
 * that ours must have another name.
 */
export function nameComponents (
  components: readonly Component[], present: Readonly<Record<string, unknown>>, isOwn = false
): ReadonlyMap<Component, string> {
  const names = new Map<Component, string>()
  const used = new Set<string>()
  const taken = new Set([...Object.keys(present), ...components.map(({ base }) => base)])
  for (const [base, group] of groupBy(components, component => component.base)) {
    const byValue = [...groupBy(group, ({ value }) => JSON.stringify(value)).values()]
    const isPresent = Object.hasOwn(present, base)
    const isShared = isPresent ? !isOwn : byValue.length === 1
    for (const equal of byValue) {
      const [{ owner }] = equal as [Component]
      const isFree = owner === '' && !used.has(base) && !isPresent
      const name = isShared || isFree ? base : unique(byValue.length === 1 ? base : `${toPascal(owner)}${base}`, taken)
      used.add(name)
      for (const component of equal) names.set(component, name)
    }
  }
  return names
}
