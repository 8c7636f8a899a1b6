import type { Mistake } from '../catalog/diagnostic.ts'

/** How a style wraps 2xx bodies: constant text around the data, or constant members before the data's own. */
export interface SuccessTemplate {
  readonly members: Readonly<Record<string, unknown>>
  /** The member that holds the data; without one the data's members are spread. */
  readonly dataMember?: string
}

/** Read a success template: constant members, and either one that is `$data` or `...: $data`. */
export function parseSuccess (input: Readonly<Record<string, unknown>>, path: readonly string[], report: (mistake: Mistake) => void): SuccessTemplate {
  const { '...': spread, ...rest } = input
  const dataMembers = Object.keys(rest).filter(name => rest[name] === '$data')
  const members = Object.fromEntries(Object.entries(rest).filter(([name]) => !dataMembers.includes(name)))
  if (spread !== undefined && spread !== '$data') report({ path: [...path, '...'], message: '"..." must spread $data in a success template' })
  if (dataMembers.length + (spread === undefined ? 0 : 1) !== 1) {
    report({ path, message: 'a success template must hold the data once: as a member that is $data, or as ...: $data' })
  }
  for (const [name, value] of Object.entries(members)) {
    if (typeof value === 'object' && value !== null) report({ path: [...path, name], message: `${name} must be a constant: a success template holds nothing else besides $data` })
    if (typeof value === 'string' && value.startsWith('$')) report({ path: [...path, name], message: `${name} must be a constant or $data, got "${value}"` })
  }
  return { members, ...(dataMembers[0] === undefined ? {} : { dataMember: dataMembers[0] }) }
}

/**
 * A function that wraps the JSON text of a success.
 *
 * Spread data that is no object, or that owns a name of the template, goes under `data`: a card whose own
 * member is called `status` must not change what the envelope says.
 */
export function createWrap ({ members, dataMember }: SuccessTemplate): (json: string) => string {
  const constant = JSON.stringify(members).slice(0, -1)
  const comma = constant === '{' ? '' : ','
  const open = (name: string) => `${constant}${comma}${JSON.stringify(name)}:`
  const wrapped = open(dataMember ?? 'data')
  if (dataMember !== undefined) return json => `${wrapped}${json}}`
  const names = Object.keys(members)
  return json => {
    const data = json.trim()
    if (!data.startsWith('{') || ownsOneOf(data, names)) return `${wrapped}${data}}`
    const inner = data.slice(1).trimStart()
    return inner.startsWith('}') ? `${constant}}` : `${constant}${comma}${inner}`
  }
}

function ownsOneOf (json: string, names: readonly string[]): boolean {
  // A name can be a member only if the text holds it, plainly or behind an escape.
  if (!json.includes('\\u') && !names.some(name => json.includes(`${JSON.stringify(name)}`))) return false
  const data = JSON.parse(json) as object
  return names.some(name => Object.hasOwn(data, name))
}
