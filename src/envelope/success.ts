import type { Finding } from '../source/diagnostic.ts'
import { toConstant, unescape } from './parseNode.ts'

/** How an envelope wraps 2xx bodies: the data in one member, or constant members before the members of the data. */
export interface SuccessTemplate {
  readonly members: Readonly<Record<string, unknown>>
  /** The member that holds the data. If undefined, the members of the data are spread. */
  readonly dataMember?: string
}

/** Parse a success template: constant members, and either one member `$data` or `...: $data`. */
export function parseSuccess (
  input: Readonly<Record<string, unknown>>, path: readonly string[], report: (mistake: Finding) => void
): SuccessTemplate {
  const { '...': spread, ...rest } = input
  const dataMembers = Object.keys(rest).filter(name => rest[name] === '$data').map(unescape)
  const members: Array<[string, unknown]> = []
  if (spread !== undefined && spread !== '$data') {
    report({ path: [...path, '...'], message: '"..." must spread $data in a success template' })
  }
  if (dataMembers.length + (spread === undefined ? 0 : 1) !== 1) {
    report({ path, message: 'a success template must hold the data once: as a member that is $data, or as ...: $data' })
  }
  for (const [key, value] of Object.entries(rest)) {
    const constant = toConstant(value)
    if (value !== '$data') members.push([unescape(key), constant])
    if (value !== '$data' && constant === undefined) {
      report({ path: [...path, key], message: `${key} must be a constant or $data: a success template holds nothing else` })
    }
    if (toConstant(key) === undefined) {
      report({ path: [...path, key], atKey: true, message: `"${key}" is not allowed in a success template: write $$ for the sign itself` })
    }
    if (spread !== undefined && key === 'data') {
      report({ path: [...path, key], atKey: true, message: 'data must have another name: what cannot be spread goes under it' })
    }
  }
  return { members: Object.fromEntries(members), ...(dataMembers[0] === undefined ? {} : { dataMember: dataMembers[0] }) }
}

/**
 * Create the function that wraps the JSON text of a success.
 *
 * Spread data goes under `data` if it is no object or has a member of the template: a card with its own member `status` must
 * not override the `status` of the envelope.
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
  // A name can be a member only if the text contains it, literally or escaped: \u002f, \/ (RFC 8259, section 7).
  if (!/\\[u/]/.test(json) && !names.some(name => json.includes(JSON.stringify(name)))) return false
  const data = JSON.parse(json) as object
  return names.some(name => Object.hasOwn(data, name))
}
