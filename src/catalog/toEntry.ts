import { compact } from '../support/compact.ts'
import { validateHeaderName } from 'node:http'
import type { EntryInput } from '../format/catalogFile.ts'
import { splitName, toDetail, type Detail } from './detail.ts'
import type { JsonSchema } from '../format/jsonSchema.ts'
import type { Finding } from '../source/diagnostic.ts'
import type { Entry } from './entry.ts'
import { codeNames } from '../format/patterns.ts'
import { didYouMean } from '../support/didYouMean.ts'
import { readType } from './readType.ts'
import { isHeaderValue, reservedHeaders } from './headerRules.ts'
import { toTemplate } from './toTemplate.ts'

type Report = (mistake: Finding) => void

const headerValues = 'must be a header value: leave out control characters and characters beyond Latin-1'

const isCode = new RegExp(codeNames, 'u')

/** Shared by all entries without translations. */
const untranslated: Entry['messages'] = new Map()

/** Check an entry beyond its format and build it. Reports findings instead of throwing. */
export function toEntry (code: string, input: EntryInput, path: readonly string[], report: Report): Entry {
  const reportOwn = (mistake: Finding) => report({ ...mistake, path: [...path, ...mistake.path] })
  if (!isCode.test(code)) {
    reportOwn({ path: [], atKey: true, message: `a code must be a text without control characters, got ${JSON.stringify(code)}` })
  }
  const { status, retryAfter, causes = [], aliases = [], challenge } = input
  const details = toDetails(input, reportOwn)
  const headers = Object.entries(input.headers ?? {}).map(([name, text]) => {
    const at = ['headers', name]
    const template = toTemplate(text, details, at, reportOwn)
    checkHeaderName(name, message => reportOwn({ path: at, atKey: true, message }))
    if (!template.literals.every(isHeaderValue)) reportOwn({ path: at, message: `${name} ${headerValues}` })
    return [name.toLowerCase(), template] as const
  })
  if (challenge !== undefined && !isHeaderValue(challenge)) reportOwn({ path: ['challenge'], message: `challenge ${headerValues}` })
  const { meaning, action, group, sdk, since, deprecated, replacedBy, public: isPublic } = input
  return {
    code,
    status,
    message: toTemplate(input.message, details, ['message'], reportOwn),
    messages: untranslated,
    details,
    causes,
    aliases,
    headers,
    retry: input.retry ?? defaultRetry(status),
    log: input.log ?? defaultLog(status),
    ...compact({ meaning, action, group, challenge, sdk, since, deprecated, replacedBy, public: isPublic }),
    ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
    ...(typeof retryAfter === 'string' ? { retryAfterDetail: toLink(retryAfter.slice(1, -1), details, reportOwn) } : {})
  }
}

function toDetails (input: EntryInput, reportOwn: Report): Detail[] {
  const declared = Object.entries(input.details ?? {}).map(([key, type]) => ({ key, type, ...splitName(key) }))
  const names = declared.map(({ name }) => name)
  for (const [index, name] of (input.private ?? []).entries()) {
    if (!names.includes(name)) {
      const message = `private must name declared details, got "${name}"${didYouMean(name, names)}`
      reportOwn({ path: ['private', String(index)], message })
    }
  }
  return declared.map(({ key, type, name, required }, index) => {
    const at = ['details', key]
    if (!/^[A-Za-z_][\w-]*$/.test(name) || name === '__proto__') {
      reportOwn({ path: at, atKey: true, message: `a detail must be named with letters, digits, _ and -, got "${name}"` })
    } else if (names.indexOf(name) !== index) {
      reportOwn({ path: at, atKey: true, message: `a detail must be declared once, but "${name}" is there with and without ?` })
    }
    const schema = readType(name, type as string | JsonSchema, mistake => reportOwn({ ...mistake, path: [...at, ...mistake.path] }))
    return toDetail(name, schema, { required, isPrivate: input.private?.includes(name) ?? false })
  })
}

/** The name of the detail linked to Retry-After. */
function toLink (name: string, details: readonly Detail[], reportOwn: Report): string {
  const isNumber = ({ type }: JsonSchema) => [type].flat().some(each => each === 'integer' || each === 'number')
  const fitting = details.filter(detail => !detail.private && isNumber(detail.schema)).map(({ name }) => name)
  if (!fitting.includes(name)) {
    reportOwn({
      path: ['retryAfter'],
      message: `retryAfter must name a public detail of type integer, got "{${name}}"${didYouMean(name, fitting)}`
    })
  }
  return name
}

function checkHeaderName (name: string, reportOwn: (message: string) => void) {
  const instead = reservedHeaders.get(name.toLowerCase())
  if (instead !== undefined) reportOwn(`"${name}" must not be set here: ${instead}`)
  try {
    validateHeaderName(name)
  } catch {
    reportOwn(`a header must have a name of letters, digits and hyphens, got "${name}"`)
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
