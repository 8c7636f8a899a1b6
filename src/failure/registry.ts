import type { Catalog } from '../catalog/catalog.ts'

/** When errors capture a stack trace: `development` is whenever NODE_ENV is not `production`. */
export type Stacks = 'always' | 'development' | 'never'

/** What all copies of the package in a process share. */
export interface Registry {
  /** The statuses of each code that an open server has, aliases included: one for each scope that has the code. */
  readonly statuses: Map<string, number[]>
  stacks: Stacks
  /** Whether errors capture a stack trace; `undefined` until NODE_ENV is read, which costs as much as an error. */
  captures: boolean | undefined
}

const key = Symbol.for('fastify-error-catalog.registry')
const shared = globalThis as { [key]?: Registry }

if (shared[key] === undefined) {
  const registry: Registry = { statuses: new Map(), stacks: 'development', captures: undefined }
  Object.defineProperty(shared, key, { value: registry })
}

export const registry = shared[key] as Registry

/** Register the statuses of a catalog for as long as a scope answers with it. @returns what removes them, once. */
export function registerStatuses ({ entries, aliases }: Catalog): () => void {
  const own = new Map<string, number>()
  for (const { code, status } of entries.values()) own.set(code, status)
  for (const [alias, code] of aliases) own.set(alias, own.get(code) as number)
  for (const [code, status] of own) {
    const statuses = registry.statuses.get(code)
    if (statuses === undefined) registry.statuses.set(code, [status])
    else statuses.push(status)
  }
  return () => {
    for (const [code, status] of own) remove(code, status)
    own.clear()
  }
}

function remove (code: string, status: number) {
  const statuses = registry.statuses.get(code) as number[]
  statuses.splice(statuses.indexOf(status), 1)
  if (statuses.length === 0) registry.statuses.delete(code)
}

/** The status of a code, where all open servers of this process agree on it. */
export function statusOf (code: string): number | undefined {
  const statuses = registry.statuses.get(code)
  return statuses?.every(status => status === statuses[0]) === true ? statuses[0] : undefined
}

/** Whether an error that does not say so itself captures a stack trace. */
export function capturesStacks (): boolean {
  registry.captures ??= registry.stacks === 'development' ? process.env['NODE_ENV'] !== 'production' : registry.stacks === 'always'
  return registry.captures
}

const allStacks: readonly unknown[] = ['always', 'development', 'never'] satisfies Stacks[]

/** @throws TypeError for any other value. */
export function setStacks (stacks: Stacks) {
  if (!allStacks.includes(stacks)) {
    throw new TypeError("CatalogError.stacks must be 'always', 'development' or 'never', " +
      `got ${typeof stacks === 'string' ? `"${stacks as string}"` : typeof stacks}`)
  }
  registry.stacks = stacks
  registry.captures = undefined
}
