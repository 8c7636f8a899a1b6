import type { Finding } from '../source/diagnostic.ts'
import { toConstant, unescape } from './parseNode.ts'

/** How a style wraps 2xx bodies: constant text around the data, or constant members before the data's own. */
export interface SuccessTemplate {
  readonly members: Readonly<Record<string, unknown>>
  /** The member that holds the data; without one the data's members are spread. */
  readonly dataMember?: string
}

/** Read a success template: constant members, and either one that is `$data` or `...: $data`. */
export function parseSuccess (input: Readonly<Record<string, unknown>>, path: readonly string[], report: (mistake: Finding) => void): SuccessTemplate {
  const { '...': spread, ...rest } = input
  const dataMembers = Object.keys(rest).filter(name => rest[name] === '$data').map(unescape)
  const members: Array<[string, unknown]> = []
  if (spread !== undefined && spread !== '$data') report({ path: [...path, '...'], message: '"..." must spread $data in a success template' })
  if (dataMembers.length + (spread === undefined ? 0 : 1) !== 1) {
    report({ path, message: 'a success template must hold the data once: as a member that is $data, or as ...: $data' })
  }
  for (const [key, value] of Object.entries(rest)) {
    const constant = toConstant(value)
    if (value !== '$data') members.push([unescape(key), constant])
    if (value !== '$data' && constant === undefined) report({ path: [...path, key], message: `${key} must be a constant or $data: a success template holds nothing else` })
    if (toConstant(key) === undefined) report({ path: [...path, key], atKey: true, message: `"${key}" must not stand in a success template: write $$ for the sign itself` })
    if (spread !== undefined && key === 'data') report({ path: [...path, key], atKey: true, message: 'data must have another name: what cannot be spread goes under it' })
  }
  return { members: Object.fromEntries(members), ...(dataMembers[0] === undefined ? {} : { dataMember: dataMembers[0] }) }
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
  // A name can be a member only if the text holds it, plainly or behind an escape: \u002f, \/ (RFC 8259, section 7).
  if (!/\\[u/]/.test(json) && !names.some(name => json.includes(JSON.stringify(name)))) return false
  const data = JSON.parse(json) as object
  return names.some(name => Object.hasOwn(data, name))
}
