import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { EntryInput } from './catalogFile.ts'
import { readType, splitName, toDetail, type Detail } from './detail.ts'
import type { Mistake } from './diagnostic.ts'
import type { Entry } from './entry.ts'
import { hintOf } from './nearest.ts'
import { parseTemplate, type Template } from './template.ts'

type Report = (mistake: Mistake) => void

/** Headers that the server writes itself: an entry that sets them would break the reply. */
const reserved = new Map([
  ['retry-after', 'use retryAfter'],
  ['www-authenticate', 'use challenge'],
  ...['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection', 'trailer']
    .map(name => [name, 'the server writes it'] as const)
])

/** Check what the shape of an entry cannot tell and give the entry; mistakes are reported, not thrown. */
export function toEntry (code: string, input: EntryInput, path: readonly string[], report: Report): Entry {
  const { status, retryAfter, causes = [], aliases = [] } = input
  const details = toDetails(input, path, report)
  const holesIn = (text: string, at: readonly string[]) => checkTemplate(text, details, mistake => report({ ...mistake, path: at }))
  const retryAfterDetail = typeof retryAfter === 'string' ? checkLink(retryAfter.slice(1, -1), details, path, report) : undefined
  const headers = Object.entries(input.headers ?? {}).map(([name, text]) => {
    const at = [...path, 'headers', name]
    const template = holesIn(text, at)
    checkHeader(name, template, mistake => report({ ...mistake, path: at }))
    return [name.toLowerCase(), template] as const
  })
  if (input.challenge !== undefined && !isHeaderValue(input.challenge)) {
    report({ path: [...path, 'challenge'], message: 'challenge must be a valid header value: control characters and characters beyond Latin-1 are none' })
  }
  const { meaning, action, group, challenge, sdk, since, deprecated, replacedBy } = input
  return {
    code,
    status,
    message: holesIn(input.message, [...path, 'message']),
    details,
    causes,
    aliases,
    headers,
    retry: input.retry ?? defaultRetry(status),
    log: input.log ?? defaultLog(status),
    ...given({ meaning, action, group, challenge, sdk, since, deprecated, replacedBy, retryAfterDetail }),
    ...(typeof retryAfter === 'number' ? { retryAfter } : {})
  }
}

function toDetails (input: EntryInput, path: readonly string[], report: Report): Detail[] {
  const names = new Set(Object.keys(input.details ?? {}).map(key => splitName(key).name))
  for (const [index, name] of (input.private ?? []).entries()) {
    if (!names.has(name)) {
      report({ path: [...path, 'private', String(index)], message: `private must name declared details, got "${name}"${hintOf(name, names)}` })
    }
  }
  return Object.entries(input.details ?? {}).flatMap(([key, type]) => {
    const at = [...path, 'details', key]
    const { name, required } = splitName(key)
    if (!/^[A-Za-z_][\w-]*$/.test(name) || name === '__proto__') {
      report({ path: at, atKey: true, message: `a detail must be named with letters, digits, _ and -, got "${name}"` })
      return []
    }
    const read = readType(type as string | Record<string, unknown>)
    if ('fault' in read) {
      report({ path: at, message: `${name} ${read.fault}` })
      return []
    }
    return [toDetail(name, read.schema, { required, isPrivate: input.private?.includes(name) ?? false })]
  })
}

function checkTemplate (text: string, details: readonly Detail[], report: (mistake: { message: string }) => void): Template {
  const template = parseTemplate(text)
  if (template === undefined) {
    report({ message: 'a brace must open a hole such as {name} and close it: write {{ or }} for the brace itself' })
    return { text, literals: [text], holes: [] }
  }
  for (const hole of new Set(template.holes)) {
    const detail = details.find(({ name }) => name === hole)
    const fault = detail === undefined
      ? `must be a declared detail${hintOf(hole, details.map(({ name }) => name))}`
      : detail.private
        ? 'is private and must not be sent'
        : detail.scalar ? undefined : 'must be a text, number or boolean to stand in a sentence'
    if (fault !== undefined) report({ message: `{${hole}} ${fault}` })
  }
  return template
}

function checkLink (name: string, details: readonly Detail[], path: readonly string[], report: Report): string {
  const detail = details.find(detail => detail.name === name)
  const isNumber = detail !== undefined && ['integer', 'number'].includes(detail.schema['type'] as string)
  if (!isNumber || detail.private) {
    report({ path: [...path, 'retryAfter'], message: `retryAfter must name a public detail of type integer, got "{${name}}"${hintOf(name, details.map(({ name }) => name))}` })
  }
  return name
}

function checkHeader (name: string, template: Template, report: (mistake: { message: string, atKey?: boolean }) => void) {
  const instead = reserved.get(name.toLowerCase())
  if (instead !== undefined) report({ atKey: true, message: `"${name}" must not be set here: ${instead}` })
  try {
    validateHeaderName(name)
  } catch {
    report({ atKey: true, message: `a header must have a name of letters, digits and hyphens, got "${name}"` })
  }
  if (!template.literals.every(isHeaderValue)) {
    report({ message: `${name} must be a valid header value: control characters and characters beyond Latin-1 are none` })
  }
}

export function isHeaderValue (value: string): boolean {
  try {
    validateHeaderValue('x', value)
    return true
  } catch {
    return false
  }
}

function defaultRetry (status: number): Entry['retry'] {
  if (status === 429) return 'after'
  return status < 500 ? 'never' : 'idempotent'
}

function defaultLog (status: number): Entry['log'] {
  if (status === 429) return 'warn'
  return status < 500 ? 'info' : 'error'
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Only the members that have a value. */
export function given<T extends object> (members: T): Given<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>
}
