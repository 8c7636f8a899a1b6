import type { Failure } from '../failure/failure.ts'
import type { Issue } from '../failure/issue.ts'
import type { Write } from './join.ts'
import type { ConstantName, VariableName } from './node.ts'
import { escape, quote } from './quote.ts'

/** Returns undefined where there is nothing to write; then the name of the member is left out too. */
export type WriteOptional = (failure: Failure, issue: Issue) => string | undefined

/** What is left in a folded template: constant variables have become literals. */
export type OptionalName = Exclude<VariableName, ConstantName | 'message' | 'requestId' | 'timestamp' | 'issue.path' | 'issue.message'>

/** The texts that are always there, without their quotes. */
export const escaped: Readonly<Partial<Record<VariableName, Write>>> = {
  message: ({ message }) => escape(message),
  // Well-formed (failure/failure.ts).
  requestId: ({ requestId }) => requestId,
  timestamp: ({ timestamp = new Date() }) => timestamp.toISOString(),
  'issue.path': (_, { path }) => escape(path),
  'issue.message': (_, { message }) => escape(message)
}

export const writers: Readonly<Record<OptionalName, WriteOptional>> = {
  details: ({ details }) => {
    const text = membersText(details, '{')
    return text === '' ? undefined : `${text}}`
  },
  param: ({ param }) => quoteOptional(param),
  retryAfter: ({ retryAfter }) => retryAfter === undefined ? undefined : String(retryAfter),
  instance: ({ instance }) => quoteOptional(instance),
  'issue.pointer': (_, { location, pointer }) => quoteOptional(location === 'body' ? pointer : undefined),
  'issue.parameter': (_, { location, path }) => quoteOptional(location === 'query' || location === 'path' ? path : undefined),
  'issue.header': (_, { location, path }) => quoteOptional(location === 'header' ? path : undefined),
  'issue.location': (_, { location }) => quoteOptional(location),
  'issue.keyword': (_, { keyword }) => quoteOptional(keyword),
  'issue.code': (_, { code }) => quoteOptional(code)
}

function quoteOptional (text: string | undefined): string | undefined {
  return text === undefined ? undefined : quote(text)
}

/** Members of details as JSON, after `open` the first and after a comma each other; what was projected is plain data. */
export function membersText (details: Readonly<Record<string, unknown>>, open: string): string {
  let text = ''
  for (const name in details) {
    // A name needs no escapes (toEntry.ts).
    text += `${text === '' ? open : ','}"${name}":${valueText(details[name])}`
  }
  return text
}

export function valueText (value: unknown): string {
  return typeof value === 'string' ? quote(value) : JSON.stringify(value)
}
