import type { Catalog } from '../../catalog/catalog.ts'
import type { Entry } from '../../catalog/entry.ts'
import { docLines } from '../types.ts'
import { literal, membersText, nameText } from '../typeText.ts'
import { classNamesOf } from './classNames.ts'
import { publicDetails, toErrorData } from './errorData.ts'
import { markerOf } from './marker.ts'

/** A TypeScript module for clients: the types of all codes, the data that reads responses, and a class for each code. */
export function toTypeScript (catalog: Catalog): string {
  const entries = [...catalog.entries.values()]
  const classes = classNamesOf(entries)
  return `${[
    `${markerOf('//')} Change the catalog, then generate it again.`,
    "import { ApiError, type ErrorData, type Failure as AnyFailure } from 'fastify-error-catalog/client'",
    '',
    '/** Status, retry verdict and details of each code. */',
    'export type Codes = {',
    ...entries.flatMap(codeLines).map(line => `  ${line}`),
    '}',
    '',
    '/** A failure of this API. */',
    'export type Failure = AnyFailure<Codes>',
    '',
    '/** What a client needs to read a response of this API. */',
    `export const errors: ErrorData<Codes> = ${dataText(toErrorData(catalog))}`,
    ...[...new Set(classes.values())].flatMap(name => classLines(name, entries.filter(({ code }) => classes.get(code) === name))),
    '',
    '/** The class of each code. */',
    'export const classes = {',
    [...classes].map(([code, name]) => `  ${nameText(code)}: ${name}`).join(',\n'),
    '} as const'
  ].join('\n')}\n`
}

function codeLines (entry: Entry): string[] {
  const { code, status, retry } = entry
  return [
    ...commentOf(entry),
    `readonly ${nameText(code)}: { readonly status: ${status}, readonly retry: '${retry}', readonly details: ` +
      `${membersText(publicDetails(entry))} }`
  ]
}

function commentOf (entry: Entry): string[] {
  return ['/**', ...docLines(entry).map(line => line === '' ? ' *' : ` * ${line}`), ' */']
}

function classLines (name: string, entries: readonly Entry[]): string[] {
  return [
    '',
    ...entries.length === 1 ? entries.flatMap(commentOf) : [],
    `export class ${name} extends ApiError<Codes, ${entries.map(({ code }) => literal(code)).join(' | ')}> {`,
    `  static override readonly className: string = '${name}'`,
    '}'
  ]
}

/** Data as a literal: members that fit stay in one line. */
function dataText (value: unknown, indent = ''): string {
  const flat = flatText(value)
  if (flat.length + indent.length <= 120 || typeof value !== 'object' || value === null) return flat
  const within = `${indent}  `
  const lines = Array.isArray(value)
    ? value.map(item => within + dataText(item, within))
    : Object.entries(value).map(([name, item]) => `${within}${nameText(name)}: ${dataText(item, within)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`
}

function flatText (value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return literal(value)
  const members = Object.entries(value).map(([name, item]) => `${nameText(name)}: ${flatText(item)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
